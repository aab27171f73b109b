/** Work the server does by itself. Started after the first start is complete, stopped before the store is closed. */
import type { Clock, Random } from '@countersign/engine';
import type { Logger } from 'pino';

export interface Job {
  start(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export interface PeriodicJobNeeds {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * Runs `run` at once and then every `everyMs`, never twice at a time. Up to a tenth of the period is added by chance, so that nodes
 * started together do not work together. A failure is logged; the next turn tries again.
 */
export function createPeriodicJob(
  { clock, random, log }: PeriodicJobNeeds,
  options: { readonly name: string; readonly everyMs: number; readonly run: () => Promise<void> },
): Job {
  let stopped = true;
  let running: Promise<void> = Promise.resolve();
  let cancel: () => void = () => undefined;

  async function turn(): Promise<void> {
    try {
      await options.run();
    } catch (error) {
      log.error({ err: error, job: options.name }, 'a periodic job failed');
    }
    if (!stopped) cancel = clock.schedule(options.everyMs + spread(random, options.everyMs / 10), begin);
  }
  const begin = (): void => {
    running = turn();
  };
  return {
    start() {
      stopped = false;
      begin();
    },
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}

function spread(random: Random, rangeMs: number): number {
  const [a = 0, b = 0] = random.bytes(2);
  return Math.round((rangeMs * (a * 256 + b)) / 65_536);
}
