import type { Org } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';

export const consoleHeader = 'x-countersign-console';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Whether a call that comes with the cookie comes from the console's own pages (security model S-074, decisions 4.4). To change something it
 * takes a header that other origins cannot send without our leave, and the browser's word that the page is ours; to read, that the browser
 * does not say otherwise: streams of events can send no headers.
 */
export function comesFromConsole(request: Pick<FastifyRequest, 'headers' | 'method'>, org: Pick<Org, 'url'>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  // pages that forbid referrers make browsers write `null` even to ourselves (Fetch 4.4.8)
  const sameOrigin = origin === undefined || origin === 'null' ? undefined : origin === new URL(org.url).origin;
  const sameSite = site === undefined ? undefined : site === 'same-origin';
  if (sameOrigin === false || sameSite === false) return false;
  return safeMethods.has(request.method) || (request.headers[consoleHeader] === '1' && (sameOrigin ?? sameSite) === true);
}
