/** The number that the application shows and the person picks or types on the device. Never leaves towards the device as the answer. */
export interface NumberChallenge {
  /** Two digits, `10` to `99`. */
  readonly answer: string;
  /** The three to choose from, the answer among them, in the order shown; undefined: the person types the number. */
  readonly choices: readonly string[] | undefined;
}
