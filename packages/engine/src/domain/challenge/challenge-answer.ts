/** The answer JWT as the device sent it (devices protocol 2.9), checked against the challenge it answers (2.10, steps 3 to 8). */
import { pushBindType, userConsents, type DeviceKey, type DeviceKeyType, type UserConsent } from '@countersign/contracts/wire';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { Instant } from '../../ports/clock.js';
import { ApiError, validationFailed } from '../api-error.js';
import { equalSecrets } from '../digest.js';
import { algorithmOf, verificationKeyOf } from '../enrollment/device-key.js';
import { isTimely } from '../enrollment/device-time.js';
import { enrolledKey } from '../enrollment/enrollment-keys.js';
import { parseJws, verifySignature, type ParsedJws } from '../jwt/verify-jws.js';
import type { Org } from '../org/org.js';
import { passkeyOriginOf } from './passkey-assertion.js';

/** What a verified answer says. */
export interface ChallengeAnswer {
  readonly key: DeviceKey;
  readonly keyType: DeviceKeyType;
  readonly userConsent: UserConsent;
  /** As the device reports it; untrusted. */
  readonly amr: readonly unknown[];
  /** All that the device signed. */
  readonly claims: ParsedJws['claims'];
}

/** Public text is the same for every fault: it tells a forger nothing. */
export function badAnswer(reason: string): ApiError {
  return validationFailed('challengeResponse', ['challengeResponse: not a valid answer to this challenge'], reason);
}

/** An answer that knows the challenge's nonce and does not prove the enrolled keys: it counts against the device. */
export class BadSignature extends ApiError {
  constructor(reason: string) {
    const { code, summary, causes } = badAnswer(reason);
    super(code, { summary, causes, reason });
  }
}

const enrollmentId = /^[A-Za-z0-9_-]{1,64}$/;

/** The JWS and the enrollment it claims to come from. Nothing is verified yet. */
export function readAnswer(challengeResponse: string): { readonly jws: ParsedJws; readonly enrollmentId: string } {
  const jws = parseJws(challengeResponse);
  if (jws === undefined) throw badAnswer('not a compact JWS over JSON');
  const iss = jws.claims['iss'];
  if (typeof iss !== 'string' || !enrollmentId.test(iss)) throw badAnswer('iss is not an enrollment id');
  return { jws, enrollmentId: iss };
}

/** Throws E0000001 for whatever is not an answer to exactly this challenge by a key of exactly this enrollment. */
export function verifyAnswer(org: Org, context: ChallengeInContext, jws: ParsedJws, now: Instant): ChallengeAnswer {
  const { challenge, enrollment } = context;
  const { header, claims } = jws;
  if (header.typ?.toLowerCase() !== pushBindType) throw badAnswer('wrong typ');
  const expected = { tx: challenge.transactionId, sub: enrollment.userId, methodEnrollmentId: enrollment.methodId, aud: org.url };
  for (const [name, value] of Object.entries(expected)) if (claims[name] !== value) throw badAnswer(`wrong ${name}`);
  const { nonce } = claims;
  if (typeof nonce !== 'string' || !equalSecrets(nonce, challenge.nonce)) throw badAnswer('wrong nonce');
  const keyType = readKeyType(claims['keyType']);
  const key = keyType === undefined ? undefined : enrolledKey(enrollment.keys, keyType, header.kid);
  if (keyType === undefined || key === undefined) throw new BadSignature('kid is not the key of this keyType');
  if (passkeyOriginOf(key) !== undefined) throw badAnswer('a passkey signs assertions, no answers');
  if (!verifySignature(jws, algorithmOf(key), verificationKeyOf(key))) throw new BadSignature('bad signature');
  const { iat, nbf, jti } = claims;
  if (typeof iat !== 'number' || typeof nbf !== 'number' || !isTimely(claims, now))
    throw badAnswer('expired, not yet valid, or times missing');
  if (typeof jti !== 'string' || jti === '') throw badAnswer('no jti');
  return {
    key,
    keyType,
    userConsent: readConsent(context, claims['challengeResponseContext']),
    amr: Array.isArray(claims['amr']) ? claims['amr'] : [],
    claims,
  };
}

function readKeyType(value: unknown): DeviceKeyType | undefined {
  return value === 'proofOfPossession' || value === 'userVerification' || value === 'userVerificationBioOrPin' ? value : undefined;
}

function readConsent({ challenge }: ChallengeInContext, value: unknown): UserConsent {
  if (typeof value !== 'object' || value === null) throw badAnswer('no challengeResponseContext');
  const { userConsent, transactionType }: { userConsent?: unknown; transactionType?: unknown } = value;
  // optional in the published schema; what is there must fit
  if (transactionType !== undefined && transactionType !== null && transactionType !== challenge.transactionType)
    throw badAnswer('wrong transactionType');
  const known = userConsents.find((word) => word === userConsent);
  if (known === undefined) throw badAnswer('unknown userConsent');
  return known;
}
