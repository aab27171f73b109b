/** Milliseconds since the epoch. JWT times are seconds: convert at the token, nowhere else. */
export type Instant = number;

/** The one source of time. Tests set it by hand; in production it follows the database's clock. */
export interface Clock {
  now(): Instant;
  /** Runs `action` once, `delayMs` from now on this clock. The returned function cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
}
