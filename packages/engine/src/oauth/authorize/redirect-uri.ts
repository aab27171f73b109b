import type { Client } from '../../domain/client/client.js';

/**
 * Whether `presented` is one of the client's registered redirect URIs: the same text, character by character (RFC 9700 2.1).
 * Native clients may choose the port of a loopback redirect while they run (RFC 8252 7.3); everything else must still be equal.
 */
export function redirectUriMatches(client: Pick<Client, 'applicationType'>, registered: readonly string[], presented: string): boolean {
  if (registered.includes(presented)) return true;
  if (client.applicationType !== 'native') return false;
  const wanted = withoutLoopbackPort(presented);
  return wanted !== undefined && registered.some((uri) => withoutLoopbackPort(uri) === wanted);
}

// The host must end at the port, path or query, so that no user part or longer name passes for loopback.
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost))(?::(\d{1,5}))?(?=[/?]|$)([^#]*)$/;

function withoutLoopbackPort(uri: string): string | undefined {
  const match = loopback.exec(uri);
  if (match === null || Number(match[2] ?? 80) > 65_535) return undefined;
  return `${match[1] ?? ''}${match[3] ?? ''}`;
}
