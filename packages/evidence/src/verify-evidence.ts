/**
 * What evidence proves, checked offline with nothing but the org's public keys. Signatures by keys inside the evidence count only as far
 * as a given key vouches for them: the seal covers the enrolled keys.
 */
import { type EvidenceCheck, failed } from './checks/check.js';
import { checkAnswer, checkDecision, checkDisplay, checkQuestionAnswered, checkShown } from './checks/device-answer.js';
import { checkChallenge, checkSeal, type GivenKeys } from './checks/org-signature.js';
import { checkClientRequest } from './checks/client-request.js';
import { checkTimes } from './checks/times.js';
import { checkUserVerification } from './checks/user-verification.js';
import type { DisplayLine } from './display-document.js';
import type { Evidence } from './evidence.js';
import type { JsonObject } from './jws.js';
import { readEvidence } from './read-evidence.js';

export interface VerifyEvidenceOptions {
  /** The org's public keys, retired ones included, from a source that is trusted: never from beside the evidence. */
  readonly jwks: GivenKeys;
  /** Milliseconds since the epoch; the present time by default. */
  readonly now?: number;
}

export interface EvidenceResult {
  /** All checks passed. */
  readonly ok: boolean;
  readonly kind: Evidence['kind'] | undefined;
  readonly checks: readonly EvidenceCheck[];
  /** Undefined unless all checks passed. */
  readonly facts: EvidenceFacts | undefined;
  /** What even good evidence of this kind leaves open, one sentence each. */
  readonly doesNotProve: readonly string[];
}

export interface EvidenceFacts {
  readonly iss: string;
  readonly transactionId: string;
  readonly transactionType: Evidence['transactionType'];
  readonly clientId: string;
  readonly clientName: string;
  readonly userId: string;
  readonly enrollmentId: string;
  readonly outcome: Evidence['outcome'];
  /** Seconds since the epoch. */
  readonly decidedAt: number;
  readonly userVerified: boolean;
  /** What was shown (`displayed`), or what the org says it asked (`nonce`). */
  readonly lines: readonly DisplayLine[];
}

/** Verifies evidence as the server exports it, parsed from JSON. Never rejects: what is wrong is a check that failed, with its reason. */
export async function verifyEvidence(evidence: unknown, options: VerifyEvidenceOptions): Promise<EvidenceResult> {
  const read = readEvidence(evidence);
  if ('fault' in read) return { ok: false, kind: undefined, checks: [failed('form', read.fault)], facts: undefined, doesNotProve: [] };
  const { checks, userVerified } = await runChecks(read.evidence, options);
  const ok = checks.every((check) => check.ok);
  return {
    ok,
    kind: read.evidence.kind,
    checks,
    facts: ok ? factsOf(read.evidence, userVerified) : undefined,
    doesNotProve: limitsOf(read.evidence, userVerified),
  };
}

async function runChecks(
  evidence: Evidence & JsonObject,
  { jwks, now = Date.now() }: VerifyEvidenceOptions,
): Promise<{ readonly checks: readonly EvidenceCheck[]; readonly userVerified: boolean }> {
  const seal = await checkSeal(evidence, jwks);
  const { claims: challenge, ...asked } = await checkChallenge(evidence, jwks);
  const { digest, ...display } = await checkDisplay(evidence, challenge);
  const { claims: answer, ...answered } = await checkAnswer(evidence);
  const { userVerified, ...verification } = await checkUserVerification(evidence, challenge, answer);
  return {
    userVerified,
    checks: [
      seal,
      asked,
      ...(evidence.clientRequest === undefined ? [] : [await checkClientRequest(evidence, evidence.clientRequest)]),
      display,
      answered,
      checkQuestionAnswered(challenge, answer),
      checkShown(evidence, answer, digest),
      checkDecision(evidence, challenge, answer, userVerified),
      verification,
      checkTimes(evidence, answer, now),
    ],
  };
}

function factsOf({ display, ...evidence }: Evidence, userVerified: boolean): EvidenceFacts {
  const { iss, transactionId, transactionType, outcome, decidedAt } = evidence;
  const { clientId, clientName, userId, enrollmentId, lines } = display;
  return { iss, transactionId, transactionType, clientId, clientName, userId, enrollmentId, outcome, decidedAt, userVerified, lines };
}

function limitsOf({ kind, challengeSigned, clientRequest, key }: Evidence, userVerified: boolean): readonly string[] {
  return [
    ...(kind === 'nonce' ? ['What the device showed: it signed the transaction and its nonce, the text is the word of the org.'] : []),
    ...(userVerified ? [] : ['Who held the device: it did not verify the person for this answer.']),
    ...(challengeSigned === 'afterwards'
      ? ['That the challenge was signed when it was asked: it was signed again for this evidence.']
      : []),
    ...(key['okta:kpr'] === 'HARDWARE' ? [] : ["That the device's key cannot be copied: it is not in hardware, or nothing says so."]),
    ...(clientRequest === undefined ? ['That the application asked this: it signed no request.'] : []),
    'Whose device it is: that the key was enrolled by this person is the word of the org.',
    'That the screen was not manipulated, and that the person understood what it said.',
  ];
}
