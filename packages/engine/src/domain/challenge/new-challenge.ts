import type { TransactionType, UserVerificationRequirement } from '@countersign/contracts/wire';
import type { Engine } from '../../engine.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import type { BackchannelRequest } from '../backchannel-request/backchannel-request.js';
import type { AskableEnrollment } from '../enrollment/askable-enrollment.js';
import { randomBase64url } from '../id.js';
import type { Challenge } from './challenge.js';

export interface NewChallengesInput {
  readonly request: Pick<BackchannelRequest, 'transactionId' | 'orgId' | 'createdAt' | 'expiresAt'>;
  readonly authenticator: Pick<Authenticator, 'userVerification'>;
  /** Those that take this type of transaction: the caller chose them (decisions 2.3). */
  readonly enrollments: readonly Omit<AskableEnrollment, 'pushed' | 'enrolledAt'>[];
  readonly transactionType?: TransactionType;
}

const nonceBytes = 32;

/** One open challenge for each enrollment, each with a nonce of its own, all under the request's `transactionId`. */
export function newChallenges(engine: Pick<Engine, 'random'>, input: NewChallengesInput): readonly Challenge[] {
  const { request, authenticator } = input;
  return input.enrollments.map((enrollment) => ({
    transactionId: request.transactionId,
    enrollmentId: enrollment.id,
    orgId: request.orgId,
    nonce: randomBase64url(engine.random, nonceBytes),
    transactionType: input.transactionType ?? 'CIBA',
    userVerification: requirementFor(enrollment, authenticator),
    state: 'open',
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
  }));
}

/** A preference is not expressed to a device that cannot meet it: stock iOS answers it in a word that is no approval (devices protocol 8.4). */
function requirementFor(
  { verifiesUser }: Pick<AskableEnrollment, 'verifiesUser'>,
  { userVerification }: Pick<Authenticator, 'userVerification'>,
): UserVerificationRequirement {
  return userVerification === 'REQUIRED' || verifiesUser ? userVerification : 'NONE';
}
