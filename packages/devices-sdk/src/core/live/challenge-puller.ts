import type { LiveChannel } from '../../ports/live-channel.js';
import type { DeviceContext } from '../context.js';
import { isDeviceError, type DeviceError } from '../errors.js';
import { retrievePushChallenges, type PendingChallenges } from '../pending-challenges.js';
import { findEnrollmentRecord, type EnrollmentRecord } from '../records.js';
import { reconnectDelay } from './reconnect-delay.js';

export interface ChallengePuller {
  /** Pulls now, or once more after the pull that runs: an event during a pull may not be in its list. */
  pull(): void;
  close(): void;
}

const maxTries = 4;

/** Pulls the list of one enrollment on demand, one call at a time; a few tries when the server does not answer. */
export function createChallengePuller(
  context: DeviceContext,
  live: LiveChannel,
  enrollmentId: string,
  result: { readonly pulled: (list: PendingChallenges, record: EnrollmentRecord) => void; readonly failed: (error: DeviceError) => void },
): ChallengePuller {
  let closed = false;
  let running = false;
  let again = false;
  let stopRetry = (): void => undefined;
  const run = async (tries: number): Promise<void> => {
    running = true;
    again = false;
    try {
      const list = await retrievePushChallenges(context, enrollmentId);
      const record = await findEnrollmentRecord(context, enrollmentId);
      if (!closed && record !== undefined) result.pulled(list, record);
    } catch (error) {
      if (!isDeviceError(error)) throw error;
      if (!closed) retryOrFail(error, tries);
    } finally {
      running = false;
      if (again && !closed) pull();
    }
  };
  const retryOrFail = (error: DeviceError, tries: number): void => {
    const passing = error.code === 'network_error' || error.code === 'rate_limited' || (error.status ?? 0) >= 500;
    if (!passing || tries + 1 >= maxTries) return result.failed(error);
    const [chance = 0] = context.ports.random.bytes(1, 'live/pull');
    stopRetry = live.after(reconnectDelay(tries, chance / 256), () => void run(tries + 1));
  };
  const pull = (): void => {
    if (closed) return;
    again = running;
    if (running) return;
    stopRetry();
    void run(0);
  };
  return {
    pull,
    close() {
      closed = true;
      stopRetry();
    },
  };
}
