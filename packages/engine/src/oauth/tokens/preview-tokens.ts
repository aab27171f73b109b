/**
 * What a client would get for a person, without a request, a signature or a token: policies, lifetimes and claims by the code that
 * issues. Ours; the original's "token preview" shows less.
 */
import { grantTypes } from '@countersign/contracts/wire';
import { type AccessExplanation, explainAccess } from '../../domain/authorization-server/explain-access.js';
import type { AuthorizationServer, TokenLifetimes } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { Grant } from '../../domain/grant/grant.js';
import { jwtHeader } from '../../domain/jwt/sign-jwt.js';
import type { Org } from '../../domain/org/org.js';
import type { User } from '../../domain/user/user.js';
import type { Engine } from '../../engine.js';
import { readRequestedScopes } from '../authorize/requested-scopes.js';
import { parseScopes } from '../backchannel/scope.js';
import { OAuthError } from '../errors.js';
import { type ClaimOrigin, claimOrigins, ignoredClaims } from './claim-origins.js';
import { composeTokens } from './issue.js';

export interface PreviewInput {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  /** The two that policies decide about and that have a person. */
  readonly grantType: typeof grantTypes.ciba | typeof grantTypes.authorizationCode;
  /** Undefined: only what policies say of anybody. */
  readonly user: User | undefined;
  readonly scopes: readonly string[];
}

/** Something beside the policies that refuses. */
export interface PreviewRefusal {
  readonly code: 'server_inactive' | 'client_inactive' | 'grant_not_registered' | 'scope' | 'user_inactive' | 'user_not_assigned';
  readonly text: string;
}

export interface PreviewedToken {
  readonly header: object;
  readonly payload: object;
  /** By the name of the claim. */
  readonly origins: Readonly<Record<string, ClaimOrigin>>;
}

export interface TokenPreview {
  /** Whether a token would be issued. */
  readonly allowed: boolean;
  readonly refusals: readonly PreviewRefusal[];
  readonly access: AccessExplanation;
  readonly scopes: readonly string[];
  readonly lifetimes: TokenLifetimes | undefined;
  /** With a person and a policy that matches, also where something else refuses. */
  readonly accessToken: PreviewedToken | undefined;
  readonly idToken: PreviewedToken | undefined;
  readonly ignoredClaims: readonly { readonly name: string; readonly reason: string }[];
}

type PreviewEngine = Pick<Engine, 'authenticators' | 'clients' | 'clock' | 'keyring' | 'random' | 'users'>;

export async function previewTokens(engine: PreviewEngine, input: PreviewInput): Promise<TokenPreview> {
  const { server, client, user, grantType } = input;
  const read = await readScopes(engine, input);
  const scopes = read instanceof OAuthError ? input.scopes : read;
  const refusals = [
    ...(await findRefusals(engine, input)),
    ...(read instanceof OAuthError ? [{ code: 'scope' as const, text: read.description }] : []),
  ];
  const groupIds = user === undefined ? [] : await engine.users.listGroupIds(server.orgId, user.id);
  const question = { clientId: client.clientId, grantType, scopes, user: user === undefined ? undefined : { id: user.id, groupIds } };
  const access = explainAccess(server, question);
  const lifetimes = access.answer.allowed ? access.answer.lifetimes : undefined;
  const tokens = lifetimes === undefined || user === undefined ? undefined : await compose(engine, { ...input, user, scopes, lifetimes });
  return {
    allowed: refusals.length === 0 && access.answer.allowed,
    refusals,
    access,
    scopes,
    lifetimes,
    accessToken: tokens?.accessToken,
    idToken: tokens?.idToken,
    ignoredClaims: ignoredClaims(server),
  };
}

async function findRefusals(engine: PreviewEngine, { server, client, grantType, user }: PreviewInput): Promise<readonly PreviewRefusal[]> {
  const refusals: PreviewRefusal[] = [];
  if (!server.active) refusals.push({ code: 'server_inactive', text: 'The authorization server is not active.' });
  if (!client.active) refusals.push({ code: 'client_inactive', text: 'The application is not active.' });
  if (!client.grantTypes.has(grantType) || (grantType === grantTypes.ciba && client.backchannel === undefined))
    refusals.push({ code: 'grant_not_registered', text: 'The application is not registered for this grant type.' });
  if (user === undefined) return refusals;
  if (user.status !== 'ACTIVE') refusals.push({ code: 'user_inactive', text: `The person cannot approve or sign in: ${user.status}.` });
  if (!(await engine.clients.isAssigned(client, user.id)))
    refusals.push({ code: 'user_not_assigned', text: 'The person is not assigned to the application, neither directly nor by a group.' });
  return refusals;
}

async function readScopes(
  engine: PreviewEngine,
  { server, client, grantType, scopes }: PreviewInput,
): Promise<readonly string[] | OAuthError> {
  const scope = scopes.length === 0 ? undefined : scopes.join(' ');
  try {
    if (grantType === grantTypes.ciba) return parseScopes(scope, server, client);
    const form = new Map(scope === undefined ? [] : [['scope', scope]]);
    return await readRequestedScopes(engine, { server, client, form, asksConsent: false });
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
}

interface Composing extends PreviewInput {
  readonly user: User;
  readonly lifetimes: TokenLifetimes;
}

/** In place of a hash of what is not there. */
const unsigned = 'not signed';

async function compose(engine: PreviewEngine, input: Composing) {
  const { org, server, client, user, scopes } = input;
  const withIdToken = scopes.includes('openid');
  const composed = await composeTokens(engine, { org, server, client, user, grant: previewGrant(engine, input), withIdToken });
  const header = jwtHeader(await engine.keyring.signingKey(server));
  const token = (kind: 'accessToken' | 'idToken', payload: object): PreviewedToken => ({
    header,
    payload,
    origins: claimOrigins(kind, payload, composed),
  });
  return {
    accessToken: token('accessToken', composed.accessToken),
    idToken: withIdToken ? token('idToken', { ...composed.idToken(''), at_hash: unsigned }) : undefined,
  };
}

/** As if the person had just approved on a device with user verification, or signed in with a password. Stored nowhere. */
function previewGrant(engine: Pick<Engine, 'clock'>, { org, server, client, user, grantType, scopes, lifetimes }: Composing): Grant {
  const now = engine.clock.now();
  const ciba = grantType === grantTypes.ciba;
  return {
    id: 'oarPreview',
    orgId: org.id,
    authorizationServerId: server.id,
    clientId: client.clientId,
    userId: user.id,
    grantType,
    scopes,
    authTime: now,
    amr: ciba ? ['swk', 'user', 'mfa'] : ['pwd'],
    acr: undefined,
    transactionId: ciba ? 'ftPreview' : undefined,
    accessTokenSeconds: lifetimes.accessTokenSeconds,
    refreshTokenIdleSeconds: lifetimes.refreshTokenIdleSeconds,
    createdAt: now,
    refreshExpiresAt: undefined,
  };
}
