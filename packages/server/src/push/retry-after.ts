/** Milliseconds to wait as `Retry-After` says, in seconds or as a date (RFC 9110 10.2.3); undefined: it says nothing. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const delayMs = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(delayMs) && delayMs > 0 ? delayMs : undefined;
}

/** The member of a push's result that carries it. */
export function afterRetryAfter(delayMs: number | undefined): { readonly afterMs?: number } {
  return delayMs === undefined ? {} : { afterMs: delayMs };
}
