/** Where an authorization server answers. All links come from the configured org URL, never from a request. */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Org } from '../../domain/org/org.js';

/** `{org}/oauth2/v1` for the org's own server, `{issuer}/v1` for custom ones. */
export function endpointBase(org: Org, server: AuthorizationServer): string {
  return server.kind === 'org' ? `${org.url}/oauth2/v1` : `${server.issuer}/v1`;
}

/**
 * What a client assertion may name as audience (decisions 1.15, C-029): issuer, token and backchannel endpoint at those two endpoints, the
 * issuer alone elsewhere; for the default server in both spellings; under each of the org's further URLs as well.
 */
export function assertionAudiences(
  org: Org,
  server: AuthorizationServer,
  at: { readonly endpoint: 'token' | 'bc' | 'other'; readonly urlAliases: readonly string[] },
): readonly string[] {
  const issuers = server.isDefault ? [server.issuer, `${org.url}/oauth2/default`, `${org.url}/oauth2/${server.id}`] : [server.issuer];
  const bases = server.kind === 'org' ? [`${org.url}/oauth2/v1`] : issuers.map((issuer) => `${issuer}/v1`);
  const own = at.endpoint === 'other' ? issuers : [...issuers, ...bases.flatMap((base) => [`${base}/token`, `${base}/bc/authorize`])];
  return [...own, ...at.urlAliases.flatMap((alias) => own.map((url) => alias + url.slice(org.url.length)))];
}
