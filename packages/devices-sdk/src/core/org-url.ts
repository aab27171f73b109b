const httpUrl = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?#][\x21-\x7e]*)?$/i;
const loopback = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;

/**
 * Scheme, host and port of an http or https URL in one canonical spelling; undefined for anything else, also for URLs with a user
 * name in them. Written without the URL class, which not every JavaScript engine has.
 */
export function originOf(url: string): string | undefined {
  const match = httpUrl.exec(url);
  if (match === null) return undefined;
  const scheme = (match[1] ?? '').toLowerCase();
  const host = (match[2] ?? '').toLowerCase();
  const port = match[3] === undefined ? undefined : Number(match[3]);
  const isDefault = port === undefined || port === (scheme === 'https' ? 443 : 80);
  return isDefault ? `${scheme}://${host}` : `${scheme}://${host}:${port}`;
}

/** https, or http to this very machine: what a device may send tokens to. */
export function isSecureOrigin(origin: string): boolean {
  if (origin.startsWith('https://')) return true;
  const host = origin.slice('http://'.length).replace(/:[0-9]+$/, '');
  return loopback.test(host);
}
