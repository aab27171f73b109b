/** Keeps each account connected while the app is seen; where the org has no live channel, asks from time to time. */
import {
  isDeviceError,
  type AccountList,
  type DeviceError,
  type LiveState,
  type PendingOfEnrollment,
  type Watch,
} from '@countersign/devices-sdk/browser';
import type { AccountState } from './app-state.js';

const askEveryMs = 10_000;

export interface WatchEvents {
  pending(account: AccountState, list: PendingOfEnrollment): void;
  closed(transactionId: string): void;
  connection(account: AccountState, state: LiveState): void;
  failed(account: AccountState, error: DeviceError): void;
}

export interface AccountWatcher {
  /** Watches these and no others. */
  watch(accounts: readonly AccountState[]): void;
  stop(): void;
  /** Asks for all lists now. True when every one came. */
  ask(accounts: readonly AccountState[]): Promise<boolean>;
}

export function createAccountWatcher(list: AccountList, events: WatchEvents): AccountWatcher {
  let running: { stop(): void }[] = [];

  const askOne = async (state: AccountState): Promise<boolean> => {
    const answers = await Promise.all(
      state.enrollments.map(async (enrollment) => {
        try {
          events.pending(state, { ...(await enrollment.retrievePushChallenges()), enrollment });
          return true;
        } catch (error) {
          if (!isDeviceError(error)) throw error;
          events.failed(state, error);
          return false;
        }
      }),
    );
    return answers.every(Boolean);
  };

  const watchOne = (state: AccountState): { stop(): void } => {
    let stopped = false;
    let watch: Watch | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    const begin = async (): Promise<void> => {
      const authenticator = await list.open(state.account);
      if (stopped) return;
      watch = authenticator.watch({
        pending: (pending) => events.pending(state, pending),
        closed: ({ transactionId }) => events.closed(transactionId),
        failed: ({ error }) => events.failed(state, error),
        state(connection, error) {
          events.connection(state, connection);
          if (error !== undefined) events.failed(state, error);
          if (connection === 'unavailable' && timer === undefined) {
            void askOne(state);
            timer = setInterval(() => void askOne(state), askEveryMs);
          }
        },
      });
    };
    void begin();
    return {
      stop() {
        stopped = true;
        clearInterval(timer);
        watch?.close();
      },
    };
  };

  const stop = (): void => {
    for (const one of running.splice(0)) one.stop();
  };
  return {
    watch(accounts) {
      stop();
      running = accounts.filter(({ enrollments }) => enrollments.length > 0).map(watchOne);
    },
    stop,
    ask: async (accounts) => (await Promise.all(accounts.map(askOne))).every(Boolean),
  };
}
