/** Cryptographically strong randomness. Tests hand in a seeded source. */
export interface Random {
  bytes(length: number): Uint8Array;
}
