import type { TransactionType, UserVerificationRequirement } from '@countersign/contracts/wire';
import type { Instant } from '../../ports/clock.js';

/** The question to one enrollment. Stored as facts, signed when it leaves (decisions 2.5). */
export interface Challenge {
  readonly transactionId: string;
  readonly enrollmentId: string;
  readonly orgId: string;
  /** 256 random bits, base64url; echoed by the answer. */
  readonly nonce: string;
  readonly transactionType: TransactionType;
  /** What is asked of this enrollment: `NONE` where it has no user-verification key (devices protocol 8.4). */
  readonly userVerification: UserVerificationRequirement;
  readonly state: 'open' | 'answered' | 'superseded' | 'expired';
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}
