/** Slow salted hash of what people choose (argon2id). Not for values the server itself made at random. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False for a wrong password; with `hash` undefined it does the same work and answers false. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}
