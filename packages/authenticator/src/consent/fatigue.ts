/** Many requests in a short time are how people are worn down (security model T1): the app says so. */
const windowMs = 120_000;
const most = 3;

/** `askedAt`: when each request known to this app was made, in milliseconds. */
export function isFatiguing(askedAt: readonly number[]): boolean {
  const sorted = askedAt.toSorted((a, b) => a - b);
  return sorted.some((first, at) => (sorted[at + most] ?? Number.POSITIVE_INFINITY) - first <= windowMs);
}
