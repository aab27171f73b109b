/** A push without a transaction, to see what a push service says. The device finds nothing to answer when it looks. */
import type { Engine } from '../../engine.js';
import type { PushResult, PushSender } from '../../ports/push-sender.js';
import { notFound, validationFailed } from '../api-error.js';
import type { Authenticator } from '../authenticator/authenticator.js';
import type { PushState } from '../challenge/push-delivery.js';
import { randomBase64url } from '../id.js';
import { type Actor, type Administration, changeEvent } from './administration.js';
import { type PlainAnswer, plainPushAnswer } from './push-answer.js';
import { getPushProvider } from './push-providers.js';

export interface TestPush extends PlainAnswer {
  readonly outcome: PushState;
  /** The push service's own words. */
  readonly detail: string;
}

type PushTester = Administration & {
  readonly engine: Administration['engine'] & Pick<Engine, 'authenticators' | 'enrollments' | 'events'>;
  readonly pushSender: PushSender;
};

const lifetimeMs = 60_000;
const states: Readonly<Record<PushResult['outcome'], PushState>> = {
  sent: 'sent',
  'pull-only': 'none',
  retry: 'failed',
  failed: 'failed',
  unregistered: 'retired',
};

/** Throws E0000007 for a provider or enrollment there is not, E0000001 for an enrollment that another provider reaches, or none. */
export async function sendTestPush(
  admin: PushTester,
  { providerId, enrollmentId }: { readonly providerId: string; readonly enrollmentId: string },
  actor: Actor,
): Promise<TestPush> {
  const { engine } = admin;
  const provider = await getPushProvider(admin, providerId, actor);
  const found = await engine.enrollments.findById(actor.orgId, enrollmentId);
  if (found === undefined || found.enrollment.status !== 'ACTIVE') throw notFound(enrollmentId, 'AuthenticatorEnrollment');
  const { enrollment } = found;
  const authenticator = await engine.authenticators.findById(actor.orgId, enrollment.authenticatorId);
  if (authenticator === undefined || !usesProvider(authenticator, provider.id))
    throw validationFailed('enrollmentId', ['enrollmentId: the authenticator of this enrollment does not use this push provider']);
  if (enrollment.pushToken === '')
    throw validationFailed('enrollmentId', ['enrollmentId: the device has no push token: it fetches requests by itself']);
  const result = await admin.pushSender.send({
    enrollment,
    authenticator,
    challengeJwt: undefined,
    transactionId: `ft${randomBase64url(engine.random, 24)}`,
    asksUserVerification: false,
    allowActions: false,
    expiresAt: engine.clock.now() + lifetimeMs,
  });
  const state = states[result.outcome];
  const event = changeEvent(admin, actor, {
    eventType: 'x.push_provider.test',
    displayMessage: 'Send a test push',
    targets: [
      { id: provider.id, type: 'PushProvider', displayName: provider.name },
      { id: enrollment.id, type: 'AuthenticatorEnrollment' },
    ],
    debugData: { outcome: state, detail: result.detail },
  });
  await engine.events.append(event);
  return { ...plainPushAnswer({ state, detail: result.detail }), outcome: state, detail: result.detail };
}

function usesProvider({ apns, fcm, webPush }: Authenticator, providerId: string): boolean {
  return [apns, fcm, webPush].some((used) => used?.providerId === providerId);
}
