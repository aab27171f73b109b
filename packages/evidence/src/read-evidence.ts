import type { Evidence, EvidenceKey } from './evidence.js';
import { isObject, type JsonObject } from './jws.js';

/** The evidence, or why it is not of version 1's form. Members beyond those of the form stay: the seal covers them too. */
export function readEvidence(value: unknown): { readonly evidence: Evidence & JsonObject } | { readonly fault: string } {
  if (!isObject(value)) return { fault: 'It is no JSON object.' };
  if (value['v'] !== 1) return { fault: 'It is not evidence of version 1.' };
  const wrong = Object.entries(form).find(([name, fits]) => !fits(value[name]));
  if (wrong !== undefined) return { fault: `Its member ${wrong[0]} is missing or not of the right form.` };
  // every member was looked at by its rule
  return { evidence: value as Evidence & JsonObject };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isOneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    words.some((word) => word === value);
const optional =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

const form: { readonly [Member in Exclude<keyof Evidence, 'v'>]-?: (value: unknown) => boolean } = {
  kind: isOneOf('displayed', 'nonce'),
  iss: isText,
  transactionId: isText,
  transactionType: isOneOf('CIBA', 'LOGIN'),
  outcome: isOneOf('approved', 'denied', 'failed'),
  decidedAt: Number.isSafeInteger,
  challenge: isText,
  challengeSigned: isOneOf('when asked', 'afterwards'),
  display: isDisplay,
  answer: isText,
  key: isKey,
  keyType: isOneOf('proofOfPossession', 'userVerification', 'userVerificationBioOrPin'),
  passkey: optional(isPasskey),
  number: optional(isText),
  clientRequest: optional((value) => isObject(value) && isText(value['jwt']) && isObject(value['key'])),
  keyIds: (value) => Array.isArray(value) && value.every(isText),
  seal: isText,
};

function isDisplay(value: unknown): boolean {
  if (!isObject(value) || value['v'] !== 1) return false;
  const texts = ['iss', 'transactionId', 'enrollmentId', 'nonce', 'clientId', 'clientName', 'userId', 'locale'];
  const { lines, scopes, createdAt, expiresAt } = value;
  return (
    texts.every((name) => isText(value[name])) &&
    Array.isArray(scopes) &&
    scopes.every(isText) &&
    Array.isArray(lines) &&
    lines.every((line) => isObject(line) && isText(line['label']) && isText(line['value'])) &&
    Number.isSafeInteger(createdAt) &&
    Number.isSafeInteger(expiresAt)
  );
}

function isKey(value: unknown): value is EvidenceKey {
  if (!isObject(value) || !isText(value['kid'])) return false;
  const { kty } = value;
  if (kty === 'RSA') return isText(value['n']) && isText(value['e']);
  return kty === 'EC' && value['crv'] === 'P-256' && isText(value['x']) && isText(value['y']);
}

function isPasskey(value: unknown): boolean {
  if (!isKey(value) || value.kty !== 'EC') return false;
  const home = value['cs:webauthn'];
  return isObject(home) && isText(home['rpId']) && isText(home['origin']);
}
