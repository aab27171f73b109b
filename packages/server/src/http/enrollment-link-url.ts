import type { ServerContext } from '../server-context.js';

/** The code is in the fragment: no server, proxy or `Referer` sees it (RFC 9110 4.2.5). */
export function enrollmentLinkUrl({ urls }: Pick<ServerContext, 'urls'>, code: string): string {
  return `${urls.authenticator}/enroll#${code}`;
}
