/** What a device sends to answer a challenge (devices protocol 2.8). */
import { z } from 'zod';

export const verifyPushChallengeRequest = z.object({
  method: z.literal('push'),
  /** A compact JWS over `ChallengeResponseClaims`. */
  challengeResponse: z.string().min(1).max(16_384),
});
export type VerifyPushChallengeRequest = z.output<typeof verifyPushChallengeRequest>;
