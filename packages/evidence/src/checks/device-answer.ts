/** What the device signed, and whether it answers the question that the org asked. */
import { digestOf } from '../digest.js';
import type { Json } from '../canonical-json.js';
import type { Evidence } from '../evidence.js';
import { isObject, type JsonObject, parseJws, verifyJws } from '../jws.js';
import { checkOf, type EvidenceCheck, failed } from './check.js';

const answerType = 'okta-pushbind+jwt';

export async function checkAnswer(evidence: Evidence): Promise<EvidenceCheck & { readonly claims: JsonObject }> {
  const { key, keyType } = evidence;
  const jws = parseJws(evidence.answer);
  if (jws === undefined) return { ...failed('answer', 'The answer is not a signed statement.'), claims: {} };
  const { header, claims } = jws;
  const { typ } = header;
  const good = await verifyJws(jws, key);
  const check = checkOf(
    'answer',
    [
      (typeof typ !== 'string' || typ.toLowerCase() !== answerType) && 'The answer is a statement of another kind.',
      header['kid'] !== key.kid && 'The answer was signed with another key than the enrolled one.',
      claims['keyType'] !== keyType && 'The answer was signed with a key of another role.',
      !good && 'The answer does not bear a good signature of the enrolled key.',
    ],
    `Answered by the device of enrollment ${evidence.display.enrollmentId}: signed with its ${keyNames[keyType]}.`,
  );
  return { ...check, claims };
}

const keyNames = {
  proofOfPossession: 'key',
  userVerification: 'user-verification key',
  userVerificationBioOrPin: 'user-verification key',
} as const;

/** The document is the one the challenge names, and describes that challenge. */
export async function checkDisplay(
  { display }: Evidence,
  challenge: JsonObject,
): Promise<EvidenceCheck & { readonly digest: string | undefined }> {
  // it came out of a JSON text, so it is JSON
  const digest = await digestOf(display as unknown as Json).catch(() => undefined);
  const check = checkOf(
    'display',
    [
      (digest === undefined || challenge['cs_display'] !== digest) && 'The display document is not the one the org asked with.',
      display.iss !== challenge['iss'] && 'The display document is of another org.',
      display.transactionId !== challenge['transactionId'] && 'The display document is of another transaction.',
      display.enrollmentId !== challenge['authenticatorEnrollmentId'] && 'The display document is of another enrollment.',
      display.nonce !== challenge['nonce'] && 'The display document is of another challenge.',
      display.userId !== challenge['userId'] && 'The display document is of another person.',
    ],
    'The display document is the one the org asked with.',
  );
  return { ...check, digest };
}

/** Transaction, nonce, enrollment, person and org are those of the challenge. */
export function checkQuestionAnswered(challenge: JsonObject, answer: JsonObject): EvidenceCheck {
  const same: readonly (readonly [string, string, string])[] = [
    ['tx', 'transactionId', 'another transaction'],
    ['nonce', 'nonce', 'another challenge'],
    ['iss', 'authenticatorEnrollmentId', "another enrollment's challenge"],
    ['sub', 'userId', "another person's challenge"],
    ['methodEnrollmentId', 'methodEnrollmentId', "another method's challenge"],
    ['aud', 'iss', 'another org'],
  ];
  return checkOf(
    'question-answered',
    same.map(
      ([ours, theirs, what]) => (typeof answer[ours] !== 'string' || answer[ours] !== challenge[theirs]) && `The answer is to ${what}.`,
    ),
    `The answer is to this challenge, by its nonce.`,
  );
}

/** Whether the device signed what it showed: `cs_display` of the answer. A bundle may not claim more, nor less, than the answer says. */
export function checkShown({ kind }: Evidence, answer: JsonObject, digest: string | undefined): EvidenceCheck {
  const shown = answer['cs_display'];
  if (kind === 'nonce') {
    return checkOf(
      'shown',
      [shown !== undefined && 'The answer says what was shown, the evidence says that it does not.'],
      'The device says nothing of what it showed: it signed the transaction and its nonce.',
    );
  }
  return checkOf(
    'shown',
    [
      shown === undefined && 'The answer does not say what was shown.',
      (digest === undefined || shown !== digest) && 'The device signed another text than the one in the display document.',
    ],
    'The device signed the digest of the display document: what is in it is what was shown.',
  );
}

/** What the person's answer meant. */
export function checkDecision(evidence: Evidence, challenge: JsonObject, answer: JsonObject, userVerified: boolean): EvidenceCheck {
  const context = answer['challengeResponseContext'];
  const consent = isObject(context) ? context['userConsent'] : undefined;
  const said = consent === 'DENIED_CONSENT_PROMPT' ? 'deny' : 'approve';
  const numberAsked = challenge['cs_number'] !== undefined;
  const wrongNumber = numberAsked && said === 'approve' && answer['cs_number'] !== evidence.number;
  const unverified = challenge['userVerification'] === 'REQUIRED' && said === 'approve' && !userVerified;
  const expected = said === 'deny' ? 'denied' : unverified ? 'failed' : wrongNumber ? 'denied' : 'approved';
  return checkOf(
    'decision',
    [
      typeof consent !== 'string' && 'The answer says nothing of consent.',
      (evidence.kind === 'displayed' || answer['decision'] !== undefined) &&
        answer['decision'] !== said &&
        'The decision and the consent of the answer contradict each other.',
      numberAsked !== (evidence.number !== undefined) && 'The number that the application showed is missing, or none was asked for.',
      evidence.outcome !== expected && `The answer means ${expected}, the evidence says ${evidence.outcome}.`,
    ],
    wrongNumber && !unverified ? 'The person chose a wrong number, which denies.' : decisionTexts[expected],
  );
}

const decisionTexts = {
  approved: 'The person approved.',
  denied: 'The person denied.',
  failed: 'The person approved without the user verification that was required: nothing was approved.',
} as const;
