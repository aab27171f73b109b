/** Which error format a URL speaks (okta-api 0.1): each family has its own shapes for everything that can go wrong. */
export type UrlFamily = 'oauth' | 'okta' | 'page';

/** Judges by path alone, so that it works for paths no route knows. */
export function familyOf(url: string): UrlFamily {
  const path = pathOf(url);
  if (isBelow(path, '/oauth2') || isMetadata(path)) return 'oauth';
  // what the console's scripts ask of its session
  if (isBelow(path, '/admin/session') || path === '/admin/sign-out') return 'okta';
  if (isBelow(path, '/api') || isBelow(path, '/idp') || isBelow(path, '/.well-known')) return 'okta';
  return 'page';
}

export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || path[root.length] === '/');
}

/** The metadata documents of the org's own server (OpenID Connect Discovery 4, RFC 8414 3) live outside `/oauth2`. */
function isMetadata(path: string): boolean {
  return isBelow(path, '/.well-known/openid-configuration') || isBelow(path, '/.well-known/oauth-authorization-server');
}
