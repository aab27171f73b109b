/**
 * The maintenance token: an enrolled device gets it silently, by a statement signed with its proof-of-possession key (RFC 7523;
 * devices protocol 1.5). It lists challenges and keeps push token and transaction types current; it never enrols, changes keys or
 * deletes. Only the org's own authorization server gives it.
 */
import { deviceScopes, grantTypes, maintenanceAssertionIssuer } from '@countersign/contracts/wire';
import type { Authenticator } from '../../../domain/authenticator/authenticator.js';
import { algorithmOf, verificationKeyOf } from '../../../domain/enrollment/device-key.js';
import { isTimely, replayableUntil } from '../../../domain/enrollment/device-time.js';
import { lifecycleError } from '../../../domain/enrollment/enrollment-state.js';
import { namesThisOrg } from '../../../domain/enrollment/org-audience.js';
import { newEvent } from '../../../domain/event/new-event.js';
import type { SystemLogEvent } from '../../../domain/event/system-log-event.js';
import type { Grant } from '../../../domain/grant/grant.js';
import { newId } from '../../../domain/id.js';
import { parseJws, verifySignature, type ParsedJws } from '../../../domain/jwt/verify-jws.js';
import type { User } from '../../../domain/user/user.js';
import type { Engine } from '../../../engine.js';
import type { EnrolledDevice } from '../../../ports/enrollment-store.js';
import { invalidGrant, invalidRequest, invalidScope, unauthorizedClient, unsupportedGrantType, type OAuthError } from '../../errors.js';
import { issueTokens } from '../../tokens/issue.js';
import type { GrantHandler, TokenCall } from '../grant.js';

const maintenanceScopes: readonly string[] = [deviceScopes.maintenanceManage, deviceScopes.maintenanceRead];
const tokenSeconds = 3600;

export const maintenanceTokenGrant: GrantHandler = {
  grantType: grantTypes.jwtBearer,
  async handle(engine, call) {
    if (call.server.kind !== 'org') throw unsupportedGrantType({ reason: 'jwt-bearer at a custom authorization server' });
    const authenticator = await engine.authenticators.findByMobileClientId(call.org.id, call.client.clientId);
    if (authenticator === undefined) throw unauthorizedClient('The client is not the app of an authenticator.');
    const scopes = requestedScopes(call);
    const { enrolled, user } = await verifyAssertion(engine, call, authenticator);
    const grant = maintenanceGrant(engine, { call, enrolled, user, scopes });
    await engine.grants.create({ grant, refreshToken: undefined, event: issueEvent(engine, { call, enrolled, user }) });
    const { org, server, client } = call;
    return { kind: 'issued', response: await issueTokens(engine, { org, server, client, user, grant, withIdToken: false }) };
  },
};

/** What a signed statement of a device may ask for, and no more. */
function requestedScopes({ form }: TokenCall): readonly string[] {
  const scopes = [...new Set((form.get('scope') ?? '').split(' ').filter((scope) => scope !== ''))];
  if (scopes.length === 0) throw invalidScope('The scope parameter is missing.');
  if (scopes.some((scope) => !maintenanceScopes.includes(scope))) throw invalidScope('Only maintenance scopes can be granted this way.');
  return scopes;
}

/** One public text for every defect of the assertion. */
function refuse(reason: string): OAuthError {
  return invalidGrant('The assertion is not valid for this client.', { reason });
}

async function verifyAssertion(
  engine: Engine,
  call: TokenCall,
  authenticator: Authenticator,
): Promise<{ readonly enrolled: EnrolledDevice; readonly user: User }> {
  const assertion = call.form.get('assertion');
  if (assertion === undefined) throw invalidRequest('The assertion parameter is missing.');
  const jws = parseJws(assertion);
  if (jws === undefined) throw refuse('not a compact JWS');
  const enrolled = await findEnrolled(engine, call, jws, authenticator);
  const { exp, jti } = checkClaims(engine, call, jws, enrolled);
  const key = enrolled.enrollment.keys.proofOfPossession;
  if (jws.header.kid !== key.kid) throw refuse('kid is not the proof-of-possession key');
  if (!verifySignature(jws, algorithmOf(key), verificationKeyOf(key))) throw refuse('bad signature');
  const user = await engine.users.findById(call.org.id, enrolled.enrollment.userId);
  if (user === undefined) throw refuse('the user is gone');
  const frozen = lifecycleError({ ...enrolled, userStatus: user.status });
  if (frozen !== undefined) throw refuse(frozen.reason ?? frozen.code);
  const use = {
    kind: 'maintenance-assertion',
    issuer: enrolled.enrollment.id,
    jti,
    expiresAt: replayableUntil(exp),
    now: engine.clock.now(),
  };
  if (!(await engine.replay.useOnce(use))) throw refuse('jti used before');
  return { enrolled, user };
}

