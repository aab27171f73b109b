/** Encryption of secrets at rest (AES-256-GCM). Each value carries the id of its key, so that keys can be rotated. */
export interface Cipher {
  /** `purpose` names table and column; a value moved to another place does not decrypt. */
  encrypt(plain: string, purpose: string): string;
  /** Throws when the key is unknown or the value was altered. */
  decrypt(sealed: string, purpose: string): string;
}
