/** `wait=N` among the preferences of RFC 7240 2; names are read without regard to case. */
const waitPreference = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?\s*(?:[,;]|$)/i;

/** Seconds the caller is willing to wait; undefined when it did not say, or said 0. */
export function preferredWaitSeconds(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(waitPreference.exec(typeof header === 'string' ? header : header.join(','))?.[1] ?? 0);
  return seconds > 0 ? seconds : undefined;
}
