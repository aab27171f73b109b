/** Where key ids, token ids and the install id come from. */
export interface Random {
  /**
   * `length` unpredictable bytes. `label` names what they are for; only a seeded source reads it, to give the same bytes for the
   * same purpose again.
   */
  bytes(length: number, label: string): Uint8Array;
}
