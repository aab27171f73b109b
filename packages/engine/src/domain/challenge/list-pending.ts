import type { PendingNotification } from '@countersign/contracts/wire';
import type { Engine } from '../../engine.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { displayDocument } from '../display/display-document.js';
import { deviceError, enrollmentError } from '../enrollment/enrollment-state.js';
import type { Org } from '../org/org.js';
import { signChallenge } from './sign-challenge.js';

/** More than anyone can look at; the ones that end soonest come first and the next pull brings the rest. */
const maxListed = 50;

/**
 * The unanswered, unexpired challenges of one enrollment, as signed for its device (devices protocol 2.4), each with the document of
 * what to show (decisions 2.6).
 * Throws the lifecycle error of a suspended or removed device or enrollment.
 */
export async function listPending(
  engine: Pick<Engine, 'authorizationServers' | 'challenges' | 'clock' | 'keyring'>,
  input: { readonly org: Org; readonly enrolled: EnrolledDevice },
): Promise<readonly PendingNotification[]> {
  const { org, enrolled } = input;
  const refusal = deviceError(enrolled.device.status) ?? enrollmentError(enrolled.enrollment.status);
  if (refusal !== undefined) throw refusal;
  const found = await engine.challenges.listOpen(org.id, enrolled.enrollment.id, engine.clock.now());
  const open = found.filter(({ request }) => request.state === 'pending').slice(0, maxListed);
  return Promise.all(
    open.map(async (context) => ({
      payloadVersion: 'IDXv1' as const,
      challenge: await signChallenge(engine, { org, context }),
      display: displayDocument(org, context),
    })),
  );
}
