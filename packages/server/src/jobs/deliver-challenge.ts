/** One push of a challenge: signed when it leaves, told to the device's provider, and judged by what the provider says. */
import {
  hasUserVerificationKey,
  newEvent,
  signChallenge,
  systemActor,
  type ChallengeInContext,
  type ClaimedMessage,
  type Engine,
  type Org,
  type PushMessage,
  type PushSender,
} from '@countersign/engine';

/** What became of an outbox message, and what its challenge shows of it. */
export type Delivery =
  | { readonly outcome: 'done'; readonly push: 'sent' | 'none'; readonly detail: string }
  | { readonly outcome: 'retry'; readonly detail: string; readonly afterMs?: number | undefined }
  /** Will never arrive; stays visible with its reason. */
  | { readonly outcome: 'dead'; readonly push: 'failed' | 'retired'; readonly detail: string };

export interface DeliveryNeeds {
  readonly engine: Pick<Engine, 'authorizationServers' | 'challenges' | 'clock' | 'enrollments' | 'keyring' | 'org' | 'random'>;
  readonly pushSender: PushSender;
}

export async function deliverChallenge(needs: DeliveryNeeds, message: ClaimedMessage): Promise<Delivery> {
  const { engine } = needs;
  const { transactionId, enrollmentId } = message.payload;
  const context = await engine.challenges.find(message.orgId, transactionId, enrollmentId);
  if (context === undefined) return { outcome: 'dead', push: 'failed', detail: 'the challenge does not exist' };
  const { challenge, request, enrollment } = context;
  if (challenge.state !== 'open' || request.state !== 'pending') return unneeded('answered before it was sent');
  if (challenge.expiresAt <= engine.clock.now()) return { outcome: 'dead', push: 'failed', detail: 'expired before it could be sent' };
  if (enrollment.status !== 'ACTIVE' || enrollment.pushToken === '') return unneeded('the device pulls');

  const result = await needs.pushSender.send(await pushMessage(engine, context));
  switch (result.outcome) {
    case 'sent':
      return { outcome: 'done', push: 'sent', detail: result.detail };
    case 'pull-only':
      return { outcome: 'done', push: 'none', detail: `not sent: ${result.detail}` };
    case 'retry':
      return { outcome: 'retry', detail: result.detail, afterMs: result.afterMs };
    case 'failed':
      return { outcome: 'dead', push: 'failed', detail: result.detail };
    case 'unregistered':
      await forgetPushToken(engine, context);
      return { outcome: 'dead', push: 'retired', detail: `unregistered: ${result.detail}` };
  }
}

const unneeded = (reason: string): Delivery => ({ outcome: 'done', push: 'none', detail: `not needed: ${reason}` });

async function pushMessage(engine: DeliveryNeeds['engine'], context: ChallengeInContext): Promise<PushMessage> {
  const org: Org = await engine.org.get();
  const { challenge, enrollment, authenticator, allowNotificationActions } = context;
  return {
    enrollment,
    authenticator,
    challengeJwt: org.settings.pushContent === 'full' ? await signChallenge(engine, { org, context }) : undefined,
    transactionId: challenge.transactionId,
    asksUserVerification: challenge.userVerification !== 'NONE' && hasUserVerificationKey(enrollment.keys),
    allowActions: allowNotificationActions,
    expiresAt: challenge.expiresAt,
  };
}

/** The provider no longer knows the token: the device pulls until it sends a new one (devices protocol 8.24). */
async function forgetPushToken(engine: DeliveryNeeds['engine'], { challenge, enrollment }: ChallengeInContext): Promise<void> {
  const current = await engine.enrollments.findById(challenge.orgId, enrollment.id);
  if (current === undefined || current.enrollment.status === 'DELETED' || current.enrollment.pushToken !== enrollment.pushToken) return;
  const event = newEvent(engine, {
    orgId: challenge.orgId,
    eventType: 'user.mfa.factor.update',
    displayMessage: 'The push provider no longer knows the device: its push token was forgotten',
    actor: systemActor,
    targets: [
      { id: enrollment.id, type: 'AuthenticatorEnrollment' },
      { id: enrollment.userId, type: 'User' },
    ],
  });
  const readAt = current.enrollment.updatedAt;
  const changed = { ...current.enrollment, pushToken: '', updatedAt: Math.max(engine.clock.now(), readAt + 1) };
  // false: the device was quicker with a new one
  await engine.enrollments.save({ enrollment: changed, device: current.device, event, readAt });
}
