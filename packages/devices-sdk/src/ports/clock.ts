/** The time a device stamps into what it signs and judges challenges by. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
