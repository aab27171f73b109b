import { deviceScopes, grantTypes } from '@countersign/contracts/wire';
import { sendToServer, isSuccess } from './call-server.js';
import type { DeviceContext, KeptToken } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import { isObject, parseJson, textAt } from './json.js';
import { signDeviceJwt, validityAround } from './jwt/sign-device-jwt.js';
import { changeEnrollmentRecord } from './records.js';
import { newUuid } from './uuid.js';

export interface MaintenanceToken extends KeptToken {
  readonly scopes: readonly string[];
}

/** What every assertion of an enrolled device is issued by (devices protocol 1.5). */
const assertionIssuer = 'urn:okta:devices:app:authenticator';
const defaultLifetimeSeconds = 3600;

/**
 * A token for this enrollment without the user (devices protocol 1.5): the proof-of-possession key signs, no prompt appears.
 * Always from the org's own authorization server. Throws `maintenance_token_refused`, `key_missing` or `network_error`.
 */
export async function retrieveMaintenanceToken(
  context: DeviceContext,
  enrollmentId: string,
  scopes: readonly string[] = [deviceScopes.maintenanceManage],
): Promise<MaintenanceToken> {
  const assertion = await signAssertion(context, enrollmentId);
  const form = { grant_type: grantTypes.jwtBearer, client_id: context.clientId, scope: scopes.join(' '), assertion };
  const response = await sendToServer(context, {
    method: 'POST',
    url: `${context.org}/oauth2/v1/token`,
    accept: 'application/json',
    contentType: 'application/x-www-form-urlencoded',
    body: Object.entries(form)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&'),
  });
  const body = parseJson(response.body);
  if (!isSuccess(response)) {
    const error = textAt(body, 'error');
    throw new DeviceError('maintenance_token_refused', {
      detail: textAt(body, 'error_description') ?? error ?? `HTTP ${response.status}`,
      status: response.status,
      ...(error === undefined ? {} : { serverErrorCode: error }),
    });
  }
  const accessToken = textAt(body, 'access_token');
  if (accessToken === undefined || textAt(body, 'token_type')?.toLowerCase() !== 'bearer') {
    throw new DeviceError('invalid_server_response', { detail: 'the token answer lacks a bearer token' });
  }
  const lifetime = isObject(body) && typeof body['expires_in'] === 'number' ? body['expires_in'] : defaultLifetimeSeconds;
  return {
    accessToken,
    expiresAt: new Date(context.ports.clock.now() + lifetime * 1000),
    scopes: textAt(body, 'scope')?.split(' ') ?? scopes,
  };
}

async function signAssertion(context: DeviceContext, enrollmentId: string): Promise<string> {
  const record = await changeEnrollmentRecord(context, enrollmentId, (old) => ({ ...old, assertions: old.assertions + 1 }));
  const now = context.ports.clock.now();
  const signed = await signDeviceJwt(context.ports.keys, {
    kid: record.proofOfPossessionKid,
    typ: 'JWT',
    claims: {
      iss: assertionIssuer,
      aud: context.org,
      sub: record.userId,
      methodEnrollmentId: record.methodId,
      ...validityAround(Math.floor(now / 1000)),
      jti: newUuid(context.ports.random, `jti/assertion/${record.methodId}/${now}/${record.assertions}`),
    },
  });
  if ('refused' in signed) throw new DeviceError('key_missing');
  return signed.token;
}

/** The token kept for this enrollment while it is good for half a minute more, else a new one, kept from now on. */
export async function maintenanceToken(context: DeviceContext, enrollmentId: string): Promise<KeptToken> {
  const kept = context.maintenanceTokens.get(enrollmentId);
  if (kept !== undefined && kept.expiresAt.getTime() - 30_000 > context.ports.clock.now()) return kept;
  const fresh = await retrieveMaintenanceToken(context, enrollmentId);
  context.maintenanceTokens.set(enrollmentId, fresh);
  return fresh;
}

/**
 * Runs a call with the token the caller has, else with a maintenance token kept for this enrollment; a kept token that the server no
 * longer accepts is replaced once.
 */
export async function withMaintenanceToken<T>(
  context: DeviceContext,
  use: { readonly enrollmentId: string; readonly accessToken?: string | undefined },
  call: (accessToken: string) => Promise<T>,
): Promise<T> {
  if (use.accessToken !== undefined) return call(use.accessToken);
  const kept = context.maintenanceTokens.get(use.enrollmentId);
  const token = await maintenanceToken(context, use.enrollmentId);
  try {
    return await call(token.accessToken);
  } catch (error) {
    if (token !== kept || !isDeviceError(error) || error.code !== 'access_token_rejected') throw error;
  }
  context.maintenanceTokens.delete(use.enrollmentId);
  return call((await maintenanceToken(context, use.enrollmentId)).accessToken);
}
