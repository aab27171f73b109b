/** Paging by `Link` headers (RFC 8288, okta-api 3.3). */

/** The cursor of the next page, or undefined on the last one. */
export function nextCursor(headers: Headers): string | undefined {
  for (const part of (headers.get('link') ?? '').split(/,\s*(?=<)/)) {
    const match = /^<([^>]+)>;\s*rel="?next"?/.exec(part.trim());
    if (match?.[1] !== undefined) return new URL(match[1], 'http://localhost').searchParams.get('after') ?? undefined;
  }
  return undefined;
}
