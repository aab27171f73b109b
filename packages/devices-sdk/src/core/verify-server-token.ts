import type { DevicePorts } from '../ports/device-ports.js';
import { DeviceError } from './errors.js';
import { textsOf, type JsonObject } from './json.js';
import { parseJwt } from './jwt/parse-jwt.js';
import { isSecureOrigin, originOf } from './org-url.js';
import { findServerKey } from './server-keys.js';

export interface TokenExpectations {
  /** The authorization server, exactly as `iss` names it. */
  readonly issuer: string;
  /** Client id for ID tokens, the server's audience for access tokens. Without it `aud` is not looked at. */
  readonly audience?: string;
  /** Seconds the clocks may differ. Default 300. */
  readonly skewSeconds?: number;
}

/**
 * The claims of an ID or access token, after checking signature (RS256), issuer, audience and expiry (OpenID Connect Core 3.1.3.7).
 * Throws `token_untrusted` with what did not fit.
 */
export async function verifyServerToken(
  ports: Pick<DevicePorts, 'clock' | 'storage' | 'transport' | 'verifier'>,
  token: string,
  expected: TokenExpectations,
): Promise<JsonObject> {
  const org = originOf(expected.issuer);
  if (org === undefined || !isSecureOrigin(org)) throw new DeviceError('invalid_configuration', { detail: 'issuer' });
  const jwt = parseJwt(token) ?? refuse('no JWT');
  const { alg, kid, crit } = jwt.header;
  if (alg !== 'RS256' || crit !== undefined || typeof kid !== 'string') refuse('alg');
  if (jwt.claims['iss'] !== expected.issuer) refuse('iss');
  const audiences = typeof jwt.claims['aud'] === 'string' ? [jwt.claims['aud']] : textsOf(jwt.claims['aud']);
  if (expected.audience !== undefined && !audiences.includes(expected.audience)) refuse('aud');
  const key = (await findServerKey({ ports, org, timeoutMs: 10_000 }, expected.issuer, kid)) ?? refuse('unknown key');
  if (!(await ports.verifier.verifyRs256(key, jwt.signingInput, jwt.signature))) refuse('signature');
  const { exp } = jwt.claims;
  if (typeof exp !== 'number' || ports.clock.now() / 1000 > exp + (expected.skewSeconds ?? 300)) refuse('exp');
  return jwt.claims;
}

function refuse(detail: string): never {
  throw new DeviceError('token_untrusted', { detail });
}
