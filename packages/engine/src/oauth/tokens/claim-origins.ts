/** Where each claim of a token comes from, in words for whoever configures it. */
import type { AuthorizationServer, Claim } from '../../domain/authorization-server/authorization-server.js';
import { accessTokenClaims, type ClaimSource, idTokenClaims } from './claims.js';
import { findClaimFault } from './custom-claims.js';
import { standardClaims } from './standard-claims.js';

export interface ClaimOrigin {
  /** `server`: of the server's own making; `scope`: released by a scope; `claim`: a claim of the authorization server. */
  readonly kind: 'server' | 'scope' | 'claim';
  readonly text: string;
}

/** Whom or what the claims of the server's own making speak of (okta-api 2.10, 2.11). */
const ownClaims: Readonly<Record<string, string>> = {
  iss: 'The issuer: the authorization server.',
  iat: 'When it is issued.',
  exp: 'When it ends: the lifetime of the rule for access tokens, an hour for ID tokens.',
  jti: 'A new id for each token.',
  ver: 'The version of the format.',
  cid: 'The client id of the application.',
  client_id: 'The client id of the application.',
  uid: 'The id of the person.',
  scp: 'The scopes that were granted.',
  auth_time: 'When the person approved or signed in.',
  amr: 'How the person approved or signed in.',
  acr: 'The class of the approval that the client asked for.',
  idp: 'The org.',
  at_hash: 'Half the hash of the signed access token: known when it is signed.',
  nonce: 'As the client sent it.',
  cs_transaction: 'The transaction that the person approved.',
  authorization_details: 'What was approved in detail.',
};
const ownClaimsOf = {
  accessToken: { sub: 'The login of the person.', aud: 'The audience of the authorization server.' },
  idToken: { sub: 'The id of the person.', aud: 'The client id of the application.' },
} as const;

/** By the name of the claim. */
export function claimOrigins(
  kind: 'accessToken' | 'idToken',
  claims: object,
  { source, groupNames }: { readonly source: ClaimSource; readonly groupNames: readonly string[] },
): Readonly<Record<string, ClaimOrigin>> {
  const configured = new Set(
    Object.keys(kind === 'accessToken' ? accessTokenClaims(source, groupNames) : idTokenClaims(source, groupNames)),
  );
  const claimType = kind === 'accessToken' ? 'RESOURCE' : 'IDENTITY';
  return Object.fromEntries(
    Object.keys(claims).map((name) => {
      if (!configured.has(name))
        return [name, { kind: 'server', text: new Map(Object.entries(ownClaimsOf[kind])).get(name) ?? ownClaims[name] ?? '' }];
      const claim = source.server.claims.findLast((one) => one.active && one.claimType === claimType && one.name === name);
      return [name, claim === undefined ? scopeOrigin(name) : claimOrigin(claim)];
    }),
  );
}

function scopeOrigin(name: string): ClaimOrigin {
  return { kind: 'scope', text: `The scope ${standardClaims.get(name)?.scope ?? ''}: from the profile of the person.` };
}

function claimOrigin({ valueType, value, scopes }: Claim): ClaimOrigin {
  const what = { EXPRESSION: `the expression ${value}`, GROUPS: `the groups of the person that match ${value}`, SYSTEM: 'the profile' }[
    valueType
  ];
  const when = scopes.length === 0 ? 'with any scope' : `with a scope of ${scopes.join(', ')}`;
  return { kind: 'claim', text: `A claim of the authorization server, ${when}: ${what}.` };
}

/** Active claims that stay out of every token because they are not understood. */
export function ignoredClaims(server: AuthorizationServer): readonly { readonly name: string; readonly reason: string }[] {
  return server.claims.flatMap((claim) => {
    const reason = claim.active ? findClaimFault(claim) : undefined;
    return reason === undefined ? [] : [{ name: claim.name, reason }];
  });
}
