/**
 * Whether a challenge may be shown at all (devices protocol 2.5, and stricter): signed by this org, for this app, for an enrollment
 * on this device, answerable at this org, and in time. Everything is checked before anything is shown.
 */
import { pushBindType, type TransactionType, type UserVerificationRequirement } from '@countersign/contracts/wire';
import type { DeviceContext } from './context.js';
import { verifyDisplay, type VerifiedDisplay } from './display-document.js';
import { DeviceError, type DeviceErrorCode } from './errors.js';
import { isObject, objectAt, textAt, textsOf, type JsonObject } from './json.js';
import { parseJwt, type ParsedJwt } from './jwt/parse-jwt.js';
import { originOf } from './org-url.js';
import { findEnrollmentRecord, type EnrollmentRecord } from './records.js';
import { findServerKey } from './server-keys.js';

/** The claims of a challenge that passed every check, and the enrollment it asks. */
export interface VerifiedChallenge {
  readonly enrollment: EnrollmentRecord;
  readonly transactionId: string;
  readonly nonce: string;
  readonly issuer: string;
  readonly verificationUri: string;
  readonly transactionType: TransactionType;
  readonly userVerification: UserVerificationRequirement;
  readonly bindingMessage: string | undefined;
  readonly appInstanceName: string | undefined;
  readonly clientOS: string | undefined;
  readonly clientLocation: string | undefined;
  readonly signals: readonly string[];
  /** Number matching: the numbers to choose from, or that it is typed. Undefined when none is asked. */
  readonly numberChoices: readonly string[] | 'typed' | undefined;
  /** What is shown, and what the answer says was shown. */
  readonly display: VerifiedDisplay | undefined;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The list a challenge came from; a push has none, names its own enrollment and carries no document. */
export interface PulledFrom {
  readonly enrollmentId: string;
  /** Member `display` of the list's item. */
  readonly display: unknown;
}

/** Throws what is wrong with it: `challenge_…`, `display_mismatch`, `account_not_found_for_challenge`, `transaction_type_not_enabled`. */
export async function verifyChallenge(context: DeviceContext, token: string, pulled?: PulledFrom): Promise<VerifiedChallenge> {
  const jwt = parseJwt(token);
  if (jwt === undefined) throw new DeviceError('challenge_malformed', { detail: 'no compact JWS' });
  const challenge = readChallenge(jwt.claims);
  const enrollment = await checkAddressee(context, jwt.claims, pulled?.enrollmentId);
  if (originOf(challenge.verificationUri) !== context.org) refuse('challenge_not_for_this_app', 'verificationUri');
  await checkSignature(context, jwt);
  checkTimes(context, jwt.claims, challenge);
  if (!enrollment.transactionTypes.includes(challenge.transactionType)) throw new DeviceError('transaction_type_not_enabled');
  const display = pulled === undefined ? undefined : await verifyDisplay(context, jwt.claims, pulled.display);
  return { ...challenge, enrollment, display };
}

function readChallenge(claims: JsonObject): Omit<VerifiedChallenge, 'display' | 'enrollment'> {
  const text = (name: string): string => textAt(claims, name) ?? refuse('challenge_malformed', name);
  const seconds = (name: string): number => {
    const value = claims[name];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse('challenge_malformed', name);
  };
  const details = objectAt(claims, 'challengeContext') ?? refuse('challenge_malformed', 'challengeContext');
  if (text('method') !== 'push') refuse('challenge_malformed', 'method');
  return {
    transactionId: text('transactionId'),
    nonce: text('nonce'),
    issuer: text('iss'),
    verificationUri: text('verificationUri'),
    transactionType: details['transactionType'] === 'CIBA' ? 'CIBA' : 'LOGIN',
    userVerification: requirementOf(claims['userVerification']),
    bindingMessage: textAt(details, 'bindingMessage'),
    appInstanceName: textAt(claims, 'appInstanceName'),
    clientOS: textAt(details, 'clientOS'),
    clientLocation: textAt(details, 'clientLocation'),
    signals: textsOf(claims['signals']),
    numberChoices: numberChoicesOf(claims['cs_number']),
    issuedAt: seconds('iat'),
    expiresAt: seconds('exp'),
  };
}

/** `{choices}` lists the numbers to choose from, `{}` wants one typed. A device that could read neither could not answer. */
function numberChoicesOf(value: unknown): VerifiedChallenge['numberChoices'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) refuse('challenge_malformed', 'cs_number');
  if (value['choices'] === undefined) return 'typed';
  const choices = textsOf(value['choices']);
  return choices.length > 1 ? choices : refuse('challenge_malformed', 'cs_number');
}

