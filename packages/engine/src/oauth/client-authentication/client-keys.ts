/** Public keys of clients, from their registration or their `jwks_uri` (RFC 7591 2), imported once. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { Client } from '../../domain/client/client.js';
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { OutboundHttp } from '../../ports/outbound-http.js';
import { isAsymmetricAlg, keyFitsAlg } from './verify-client-signature.js';

interface ClientKey {
  readonly kid: string | undefined;
  readonly alg: string | undefined;
  readonly key: KeyObject;
}

/** A set fetched from a `jwks_uri`. */
interface RemoteSet {
  keys: readonly ClientKey[];
  fetchedAt: Instant;
  attemptedAt: Instant;
  attempt: Promise<void> | undefined;
}

/** S-083: an unknown `kid` makes us fetch again, but not more often than this. */
const refetchAfterMs = 60_000;
const refreshAfterMs = 10 * 60_000;
/** When the address fails, what was fetched counts this long; a key removed there stops working then at the latest. */
const usableMs = 60 * 60_000;
/** As many as a client may register. */
const maxKeys = 50;
const maxRemoteSets = 10_000;

const inlineKeys = new WeakMap<readonly JWK[], readonly ClientKey[]>();
const remoteSets = new WeakMap<OutboundHttp, Map<string, RemoteSet>>();

/**
 * The keys of `client` that could have made a signature with this `alg` and `kid`; without a `kid`, every fitting one. Empty when there is none.
 * `jku`, `x5u` and `jwk` of the signature's header are never looked at (RFC 8725 3.10).
 */
export async function clientVerificationKeys(
  engine: Pick<Engine, 'clock' | 'outboundHttp'>,
  client: Pick<Client, 'orgId' | 'clientId' | 'jwks' | 'jwksUri'>,
  wanted: { readonly alg: string; readonly kid: string | undefined },
): Promise<readonly KeyObject[]> {
  if (client.jwksUri === undefined) return fitting(importedInline(client.jwks), wanted);
  const set = remoteSet(engine.outboundHttp, `${client.orgId} ${client.clientId} ${client.jwksUri}`);
  const now = engine.clock.now();
  const known = now - set.fetchedAt < refreshAfterMs ? fitting(set.keys, wanted) : [];
  if (known.length > 0) return known;
  if (set.attempt === undefined && now - set.attemptedAt >= refetchAfterMs) {
    set.attemptedAt = now;
    set.attempt = fetchInto(set, engine, client.jwksUri).finally(() => (set.attempt = undefined));
  }
  await set.attempt;
  return engine.clock.now() - set.fetchedAt < usableMs ? fitting(set.keys, wanted) : [];
}

function fitting(
  keys: readonly ClientKey[],
  { alg, kid }: { readonly alg: string; readonly kid: string | undefined },
): readonly KeyObject[] {
  if (!isAsymmetricAlg(alg)) return [];
  return keys
    .filter((key) => (kid === undefined || key.kid === kid) && (key.alg === undefined || key.alg === alg) && keyFitsAlg(key.key, alg))
    .map((key) => key.key);
}

function importedInline(jwks: readonly JWK[]): readonly ClientKey[] {
  let keys = inlineKeys.get(jwks);
  if (keys === undefined) {
    keys = importKeys(jwks);
    inlineKeys.set(jwks, keys);
  }
  return keys;
}

function remoteSet(door: OutboundHttp, name: string): RemoteSet {
  let sets = remoteSets.get(door);
  if (sets === undefined) remoteSets.set(door, (sets = new Map()));
  let set = sets.get(name);
  if (set === undefined) {
    const oldest = sets.size >= maxRemoteSets ? sets.keys().next().value : undefined;
    if (oldest !== undefined) sets.delete(oldest);
    sets.set(name, (set = { keys: [], fetchedAt: -Infinity, attemptedAt: -Infinity, attempt: undefined }));
  }
  return set;
}

/** A failure leaves the set as it was: it concerns this client only, and the signature is then refused for want of a key. */
async function fetchInto(set: RemoteSet, engine: Pick<Engine, 'clock' | 'outboundHttp'>, url: string): Promise<void> {
  try {
    const body = await engine.outboundHttp.fetchJson(url);
    if (typeof body !== 'object' || body === null || !('keys' in body) || !Array.isArray(body.keys)) return;
    set.keys = importKeys(body.keys);
    set.fetchedAt = engine.clock.now();
  } catch {
    // the address is refused, silent or not JSON: see above
  }
}

/** Takes the RSA and EC signature keys it can read and leaves out the rest. */
function importKeys(jwks: readonly unknown[]): readonly ClientKey[] {
  const keys: ClientKey[] = [];
  for (const jwk of jwks.slice(0, maxKeys)) {
    const key = importKey(jwk);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

function importKey(value: unknown): ClientKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const jwk: Readonly<Record<string, unknown>> = { ...value };
  const { kty, use, kid, alg, n, e, crv, x, y } = jwk;
  if ((kty !== 'RSA' && kty !== 'EC') || (use !== undefined && use !== 'sig')) return undefined;
  const publicPart = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
  try {
    return {
      kid: typeof kid === 'string' ? kid : undefined,
      alg: typeof alg === 'string' ? alg : undefined,
      // createPublicKey checks the members itself and throws
      key: createPublicKey({ key: publicPart as JsonWebKeyInput, format: 'jwk' }),
    };
  } catch {
    return undefined;
  }
}
type JsonWebKeyInput = Extract<Parameters<typeof createPublicKey>[0], { readonly format: 'jwk' }>['key'];
