/** How long a request can still be answered, in the steps that people are told. */

/** Whole seconds, counted up, so that "1" shows until the very end; never below zero. */
export function secondsLeft(expiresAt: Date, now: number): number {
  return Math.max(0, Math.ceil((expiresAt.getTime() - now) / 1000));
}

/** Between 0 and 1, for the bar. */
export function shareLeft({ begin, end, now }: { readonly begin: Date; readonly end: Date; readonly now: number }): number {
  const whole = end.getTime() - begin.getTime();
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (end.getTime() - now) / whole));
}

const announced = [60, 30, 10] as const;
export type Announcement = (typeof announced)[number];

/** What is said aloud when the seconds went from `before` to `after`: not each second, only what matters. The latest when several passed. */
export function announcementBetween(before: number, after: number): Announcement | undefined {
  return announced.findLast((mark) => before > mark && after <= mark && after > 0);
}

/** Minutes until one is left, then seconds. */
export function inWords(seconds: number): { readonly unit: 'minutes' | 'seconds'; readonly count: number } {
  return seconds > 90 ? { unit: 'minutes', count: Math.round(seconds / 60) } : { unit: 'seconds', count: seconds };
}
