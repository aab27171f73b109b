import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../testing/seeded-random.js';
import { createTestKey } from '../../testing/test-device.js';
import { askableEnrollment } from '../enrollment/askable-enrollment.js';
import type { EnrollmentKeys } from '../enrollment/enrollment.js';
import { newChallenges } from './new-challenge.js';

const request = { transactionId: 'ft1', orgId: '00o1', createdAt: 1000, expiresAt: 301_000 };
const possession: EnrollmentKeys = { proofOfPossession: createTestKey().jwk };
const verifying: EnrollmentKeys = { ...possession, userVerification: createTestKey().jwk };
const bioOrPin: EnrollmentKeys = { ...possession, userVerificationBioOrPin: createTestKey().jwk };

describe('challenges of a request (devices protocol 2.1, 8.4)', () => {
  it('are one for each enrollment, open, as long as the request, each with 256 random bits of its own', () => {
    const challenges = newChallenges(
      { random: new SeededRandom('nonces') },
      {
        request,
        authenticator: { userVerification: 'PREFERRED' },
        enrollments: [
          { id: 'a', verifiesUser: true },
          { id: 'b', verifiesUser: true },
        ],
      },
    );
    expect(challenges.map((challenge) => challenge.enrollmentId)).toEqual(['a', 'b']);
    for (const challenge of challenges) {
      expect(challenge).toMatchObject({
        transactionId: 'ft1',
        orgId: '00o1',
        state: 'open',
        transactionType: 'CIBA',
        createdAt: 1000,
        expiresAt: 301_000,
      });
      expect(Buffer.from(challenge.nonce, 'base64url')).toHaveLength(32);
    }
    expect(new Set(challenges.map((challenge) => challenge.nonce)).size).toBe(2);
  });

  it.each([
    ['PREFERRED', 'a user-verification key', verifying, 'PREFERRED'],
    ['PREFERRED', 'a biometrics-or-PIN key', bioOrPin, 'PREFERRED'],
    ['PREFERRED', 'no such key', possession, 'NONE'],
    ['REQUIRED', 'a user-verification key', verifying, 'REQUIRED'],
    ['REQUIRED', 'no such key', possession, 'REQUIRED'],
  ] as const)('must-have 30 %s with %s', (userVerification, _name, keys, asked) => {
    const [challenge] = newChallenges(
      { random: new SeededRandom('x') },
      { request, authenticator: { userVerification }, enrollments: [askableEnrollment({ id: 'a', keys, pushToken: '', createdAt: 0 })] },
    );
    expect(challenge?.userVerification).toBe(asked);
  });
});
