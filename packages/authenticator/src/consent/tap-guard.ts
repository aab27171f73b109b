/** A tap that was meant for what was on the screen before must not decide anything. */
const guardMs = 600;

export interface TapGuard {
  /** Whether a tap at this time is meant for what is shown. */
  accepts(now: number): boolean;
}

export function createTapGuard(shownAt: number): TapGuard {
  return { accepts: (now) => now - shownAt >= guardMs };
}
