import type { Clock, Instant } from '@countersign/engine';

const measureEveryMs = 30_000;
/** A measurement that took longer says too little about the moment the database answered. */
const slowestMeasurementMs = 1_000;
const longestTimeoutMs = 2 ** 31 - 1;

export interface SystemClock extends Clock {
  /**
   * Follows the database's clock from now on, so that nodes whose own clocks differ agree on expiry (decisions 1.17, security
   * model S-078). Resolves after the first measurement; the returned function ends it. A failed measurement keeps the last offset.
   */
  follow(readDatabaseTime: () => Promise<Instant>): Promise<() => void>;
}

/** The machine's clock plus the offset to the database's. `readMachineTime` is replaced in tests only. */
export function createSystemClock(readMachineTime: () => Instant = Date.now): SystemClock {
  let offsetMs = 0;
  const clock: SystemClock = {
    now: () => readMachineTime() + offsetMs,
    schedule,
    async follow(readDatabaseTime) {
      let cancel: () => void = () => undefined;
      let ended = false;
      const measure = async (): Promise<void> => {
        offsetMs = (await measureOffset(readMachineTime, readDatabaseTime, offsetMs)) ?? offsetMs;
        if (!ended) cancel = schedule(measureEveryMs, () => void measure());
      };
      await measure();
      return () => {
        ended = true;
        cancel();
      };
    },
  };
  return clock;
}

/** Undefined: nothing learned. Differences smaller than the measurement's own uncertainty are left alone, so that time runs evenly. */
async function measureOffset(
  readMachineTime: () => Instant,
  readDatabaseTime: () => Promise<Instant>,
  current: number,
): Promise<number | undefined> {
  const before = readMachineTime();
  let databaseTime: Instant;
  try {
    databaseTime = await readDatabaseTime();
  } catch {
    return undefined;
  }
  const took = readMachineTime() - before;
  if (took < 0 || took > slowestMeasurementMs) return undefined;
  const offset = Math.round(databaseTime - (before + took / 2));
  return Math.abs(offset - current) <= took / 2 + 2 ? undefined : offset;
}

/** Timers of the server never keep the process alive by themselves. */
function schedule(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), longestTimeoutMs));
  timer.unref();
  return () => clearTimeout(timer);
}
