import type { LiveChannel } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { createEnrollment, type Enrollment } from '../enrollment.js';
import { DeviceError, isDeviceError } from '../errors.js';
import type { PendingChallenges } from '../pending-challenges.js';
import { listEnrollmentRecords, type EnrollmentRecord } from '../records.js';
import { createChallengePuller } from './challenge-puller.js';
import type { LiveState } from './live-connection.js';
import type { LiveEvent } from './open-live-stream.js';
import { shareConnection } from './shared-connection.js';

/** All that waits for one enrollment: it replaces what was told before. */
export interface PendingOfEnrollment extends PendingChallenges {
  readonly enrollment: Enrollment;
}

export interface WatchHandlers {
  /** After each (re)connection for every enrollment, and after each event for the one it names. */
  pending(list: PendingOfEnrollment): void;
  /** A challenge was decided, cancelled or expired: close it if it is shown. The list follows. */
  closed?(event: { readonly transactionId: string; readonly enrollmentId: string }): void;
  /** The connection as a whole: with several users the worst of theirs. `error` says why it is `unavailable`. */
  state?(state: LiveState, error?: DeviceError): void;
  /** A list could not be pulled, several tries included. */
  failed?(failure: { readonly enrollmentId: string; readonly error: DeviceError }): void;
}

export interface Watch {
  close(): void;
}

/** From good to bad: the last one that holds for any user is told. */
const order: readonly LiveState[] = ['connected', 'connecting', 'reconnecting', 'offline', 'unavailable'];

/**
 * Keeps a connection to the org open and pulls when something changes. Covers the enrollments there are when it begins; begin anew after
 * enrolling or deleting one.
 */
export function watchChallenges(context: DeviceContext, handlers: WatchHandlers): Watch {
  const { live } = context.ports;
  const closers: (() => void)[] = [];
  let closed = false;
  const begin = async (): Promise<void> => {
    if (live === undefined) return handlers.state?.('unavailable', new DeviceError('live_channel_unavailable'));
    const records = await listEnrollmentRecords(context);
    if (closed) return;
    if (records.length === 0) return handlers.state?.('unavailable', new DeviceError('enrollment_not_found'));
    const told = new Map<string, LiveState>();
    for (const userId of new Set(records.map((record) => record.userId))) {
      const own = records.filter((record) => record.userId === userId);
      const state = (now: LiveState, error?: DeviceError): void => {
        told.set(userId, now);
        const worst = order.findLast((one) => [...told.values()].includes(one)) ?? now;
        handlers.state?.(worst, worst === now ? error : undefined);
      };
      closers.push(watchUser(context, live, own, { ...handlers, state }));
    }
  };
  begin().catch((error: unknown) => {
    handlers.state?.('unavailable', isDeviceError(error) ? error : new DeviceError('storage_error', { cause: error }));
  });
  return {
    close() {
      closed = true;
      for (const close of closers.splice(0)) close();
    },
  };
}

function watchUser(context: DeviceContext, live: LiveChannel, records: readonly EnrollmentRecord[], handlers: WatchHandlers): () => void {
  const pullers = new Map(
    records.map(({ enrollmentId }) => {
      const puller = createChallengePuller(context, live, enrollmentId, {
        pulled: (list, record) => handlers.pending({ enrollment: createEnrollment(context, record), ...list }),
        failed: (error) => handlers.failed?.({ enrollmentId, error }),
      });
      return [enrollmentId, puller];
    }),
  );
  const [first] = records;
  const disconnect = shareConnection(
    context,
    live,
    { name: `countersign/live/${context.org}/${context.clientId}/${first?.userId ?? ''}`, enrollmentIds: [...pullers.keys()] },
    {
      event({ type, transactionId, enrollmentId }: LiveEvent) {
        if (type === 'closed') handlers.closed?.({ transactionId, enrollmentId });
        pullers.get(enrollmentId)?.pull();
      },
      state(now, error) {
        handlers.state?.(now, error);
        if (now === 'connected') for (const puller of pullers.values()) puller.pull();
      },
    },
  );
  return () => {
    disconnect();
    for (const puller of pullers.values()) puller.close();
  };
}
