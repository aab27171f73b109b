/** Client assertions: `client_secret_jwt` and `private_key_jwt` (RFC 7523 3, OpenID Connect Core 9, R-013 to R-017). */
import { createHmac } from 'node:crypto';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import { equalBytes } from '../../domain/digest.js';
import type { ParsedJws } from '../../domain/jwt/verify-jws.js';
import type { Org } from '../../domain/org/org.js';
import type { Engine } from '../../engine.js';
import { assertionAudiences } from '../metadata/endpoint-urls.js';
import { clientVerificationKeys } from './client-keys.js';
import { isAsymmetricAlg, verifyClientSignature } from './verify-client-signature.js';

export type AuthenticationEndpoint = 'token' | 'bc' | 'other';

/** Seconds. A client's clock may run ahead by `skew` (decisions 1.17); an expired assertion gets `grace` (S-077). */
const skewSeconds = 30;
const graceSeconds = 10;
const maxLifetimeSeconds = 3600;
const minSecretLength = 32;
const maxJtiLength = 256;
/** No JWT made for another purpose, such as a signed request, authenticates a client (RFC 8725 3.11, R-049). */
const allowedType = /^(?:application\/)?(?:client-authentication\+)?jwt$/i;
const hmacs: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

export interface AssertionContext {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly endpoint: AuthenticationEndpoint;
}

/** Undefined when the assertion proves the client; else the private reason. Consumes the `jti` of a good one (S-031). */
export async function findAssertionFault(
  engine: Pick<Engine, 'clock' | 'replay' | 'outboundHttp' | 'urlAliases'>,
  jws: ParsedJws,
  context: AssertionContext,
): Promise<string | undefined> {
  const { client } = context;
  const now = engine.clock.now();
  if (jws.header.typ !== undefined && !allowedType.test(jws.header.typ)) return 'assertion typ';
  const claims = readClaims(jws, context, { nowSeconds: now / 1000, urlAliases: engine.urlAliases });
  if (typeof claims === 'string') return claims;
  if (!(await signatureHolds(engine, jws, client))) return 'assertion signature';
  const use = {
    kind: 'client-assertion',
    issuer: `${client.orgId} ${client.clientId}`,
    jti: claims.jti,
    expiresAt: (claims.exp + graceSeconds) * 1000,
    now,
  };
  return (await engine.replay.useOnce(use)) ? undefined : 'assertion jti was used before';
}

function readClaims(
  jws: ParsedJws,
  { org, server, client, endpoint }: AssertionContext,
  world: { readonly nowSeconds: number; readonly urlAliases: readonly string[] },
): { readonly jti: string; readonly exp: number } | string {
  const { iss, sub, aud, exp, iat, nbf, jti } = jws.claims;
  if (iss !== client.clientId || sub !== client.clientId) return 'assertion iss or sub';
  const audiences = assertionAudiences(org, server, { endpoint, urlAliases: world.urlAliases });
  const named = Array.isArray(aud) ? aud : [aud];
  if (!named.some((value) => typeof value === 'string' && audiences.includes(value))) return 'assertion aud';
  if (typeof exp !== 'number' || !Number.isFinite(exp) || exp + graceSeconds <= world.nowSeconds) return 'assertion exp missing or past';
  if (exp > world.nowSeconds + maxLifetimeSeconds + skewSeconds) return 'assertion exp too far ahead';
  if (isAhead(iat, world.nowSeconds) || isAhead(nbf, world.nowSeconds)) return 'assertion iat or nbf';
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength || jti.includes('\u0000') || !jti.isWellFormed())
    return 'assertion jti';
  return { jti, exp };
}

/** Present and not a time, or a time that has not come. */
function isAhead(value: unknown, nowSeconds: number): boolean {
  return value !== undefined && (typeof value !== 'number' || !Number.isFinite(value) || value > nowSeconds + skewSeconds);
}

/** The algorithm has to be one of the registered method's family, and the registered one when there is one. */
async function signatureHolds(engine: Pick<Engine, 'clock' | 'outboundHttp'>, jws: ParsedJws, client: Client): Promise<boolean> {
  const { alg, kid, crit } = jws.header;
  if (crit || (client.authSigningAlg !== undefined && client.authSigningAlg !== alg)) return false;
  if (client.authMethod === 'client_secret_jwt') return macHolds(jws, client);
  if (client.authMethod !== 'private_key_jwt' || !isAsymmetricAlg(alg)) return false;
  const keys = await clientVerificationKeys(engine, client, { alg, kid });
  return keys.some((key) => verifyClientSignature(jws, alg, key));
}

function macHolds(jws: ParsedJws, client: Client): boolean {
  const hash = hmacs[jws.header.alg];
  if (hash === undefined) return false;
  return client.secrets
    .filter((secret) => secret.value.length >= minSecretLength)
    .some((secret) => equalBytes(createHmac(hash, secret.value).update(jws.signingInput).digest(), jws.signature));
}
