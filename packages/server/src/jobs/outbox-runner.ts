/**
 * Sends what the outbox holds: woken by the bus right after a commit, by its own retries, and by a sweep for rows a dead node left.
 * Messages are sent side by side, and each provider has only so many in flight, so that a slow one never delays the others.
 */
import type { Bus, ClaimedMessage, Clock, OutboxStore, Random } from '@countersign/engine';
import type { Logger } from 'pino';
import type { Delivery } from './deliver-challenge.js';
import type { Job } from './job.js';

const claimLimit = 64;
const maxInFlight = 512;
/** Longer than a sender may take. */
const leaseMs = 30_000;
const sweepEveryMs = 10_000;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

export interface OutboxRunnerNeeds {
  readonly outbox: OutboxStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Delivers one message; the runner does the bookkeeping. A rejection counts as a reason to retry. */
  readonly deliver: (message: ClaimedMessage) => Promise<Delivery>;
}

export function createOutboxRunner(needs: OutboxRunnerNeeds): Job {
  const { outbox, bus, clock, log } = needs;
  const inFlight = new Set<Promise<void>>();
  let stopped = true;
  let claiming: Promise<void> | undefined;
  let again = false;
  let cancelSweep: () => void = () => undefined;
  let unsubscribe: () => void = () => undefined;

  function nudge(): void {
    if (stopped) return;
    if (claiming !== undefined) {
      again = true;
      return;
    }
    claiming = claimAll()
      .catch((error: unknown) => log.warn({ err: error }, 'the outbox could not be read'))
      .finally(() => {
        claiming = undefined;
        if (again) {
          again = false;
          nudge();
        }
      });
  }

  async function claimAll(): Promise<void> {
    while (!stopped && inFlight.size < maxInFlight) {
      const messages = await outbox.claim(Math.min(claimLimit, maxInFlight - inFlight.size), leaseMs, clock.now());
      for (const message of messages) track(send(message));
      if (messages.length < claimLimit) return;
    }
  }

  function track(sending: Promise<void>): void {
    inFlight.add(sending);
    void sending.then(() => {
      inFlight.delete(sending);
      // the last claim may have stopped for want of room
      if (inFlight.size === maxInFlight - 1) nudge();
    });
  }

  async function send(message: ClaimedMessage): Promise<void> {
    try {
      await settle(message, await attempt(message));
    } catch (error) {
      // the row comes back when its lease runs out
      log.warn({ err: error, outboxId: message.id }, 'the outcome of a push could not be recorded');
    }
  }

  async function attempt(message: ClaimedMessage): Promise<Delivery> {
    if (message.expiresAt <= clock.now()) return { outcome: 'dead', push: 'failed', detail: 'expired before it could be sent' };
    try {
      return await needs.deliver(message);
    } catch (error) {
      log.warn({ err: error, outboxId: message.id }, 'a push failed');
      return { outcome: 'retry', detail: error instanceof Error ? error.message : 'unknown failure' };
    }
  }

  async function settle({ id, attempts, expiresAt }: ClaimedMessage, delivery: Delivery): Promise<void> {
    const now = clock.now();
    const { detail } = delivery;
    if (delivery.outcome === 'done') return outbox.markSent({ id, detail, push: delivery.push, now });
    if (delivery.outcome === 'dead') {
      log.warn({ outboxId: id, detail }, 'a push was given up');
      return outbox.markDead({ id, detail, push: delivery.push, now });
    }
    const delayMs = delivery.afterMs ?? retryDelayMs(needs.random, attempts);
    if (now + delayMs >= expiresAt) return outbox.markDead({ id, detail, push: 'failed', now });
    await outbox.retryAt(now + delayMs, { id, detail, push: 'queued', now });
    clock.schedule(delayMs, nudge);
  }

  function sweep(): void {
    nudge();
    cancelSweep = clock.schedule(sweepEveryMs, sweep);
  }

  return {
    start() {
      stopped = false;
      unsubscribe = bus.subscribe((message) => {
        if (message.kind === 'outbox-due') nudge();
      });
      sweep();
    },
    async stop() {
      stopped = true;
      unsubscribe();
      cancelSweep();
      await claiming;
      await Promise.all(inFlight);
    },
  };
}

/** Doubles with each attempt, half of it by chance, so that what failed together does not come back together. */
export function retryDelayMs(random: Random, attempts: number): number {
  const fullMs = Math.min(firstRetryMs * 2 ** Math.min(attempts, 10), longestRetryMs);
  const [a = 0, b = 0] = random.bytes(2);
  return Math.round(fullMs / 2 + (fullMs / 2) * ((a * 256 + b) / 65_536));
}
