/** A hash made elsewhere; salts and digests are base64. */
export type ImportedHash =
  | {
      readonly algorithm: 'SHA-512' | 'SHA-256' | 'SHA-1' | 'MD5';
      readonly salt?: string | undefined;
      readonly saltOrder: 'PREFIX' | 'POSTFIX';
      readonly value: string;
    }
  | {
      readonly algorithm: 'PBKDF2';
      readonly salt: string;
      readonly value: string;
      readonly iterationCount: number;
      /** Bytes. */
      readonly keySize: number;
      readonly digestAlgorithm: 'SHA256_HMAC' | 'SHA512_HMAC';
    };

/** Slow salted hash of what people choose (argon2id). Not for values the server itself made at random. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** What is stored for a password known only by the hash of another system; that hash itself is not stored. */
  wrap(imported: ImportedHash): Promise<string>;
  /** False for a wrong password; with `hash` undefined it does the same work and answers false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}
