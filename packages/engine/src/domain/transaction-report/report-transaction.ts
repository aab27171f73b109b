/**
 * What a person says of a transaction afterwards (security model S-006, S-010). A report never decides: a transaction that still waits
 * is answered first, with a signed denial. It ends what came of the transaction, and tells the operator.
 */
import type { ReportReason } from '@countersign/contracts';
import type { Caller, Engine } from '../../engine.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { EnrolledDevice } from '../../ports/enrollment-store.js';
import { ApiError, validationFailed } from '../api-error.js';
import { deviceError, enrollmentError } from '../enrollment/enrollment-state.js';
import { newEvent } from '../event/new-event.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import type { Org } from '../org/org.js';

export interface ReportInput {
  readonly org: Org;
  readonly enrolled: EnrolledDevice;
  /** From the path. */
  readonly transactionId: string;
  readonly reason: ReportReason;
  readonly caller: Caller;
}

const transactionIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Throws E0000007 for a transaction that this enrollment was never asked about, E0000001 for one that still waits, the lifecycle
 * error of a suspended device or enrollment. The same report twice changes nothing more.
 */
export async function reportTransaction(
  engine: Pick<Engine, 'challenges' | 'clock' | 'random' | 'reports'>,
  input: ReportInput,
): Promise<void> {
  const { org, enrolled, transactionId, reason } = input;
  const { enrollment, device } = enrolled;
  const refusal = deviceError(device.status) ?? enrollmentError(enrollment.status);
  if (refusal !== undefined) throw refusal;
  const found = transactionIdForm.test(transactionId) ? await engine.challenges.find(org.id, transactionId, enrollment.id) : undefined;
  if (found === undefined || found.request.userId !== enrollment.userId)
    throw new ApiError('E0000007', { summary: 'Not found: Resource not found: transactionId (Transaction)', reason: 'no such challenge' });
  const reported = await engine.reports.report({
    orgId: org.id,
    userId: enrollment.userId,
    enrollmentId: enrollment.id,
    transactionId,
    fraud: reason === 'not_me',
    now: engine.clock.now(),
    event: eventOf(engine, input, found),
  });
  if (!reported) throw validationFailed('transaction', ['transaction: still waits for its answer: deny it first']);
}

/** The operator's alert is this event: an Okta type that monitoring of such systems knows already. */
function eventOf(
  engine: Pick<Engine, 'clock' | 'random'>,
  { org, reason, caller }: ReportInput,
  { request, enrollment, clientName }: ChallengeInContext,
): SystemLogEvent {
  const person = { id: enrollment.userId, type: 'User' };
  return newEvent(engine, {
    orgId: org.id,
    eventType: 'user.account.report_suspicious_activity_by_enduser',
    displayMessage: 'User reported a transaction',
    severity: 'WARN',
    actor: person,
    targets: [
      person,
      { id: request.clientId, type: 'AppInstance', displayName: clientName },
      { id: request.transactionId, type: 'BackchannelRequest' },
      { id: enrollment.id, type: 'AuthenticatorEnrollment' },
      { id: enrollment.deviceId, type: 'Device' },
    ],
    caller,
    debugData: { reason, transactionId: request.transactionId, transactionType: request.transactionType, state: request.state },
  });
}
