/**
 * The signed authentication request (CIBA Core 7.1.1). Every defect is `invalid_request` (decisions 1.4); only an asymmetric
 * signature of the authenticated client counts; all claims that bind it in time, place and use are required.
 */
import type { KeyObject } from 'node:crypto';
import type { SignedClientRequest } from '../../domain/backchannel-request/backchannel-request.js';
import type { Client } from '../../domain/client/client.js';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import { parseJws, type ParsedJws } from '../../domain/jwt/verify-jws.js';
import type { Engine } from '../../engine.js';
import { clientVerificationKeys } from '../client-authentication/client-keys.js';
import { isAsymmetricAlg, verifyClientSignature } from '../client-authentication/verify-client-signature.js';
import { invalidRequest } from '../errors.js';

/** RFC 7515 4.1.9: the prefix of a media type may be written or left out. */
const allowedType = /^(?:application\/)?(?:oauth-authz-req\+)?jwt$/i;
/** Bounds the memory of used `jti`s (security model S-032). */
const maxLifetimeSeconds = 3_600;
const skewSeconds = 30;
const expiryToleranceSeconds = 10;

const refuse = (reason: string) => invalidRequest('The signed request is not acceptable.', { reason });

/** Secrets a request may carry (CIBA Core 7.1): such a request is not kept. */
const secretClaims = ['client_notification_token', 'user_code'];

export interface VerifiedRequest {
  readonly claims: Readonly<Record<string, unknown>>;
  /** To be kept with the request (S-099). */
  readonly signed: SignedClientRequest | undefined;
}

/** The verified claims. Consumes the `jti`. */
export async function verifySignedRequest(
  engine: Pick<Engine, 'clock' | 'replay' | 'outboundHttp' | 'urlAliases'>,
  input: { readonly request: string; readonly client: Client; readonly server: AuthorizationServer },
): Promise<VerifiedRequest> {
  const { client } = input;
  const alg = client.backchannel?.requestSigningAlg;
  if (alg === undefined) throw invalidRequest('This client is not registered for signed requests.');
  const jws = parseJws(input.request);
  if (jws === undefined) throw refuse('not a compact JWS');
  if (jws.header.alg !== alg || !isAsymmetricAlg(alg)) throw refuse('alg');
  if (jws.header.typ !== undefined && !allowedType.test(jws.header.typ)) throw refuse('typ');
  const keys = await clientVerificationKeys(engine, client, { alg, kid: jws.header.kid });
  const key = keys.find((candidate) => verifyClientSignature(jws, alg, candidate));
  if (key === undefined) throw refuse('signature');
  await verifyClaims(engine, jws, input);
  const kept = !secretClaims.some((name) => name in jws.claims);
  return { claims: jws.claims, signed: kept ? { jwt: input.request, key: publicJwk(key, jws.header.kid) } : undefined };
}

function publicJwk(key: KeyObject, kid: string | undefined): SignedClientRequest['key'] {
  // RSA and EC public keys have members of text only
  const jwk = key.export({ format: 'jwk' }) as Readonly<Record<string, string>>;
  return kid === undefined ? jwk : { ...jwk, kid };
}

async function verifyClaims(
  engine: Pick<Engine, 'clock' | 'replay' | 'urlAliases'>,
  { claims }: ParsedJws,
  { client, server }: { readonly client: Client; readonly server: AuthorizationServer },
): Promise<void> {
  const now = engine.clock.now();
  const seconds = now / 1000;
  const { iss, sub, client_id: clientId, aud, exp, iat, nbf, jti } = claims;
  if (iss !== client.clientId || (clientId !== undefined && clientId !== client.clientId)) throw refuse('iss or client_id');
  // RFC 9101 10.8: with it the request would pass for a client assertion; RFC 9101 4: no request inside the request
  if (sub === client.clientId) throw refuse('sub');
  if ('request' in claims || 'request_uri' in claims) throw refuse('request inside the request');
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (![server.issuer, ...engine.urlAliases].some((own) => audiences.includes(own))) throw refuse('aud');
  if (!isNumericDate(exp) || exp <= seconds - expiryToleranceSeconds) throw refuse('exp');
  if (exp > seconds + maxLifetimeSeconds + skewSeconds) throw refuse('exp too far ahead');
  if (!isNumericDate(iat) || iat > seconds + skewSeconds) throw refuse('iat');
  if (!isNumericDate(nbf) || nbf > seconds + skewSeconds) throw refuse('nbf');
  if (typeof jti !== 'string' || !isStorableId(jti)) throw refuse('jti');
  const first = await engine.replay.useOnce({
    kind: 'backchannel-request',
    issuer: client.appId,
    jti,
    expiresAt: (exp + skewSeconds) * 1000,
    now,
  });
  if (!first) throw refuse('jti used before');
}

/** Not empty, and nothing the store cannot hold. */
function isStorableId(text: string): boolean {
  return text !== '' && text.length <= 256 && text.isWellFormed() && !text.includes('\u0000');
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