const methodIdForm = /^[A-Za-z0-9_-]{1,64}$/;

async function findEnrolled(
  engine: Engine,
  { org }: TokenCall,
  { claims }: ParsedJws,
  authenticator: Authenticator,
): Promise<EnrolledDevice> {
  const methodId = claims['methodEnrollmentId'];
  if (typeof methodId !== 'string' || !methodIdForm.test(methodId)) throw refuse('methodEnrollmentId is missing');
  const enrolled = await engine.enrollments.findByMethodId(org.id, methodId);
  if (enrolled === undefined || enrolled.enrollment.authenticatorId !== authenticator.id) throw refuse('unknown methodEnrollmentId');
  return enrolled;
}

function checkClaims(
  engine: Engine,
  { org }: TokenCall,
  { header, claims }: ParsedJws,
  { enrollment }: EnrolledDevice,
): { readonly exp: number; readonly jti: string } {
  const { exp, jti } = claims;
  // the same key signs answers to challenges: those never pass here
  if (header.typ !== undefined && header.typ.toUpperCase() !== 'JWT') throw refuse('wrong typ');
  if (claims['iss'] !== maintenanceAssertionIssuer) throw refuse('wrong iss');
  if (claims['sub'] !== enrollment.userId) throw refuse('wrong sub');
  if (!namesThisOrg(engine, org, claims['aud'])) throw refuse('wrong aud');
  if (typeof exp !== 'number' || !isTimely(claims, engine.clock.now())) throw refuse('expired or not yet valid');
  if (typeof jti !== 'string' || !isStorableId(jti)) throw refuse('no jti');
  return { exp, jti };
}

function isStorableId(jti: string): boolean {
  return jti !== '' && jti.length <= 255 && !jti.includes('\u0000') && jti.isWellFormed();
}

function maintenanceGrant(
  engine: Engine,
  facts: { readonly call: TokenCall; readonly enrolled: EnrolledDevice; readonly user: User; readonly scopes: readonly string[] },
): Grant {
  const { call, enrolled, user, scopes } = facts;
  const now = engine.clock.now();
  const hardware = enrolled.enrollment.keys.proofOfPossession['okta:kpr'] === 'HARDWARE';
  return {
    id: newId(engine.random, 'oar'),
    orgId: call.org.id,
    authorizationServerId: call.server.id,
    clientId: call.client.clientId,
    userId: user.id,
    grantType: grantTypes.jwtBearer,
    scopes,
    authTime: now,
    amr: hardware ? ['swk', 'hwk'] : ['swk'],
    acr: undefined,
    transactionId: undefined,
    accessTokenSeconds: tokenSeconds,
    refreshTokenIdleSeconds: 0,
    createdAt: now,
    refreshExpiresAt: undefined,
  };
}

function issueEvent(
  engine: Engine,
  { call, enrolled, user }: { readonly call: TokenCall; readonly enrolled: EnrolledDevice; readonly user: User },
): SystemLogEvent {
  const person = { id: user.id, type: 'User', alternateId: user.login };
  return newEvent(engine, {
    orgId: call.org.id,
    eventType: 'app.oauth2.token.grant',
    displayMessage: 'OAuth2 token request',
    actor: { id: call.client.appId, type: 'AppInstance', displayName: call.client.name },
    targets: [person, { id: enrolled.enrollment.id, type: 'AuthenticatorEnrollment' }],
    caller: call.caller,
    debugData: { grantType: grantTypes.jwtBearer },
  });
}
