import type { RsaVerificationKey } from '../ports/signature-verifier.js';
import { assertOnOrg, callServerForJson } from './call-server.js';
import type { OrgConnection } from './context.js';
import { decodeBase64Url } from './encoding/base64url.js';
import { DeviceError } from './errors.js';
import { isObject, textAt, type JsonObject } from './json.js';
import { readRecord, writeRecord } from './records.js';

interface KeySetRecord {
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
  readonly keys: Readonly<Record<string, RsaVerificationKey>>;
}

/** A key that the server has withdrawn is trusted at most this long. */
const maxAgeMs = 3_600_000;
/** Unknown key ids ask the server again at most this often. */
const refetchAfterMs = 30_000;

/**
 * The key with which `issuer` (the org, or one of its authorization servers) signs under `kid`: from the copy on the device, else
 * by discovery and `jwks_uri` (devices protocol 2.5). Undefined when the server does not publish it.
 */
export async function findServerKey(context: OrgConnection, issuer: string, kid: string): Promise<RsaVerificationKey | undefined> {
  const storageKey = `countersign/server-keys/${issuer}`;
  const kept = await readRecord(context, storageKey, isKeySetRecord);
  const age = kept === undefined ? undefined : context.ports.clock.now() - kept.fetchedAt;
  if (kept !== undefined && age !== undefined && age >= 0 && age <= maxAgeMs) {
    const key = ownMember(kept.keys, kid);
    // A clock that stands still (age 0) cannot measure the pause between two fetches.
    if (key !== undefined || (age > 0 && age < refetchAfterMs)) return key;
  }
  const fetched = await fetchKeys(context, issuer);
  await writeRecord(context, storageKey, { fetchedAt: context.ports.clock.now(), keys: fetched } satisfies KeySetRecord);
  return ownMember(fetched, kid);
}

async function fetchKeys(context: OrgConnection, issuer: string): Promise<Record<string, RsaVerificationKey>> {
  const accept = 'application/json';
  const metadata = await callServerForJson(context, { method: 'GET', url: `${issuer}/.well-known/openid-configuration`, accept });
  const jwksUri = textAt(metadata, 'jwks_uri');
  if (textAt(metadata, 'issuer') !== issuer || jwksUri === undefined) {
    throw new DeviceError('invalid_server_response', { detail: 'discovery names another issuer or no jwks_uri' });
  }
  assertOnOrg(context, jwksUri);
  const keySet = await callServerForJson(context, { method: 'GET', url: jwksUri, accept });
  const list = isObject(keySet) ? keySet['keys'] : undefined;
  if (!Array.isArray(list)) throw new DeviceError('invalid_server_response', { detail: 'no key set at jwks_uri' });
  return Object.fromEntries(list.filter(isObject).flatMap(usableKey));
}

/** RSA signing keys of 2048 bits or more; every other key of the set is for somebody else. */
function usableKey(jwk: JsonObject): readonly (readonly [string, RsaVerificationKey])[] {
  const { kid, n, e, use, alg } = jwk;
  if (jwk['kty'] !== 'RSA' || typeof kid !== 'string' || typeof n !== 'string' || typeof e !== 'string') return [];
  if ((use !== undefined && use !== 'sig') || (alg !== undefined && alg !== 'RS256')) return [];
  return (decodeBase64Url(n)?.length ?? 0) >= 256 ? [[kid, { n, e }]] : [];
}

function ownMember<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function isKeySetRecord(value: unknown): value is KeySetRecord {
  return isObject(value) && typeof value['fetchedAt'] === 'number' && isObject(value['keys']);
}
