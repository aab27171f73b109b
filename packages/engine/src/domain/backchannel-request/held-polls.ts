/**
 * Polls that wait for a decision (CIBA Core 10.1, RFC 7240 `wait`). A held poll is a promise and an entry here: no database
 * connection, no timer of its own. One wheel with one timer ends those whose time is up.
 */
import type { Clock, Instant } from '../../ports/clock.js';

export interface HeldPollLimits {
  readonly perNode: number;
  readonly perClient: number;
}

export type HoldEnd =
  /** The request changed: look at it again. */
  | 'woken'
  /** The wait, or the request's life, is over. */
  | 'elapsed'
  /** The caller hung up: consume nothing for it. */
  | 'closed'
  /** Another held poll for the same request took this one's place. */
  | 'replaced'
  /** A cap is reached: answer at once. */
  | 'full';

export interface HeldPolls {
  hold(poll: { readonly key: string; readonly clientId: string; readonly until: Instant; readonly closed: AbortSignal }): Promise<HoldEnd>;
  isHeld(key: string): boolean;
  wake(key: string): void;
  readonly size: number;
  /** Ends all with `elapsed` and holds no more: the node is going down, the clients poll again elsewhere. */
  close(): void;
}

interface Waiter {
  readonly key: string;
  readonly clientId: string;
  readonly spoke: number;
  readonly end: (how: HoldEnd) => void;
}

/** Width of a spoke of the wheel: a wait ends at most this much late. */
const spokeMs = 200;

export function createHeldPolls(clock: Clock, limits: HeldPollLimits): HeldPolls {
  const waiters = new Map<string, Waiter>();
  const perClient = new Map<string, number>();
  const wheel = new Map<number, Set<Waiter>>();
  let cancelTimer: (() => void) | undefined;
  let ended = false;

  function finish(waiter: Waiter, how: HoldEnd): void {
    if (waiters.get(waiter.key) !== waiter) return;
    waiters.delete(waiter.key);
    const left = (perClient.get(waiter.clientId) ?? 1) - 1;
    if (left === 0) perClient.delete(waiter.clientId);
    else perClient.set(waiter.clientId, left);
    const spoke = wheel.get(waiter.spoke);
    spoke?.delete(waiter);
    if (spoke?.size === 0) wheel.delete(waiter.spoke);
    if (waiters.size === 0) stopTimer();
    waiter.end(how);
  }

  function turn(): void {
    cancelTimer = undefined;
    const now = clock.now();
    for (const [spoke, due] of wheel) {
      if (spoke * spokeMs <= now) for (const waiter of due) finish(waiter, 'elapsed');
    }
    if (waiters.size > 0) startTimer();
  }

  function startTimer(): void {
    cancelTimer ??= clock.schedule(spokeMs, turn);
  }

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  return {
    hold({ key, clientId, until, closed }) {
      if (closed.aborted) return Promise.resolve('closed');
      const previous = waiters.get(key);
      if (previous !== undefined) finish(previous, 'replaced');
      const held = perClient.get(clientId) ?? 0;
      if (ended || waiters.size >= limits.perNode || held >= limits.perClient) return Promise.resolve('full');
      return new Promise((resolve) => {
        const onClose = () => finish(waiter, 'closed');
        const waiter: Waiter = {
          key,
          clientId,
          spoke: Math.ceil(until / spokeMs),
          end: (how) => {
            closed.removeEventListener('abort', onClose);
            resolve(how);
          },
        };
        closed.addEventListener('abort', onClose, { once: true });
        waiters.set(key, waiter);
        perClient.set(clientId, held + 1);
        const spoke = wheel.get(waiter.spoke);
        if (spoke === undefined) wheel.set(waiter.spoke, new Set([waiter]));
        else spoke.add(waiter);
        startTimer();
      });
    },
    isHeld: (key) => waiters.has(key),
    wake(key) {
      const waiter = waiters.get(key);
      if (waiter !== undefined) finish(waiter, 'woken');
    },
    get size() {
      return waiters.size;
    },
    close() {
      ended = true;
      for (const waiter of waiters.values()) finish(waiter, 'elapsed');
      stopTimer();
    },
  };
}
