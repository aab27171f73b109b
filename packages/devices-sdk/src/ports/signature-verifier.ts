/** An RSA key of the server's JWKS: only the members that make the key. */
export interface RsaVerificationKey {
  readonly n: string;
  readonly e: string;
}

/** Checks the server's signatures. */
export interface SignatureVerifier {
  /** RS256 (RSASSA-PKCS1-v1_5 with SHA-256). False for any signature or key that does not fit; rejects only on a fault of the platform. */
  verifyRs256(key: RsaVerificationKey, data: Uint8Array, signature: Uint8Array): Promise<boolean>;
}
