/**
 * How far the event loop is behind: a timer that fires late says that requests wait as long. One timer for the process, nothing per
 * request; the check itself reads a flag (CIBA Core 10.1, C-112).
 */
export interface LoadMeter {
  /** True when the last sample was late by more than allowed. */
  readonly overloaded: boolean;
  stop(): void;
}

export interface LoadMeterOptions {
  readonly maxLagMs: number;
  /** Between two samples; also how long one late sample counts. */
  readonly sampleMs?: number;
}

export function createLoadMeter({ maxLagMs, sampleMs = 250 }: LoadMeterOptions): LoadMeter {
  let overloaded = false;
  let dueAt = performance.now() + sampleMs;
  const timer = setInterval(() => {
    const now = performance.now();
    overloaded = now - dueAt > maxLagMs;
    dueAt = now + sampleMs;
  }, sampleMs);
  timer.unref();
  return {
    get overloaded() {
      return overloaded;
    },
    stop: () => clearInterval(timer),
  };
}

/** Seconds a client is told to wait. */
export const overloadRetrySeconds = 5;

const sheddable = /\/v1\/(?:token|bc\/authorize)$/;

/** Polls and new requests can wait; what people do on their devices cannot. */
export function canBeShed(path: string): boolean {
  return sheddable.test(path);
}
