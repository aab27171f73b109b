/** The only maker of tokens (okta-api 2.10 and 2.11; architecture 4.5: never more signatures than tokens). */
import { createHash } from 'node:crypto';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { AuthorizationDetail } from '../../domain/backchannel-request/authorization-detail.js';
import type { Client } from '../../domain/client/client.js';
import { sha256 } from '../../domain/digest.js';
import type { Grant } from '../../domain/grant/grant.js';
import { randomBase64url } from '../../domain/id.js';
import { signJwt } from '../../domain/jwt/sign-jwt.js';
import type { Org } from '../../domain/org/org.js';
import type { User } from '../../domain/user/user.js';
import type { Engine } from '../../engine.js';
import type { TokenResponse } from '../token/grant.js';
import { accessTokenClaims, asksForGroups, type ClaimSource, type Claims, idTokenClaims, reportFaultyClaims } from './claims.js';

export interface IssueInput {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly user: User;
  /** Stored already: what a token is made from exists before the token does (decisions 1.12). */
  readonly grant: Grant;
  /** Echoed in the ID token (OpenID Connect Core 3.1.3.7). */
  readonly nonce?: string | undefined;
  /** Handed through; its hash is stored already. */
  readonly refreshToken?: string | undefined;
  readonly withIdToken: boolean;
  /** Further members of the access token; they replace nothing. */
  readonly accessTokenExtra?: Claims | undefined;
  /** A part of the grant's scopes; all of them when left out. */
  readonly requestedScopes?: readonly string[] | undefined;
  /** A part of the grant's authorization details; all of them when left out. */
  readonly requestedDetails?: readonly AuthorizationDetail[] | undefined;
}

/** OpenID Connect ID tokens live an hour, whatever the rule says (okta-api 2.12). */
const idTokenSeconds = 3600;

/** A refresh token of 256 random bits; only `hash` is stored. */
export function newRefreshToken(engine: Pick<Engine, 'random'>): { readonly token: string; readonly hash: string } {
  const token = randomBase64url(engine.random, 32);
  return { token, hash: sha256(token) };
}

/** Tokens before they are signed. */
export interface ComposedTokens {
  readonly accessToken: object;
  /** Carries the hash of the signed access token. */
  readonly idToken: (accessToken: string) => object;
  /** What the claims of the tokens were read from. */
  readonly source: ClaimSource;
  readonly groupNames: readonly string[];
}

/** Everything a token says, whether it will be signed or only looked at. Times are seconds since the epoch. */
export async function composeTokens(engine: Pick<Engine, 'clock' | 'random' | 'users'>, input: IssueInput): Promise<ComposedTokens> {
  const { org, server, client, user } = input;
  const source: ClaimSource = { server, user, clientId: client.clientId, scopes: new Set(scopesOf(input)) };
  const groupNames = asksForGroups(source) ? await engine.users.listGroupNames(org.id, user.id) : [];
  const issuing = { input, source, groupNames, issuedAt: Math.floor(engine.clock.now() / 1000) };
  return {
    accessToken: accessTokenBody(engine, issuing),
    idToken: (accessToken) => idTokenBody(engine, accessToken, issuing),
    source,
    groupNames,
  };
}

/** Signs the access token and, when asked for, the ID token, which carries the hash of the signed access token and so comes second. */
export async function issueTokens(
  engine: Pick<Engine, 'clock' | 'random' | 'keyring' | 'users' | 'events'>,
  input: IssueInput,
): Promise<TokenResponse> {
  const { server, grant } = input;
  if (server.claims.length > 0) await reportFaultyClaims(engine, server);
  const composed = await composeTokens(engine, input);
  const key = await engine.keyring.signingKey(server);
  const accessToken = await signJwt(key, composed.accessToken);
  const idToken = input.withIdToken ? await signJwt(key, composed.idToken(accessToken)) : undefined;
  return {
    token_type: 'Bearer',
    expires_in: grant.accessTokenSeconds,
    access_token: accessToken,
    scope: scopesOf(input).join(' '),
    ...(input.refreshToken === undefined ? {} : { refresh_token: input.refreshToken }),
    ...(idToken === undefined ? {} : { id_token: idToken }),
    ...detailsMember(input),
  };
}

function scopesOf({ requestedScopes, grant }: IssueInput): readonly string[] {
  return requestedScopes ?? grant.scopes;
}

/** What was granted in detail, for the token response (RFC 9396 7) and the access token (RFC 9396 9.1). */
function detailsMember({ requestedDetails, grant }: IssueInput): { readonly authorization_details?: readonly AuthorizationDetail[] } {
  const details = requestedDetails ?? grant.authorizationDetails;
  return details === undefined ? {} : { authorization_details: details };
}

interface Issuing {
  readonly input: IssueInput;
  readonly source: ClaimSource;
  readonly groupNames: readonly string[];
  readonly issuedAt: number;
}

function accessTokenBody(engine: Pick<Engine, 'random'>, { input, source, groupNames, issuedAt }: Issuing): object {
  const { org, server, client, user, grant } = input;
  return {
    ...input.accessTokenExtra,
    sub: user.login,
    ...accessTokenClaims(source, groupNames),
    ver: 1,
    jti: `AT.${randomBase64url(engine.random, 32)}.${grant.id}`,
    iss: server.issuer,
    aud: server.kind === 'org' ? org.url : server.audience,
    iat: issuedAt,
    exp: issuedAt + grant.accessTokenSeconds,
    cid: client.clientId,
    // RFC 9068 2.2; `cid` is its older name
    client_id: client.clientId,
    uid: user.id,
    scp: scopesOf(input),
    auth_time: Math.floor(grant.authTime / 1000),
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
    ...detailsMember(input),
  };
}

function idTokenBody(engine: Pick<Engine, 'random'>, accessToken: string, { input, source, groupNames, issuedAt }: Issuing): object {
  const { org, server, client, user, grant } = input;
  return {
    ...idTokenClaims(source, groupNames),
    sub: user.id,
    ver: 1,
    iss: server.issuer,
    aud: client.clientId,
    iat: issuedAt,
    exp: issuedAt + idTokenSeconds,
    jti: `ID.${randomBase64url(engine.random, 32)}`,
    amr: grant.amr,
    // names the approval this came from, so that its evidence can be found (security model S-112)
    ...(grant.transactionId === undefined ? {} : { cs_transaction: grant.transactionId }),
    idp: org.id,
    auth_time: Math.floor(grant.authTime / 1000),
    at_hash: halfHash(accessToken),
    ...(input.nonce === undefined ? {} : { nonce: input.nonce }),
    ...(grant.acr === undefined ? {} : { acr: grant.acr }),
  };
}

/** OpenID Connect Core 3.1.3.6: the left half of the SHA-256, for RS256 and ES256 alike. */
function halfHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url');
}