function requirementOf(value: unknown): UserVerificationRequirement {
  return value === 'DISCOURAGED' || value === 'PREFERRED' || value === 'REQUIRED' ? value : 'NONE';
}

async function checkAddressee(context: DeviceContext, claims: JsonObject, enrollmentId: string | undefined): Promise<EnrollmentRecord> {
  if (claims['iss'] !== context.org) refuse('challenge_not_for_this_app', 'iss');
  if (claims['aud'] !== context.clientId) refuse('challenge_not_for_this_app', 'aud');
  const named = textAt(claims, 'authenticatorEnrollmentId') ?? refuse('challenge_malformed', 'authenticatorEnrollmentId');
  if (enrollmentId !== undefined && named !== enrollmentId) refuse('challenge_not_for_this_app', 'authenticatorEnrollmentId');
  const enrollment = await findEnrollmentRecord(context, named);
  if (enrollment === undefined || enrollment.org !== context.org || enrollment.clientId !== context.clientId) {
    throw new DeviceError('account_not_found_for_challenge');
  }
  if (claims['orgId'] !== enrollment.orgId) refuse('challenge_not_for_this_app', 'orgId');
  // Optional on the wire; when they are there they must fit.
  const expected = { userId: enrollment.userId, methodEnrollmentId: enrollment.methodId, jti: claims['transactionId'] };
  for (const [name, value] of Object.entries(expected)) {
    if (claims[name] !== undefined && claims[name] !== value) refuse('challenge_not_for_this_app', name);
  }
  return enrollment;
}

async function checkSignature(context: DeviceContext, jwt: ParsedJwt): Promise<void> {
  const { alg, typ, kid, crit } = jwt.header;
  // RFC 8725 3.1, 3.11: one algorithm, one type. RFC 7515 4.1.11: an extension nobody here understands is refused.
  if (alg !== 'RS256' || crit !== undefined) refuse('challenge_untrusted', 'alg');
  if (typeof typ !== 'string' || typ.toLowerCase() !== pushBindType) refuse('challenge_untrusted', 'typ');
  if (typeof kid !== 'string' || kid === '') refuse('challenge_untrusted', 'kid');
  const key = await findServerKey(context, signingIssuer(context, jwt.claims), kid);
  if (key === undefined) refuse('challenge_untrusted', 'unknown key');
  if (!(await context.ports.verifier.verifyRs256(key, jwt.signingInput, jwt.signature))) refuse('challenge_untrusted', 'signature');
}

/** A challenge signed by one of the org's authorization servers says so; its `iss` stays the org (devices protocol 8.10). */
function signingIssuer(context: DeviceContext, claims: JsonObject): string {
  const id = claims['authorizationServerId'];
  if (id === undefined) return context.org;
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(id)) refuse('challenge_malformed', 'authorizationServerId');
  return `${context.org}/oauth2/${id}`;
}

function checkTimes(context: DeviceContext, claims: JsonObject, challenge: { issuedAt: number; expiresAt: number }): void {
  const now = context.ports.clock.now() / 1000;
  const notBefore = claims['nbf'] === undefined ? challenge.issuedAt : claims['nbf'];
  if (typeof notBefore !== 'number') refuse('challenge_malformed', 'nbf');
  if (Math.max(challenge.issuedAt, notBefore) > now + context.skewSeconds) refuse('challenge_malformed', 'issued in the future');
  if (challenge.expiresAt <= challenge.issuedAt) refuse('challenge_malformed', 'exp');
  if (isExpired(context, challenge)) throw new DeviceError('challenge_expired');
}

/** Past its expiry by more than the clocks may differ. */
export function isExpired(context: Pick<DeviceContext, 'ports' | 'skewSeconds'>, challenge: { readonly expiresAt: number }): boolean {
  return context.ports.clock.now() / 1000 > challenge.expiresAt + context.skewSeconds;
}

function refuse(code: DeviceErrorCode, detail: string): never {
  throw new DeviceError(code, { detail });
}
