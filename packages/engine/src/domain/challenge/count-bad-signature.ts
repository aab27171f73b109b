/**
 * Answers that know the challenge and do not prove the device's keys (RTS article 4, security model S-W8): a fifth one in a day takes
 * the device out of service until an administrator brings it back. Whoever does not know the challenge's nonce counts for nothing:
 * a stranger cannot lock anybody's device.
 */
import type { Caller, Engine } from '../../engine.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import { lifecycleError } from '../enrollment/enrollment-state.js';
import { newEvent } from '../event/new-event.js';
import { announce, decided } from '../management/administration.js';

export const badSignatureLimit = { maxFailures: 5, windowMs: 86_400_000 } as const;

export async function countBadSignature(
  engine: Pick<Engine, 'bus' | 'clock' | 'deviceLocks' | 'index' | 'random'>,
  found: ChallengeInContext,
  caller: Caller,
): Promise<void> {
  if (lifecycleError(found) !== undefined) return;
  const { enrollment, device, request } = found;
  const { orgId } = enrollment;
  const now = engine.clock.now();
  const person = { id: enrollment.userId, type: 'User' };
  const target = { id: device.id, type: 'Device' };
  const ended = await engine.deviceLocks.countBadSignature({
    orgId,
    deviceId: device.id,
    maxFailures: badSignatureLimit.maxFailures,
    windowEndsAt: now + badSignatureLimit.windowMs,
    now,
    event: newEvent(engine, {
      orgId,
      eventType: 'device.lifecycle.suspend',
      displayMessage: 'A device gave too many bad signatures and was suspended',
      severity: 'WARN',
      actor: target,
      targets: [target, person, { id: enrollment.id, type: 'AuthenticatorEnrollment' }],
      outcome: { result: 'SUCCESS', reason: 'BAD_SIGNATURES' },
      caller,
      debugData: { status: 'ACTIVE -> SUSPENDED', transactionId: request.transactionId },
    }),
    requestEvent: newEvent(engine, {
      orgId,
      eventType: 'x.ciba.request.fail',
      displayMessage: 'A backchannel authentication request ended without a decision',
      actor: target,
      targets: [target],
      caller,
      debugData: { reason: 'frozen' },
    }),
  });
  if (ended === undefined) return;
  for (const authReqIdHash of ended) engine.index.decided(authReqIdHash, 'failed', now);
  await announce({ engine }, decided(ended));
}
