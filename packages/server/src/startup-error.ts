/** A start that cannot go on for a reason the operator can mend: printed as it is, without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
