/** Digests of what is shown and signed. */
export interface Digest {
  /** SHA-256 (FIPS 180-4): 32 bytes. */
  sha256(data: Uint8Array): Promise<Uint8Array>;
}
