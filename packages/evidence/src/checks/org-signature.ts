/** What the org signed: the challenge, and the seal over the whole. Only keys that were given separately count. */
import type { Json } from '../canonical-json.js';
import { digestOf } from '../digest.js';
import { type Evidence, sealType } from '../evidence.js';
import { isObject, type JsonObject, type ParsedJws, parseJws, type PublicJwk, verifyJws } from '../jws.js';
import { checkOf, type EvidenceCheck, failed } from './check.js';

const challengeType = 'okta-pushbind+jwt';

/** A JWK set (RFC 7517) as it is published; keys of other kinds than RSA are passed over. */
export interface GivenKeys {
  readonly keys: readonly {
    readonly kty?: string;
    readonly kid?: string;
    readonly n?: string;
    readonly e?: string;
    readonly cs_withdrawn?: string;
  }[];
}

export async function checkSeal(evidence: Evidence & JsonObject, jwks: GivenKeys): Promise<EvidenceCheck> {
  const { seal, ...sealed } = evidence;
  const jws = await orgJws(seal, sealType, jwks);
  if ('fault' in jws) return failed('seal', `The seal ${jws.fault}`);
  const { iss, sub, iat, digest } = jws.claims;
  // it came out of a JSON text, so it is JSON
  const actual = await digestOf(sealed as Json).catch(() => undefined);
  return checkOf(
    'seal',
    [
      isWithdrawn(jwks, jws.header['kid']) && 'The seal is by a key that the org has withdrawn since: get the evidence anew.',
      iss !== evidence.iss && 'The seal is of another org.',
      sub !== evidence.transactionId && 'The seal is of another transaction.',
      typeof iat !== 'number' && 'The seal says no time.',
      (actual === undefined || digest !== actual) && 'Something in the evidence was changed after the org sealed it.',
    ],
    `Sealed by ${evidence.iss} with key ${keyIdOf(jws)}, at ${timeOf(iat)}.`,
  );
}

export async function checkChallenge(evidence: Evidence, jwks: GivenKeys): Promise<EvidenceCheck & { readonly claims: JsonObject }> {
  const jws = await orgJws(evidence.challenge, challengeType, jwks);
  if ('fault' in jws) return { ...failed('challenge', `The challenge ${jws.fault}`), claims: jws.claims };
  const { claims } = jws;
  const { challengeContext } = claims;
  const type = isObject(challengeContext) ? challengeContext['transactionType'] : undefined;
  const check = checkOf(
    'challenge',
    [
      claims['iss'] !== evidence.iss && 'The challenge is of another org.',
      claims['transactionId'] !== evidence.transactionId && 'The challenge is of another transaction.',
      type !== evidence.transactionType && 'The challenge is of another type of transaction.',
    ],
    evidence.challengeSigned === 'when asked'
      ? `Asked by ${evidence.iss}: signed with key ${keyIdOf(jws)}.`
      : `Asked by ${evidence.iss}: signed again for this evidence with key ${keyIdOf(jws)}.`,
  );
  return { ...check, claims };
}

function keyIdOf({ header }: ParsedJws): string {
  return typeof header['kid'] === 'string' ? header['kid'] : 'without a name';
}

export function timeOf(seconds: unknown): string {
  const time = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN);
  return Number.isNaN(time.getTime()) ? 'an unknown time' : time.toISOString();
}

/** With a good signature by a given RSA key; otherwise why not, and what it claims all the same. */
export async function orgJws(
  compact: string,
  typ: string,
  jwks: GivenKeys,
): Promise<ParsedJws | { readonly fault: string; readonly claims: JsonObject }> {
  const jws = parseJws(compact);
  if (jws === undefined) return { fault: 'is not a signed statement.', claims: {} };
  const fault = async (): Promise<string | undefined> => {
    if (jws.header['typ'] !== typ) return 'is a statement of another kind.';
    const key = findKey(jwks, jws.header['kid']);
    if (key === undefined) return 'was signed with a key that is not among the given keys of the org.';
    return (await verifyJws(jws, key)) ? undefined : 'does not bear a good signature of the org.';
  };
  const found = await fault();
  return found === undefined ? jws : { fault: found, claims: jws.claims };
}

/** Whoever got hold of such a key could seal anything with it. */
function isWithdrawn({ keys }: GivenKeys, kid: unknown): boolean {
  return keys.some((key) => key.kid === kid && key.cs_withdrawn !== undefined);
}

function findKey({ keys }: GivenKeys, kid: unknown): PublicJwk | undefined {
  const found = keys.find((key) => typeof key.kid === 'string' && key.kid === kid && key.kty === 'RSA');
  const { n, e } = found ?? {};
  return typeof kid === 'string' && typeof n === 'string' && typeof e === 'string' ? { kty: 'RSA', kid, n, e } : undefined;
}
