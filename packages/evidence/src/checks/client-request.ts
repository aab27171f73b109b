/** What the client signed (OpenID Connect CIBA 7.1.1), against what was shown: neither side can say later that something else was asked. */
import { canonicalJson } from '../canonical-json.js';
import type { Evidence } from '../evidence.js';
import { isObject, type JsonObject, type ParsedJws, parseJws } from '../jws.js';
import { checkOf, type EvidenceCheck, failed } from './check.js';

export async function checkClientRequest(
  { display }: Evidence,
  { jwt, key }: NonNullable<Evidence['clientRequest']>,
): Promise<EvidenceCheck> {
  const jws = parseJws(jwt);
  if (jws === undefined) return failed('client-request', 'The request of the client is not a signed statement.');
  const { claims } = jws;
  const asked = new Set(typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : []);
  return checkOf(
    'client-request',
    [
      !(await isSignedBy(jws, key)) && 'The request does not bear a good signature of the client.',
      claims['iss'] !== display.clientId && 'The request is of another client.',
      claims['binding_message'] !== display.bindingMessage && 'The client signed another message.',
      detailsText(claims['authorization_details']) !== detailsText(display.authorizationDetails) && 'The client signed other details.',
      !display.scopes.every((scope) => asked.has(scope)) && 'The client asked for less than was shown.',
    ],
    'Signed by the client as it was shown.',
  );
}

/** Signed requests carry the details as they are, or as text (RFC 9396). */
function detailsText(details: unknown): string {
  try {
    const value: unknown = typeof details === 'string' ? JSON.parse(details) : details;
    return Array.isArray(value) ? canonicalJson(value) : '';
  } catch {
    return 'unreadable';
  }
}

const form = /^(?<family>RS|PS|ES)(?<bits>256|384|512)$/;

/** Clients choose among more algorithms than the org does; the key decides the family (RFC 7518 3.1). */
async function isSignedBy({ header, signingInput, signature }: ParsedJws, key: JsonObject): Promise<boolean> {
  const { family, bits } = form.exec(typeof header['alg'] === 'string' ? header['alg'] : '')?.groups ?? {};
  if (family === undefined || bits === undefined || header['crit'] !== undefined || !isObject(key)) return false;
  const { kty, n, e, crv, x, y } = key;
  if (kty !== (family === 'ES' ? 'EC' : 'RSA')) return false;
  const hash = `SHA-${bits}`;
  const curve = { 256: 'P-256', 384: 'P-384', 512: 'P-521' }[bits];
  const name = { RS: 'RSASSA-PKCS1-v1_5', PS: 'RSA-PSS', ES: 'ECDSA' }[family] ?? '';
  const algorithm = { name, hash, saltLength: Number(bits) / 8, ...(curve === undefined ? {} : { namedCurve: curve }) };
  const jwk = Object.fromEntries(Object.entries({ kty, n, e, crv, x, y }).filter(([, value]) => typeof value === 'string'));
  try {
    const imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, imported, signature, new TextEncoder().encode(signingInput));
  } catch {
    return false;
  }
}
