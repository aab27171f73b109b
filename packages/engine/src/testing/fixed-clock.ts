import type { Clock, Instant } from '../ports/clock.js';

/** A clock set by hand. `advance` runs what became due, in order of time. */
export class FixedClock implements Clock {
  #now: Instant;
  #scheduled: { readonly at: Instant; readonly action: () => void }[] = [];

  constructor(now: Instant = Date.UTC(2026, 0, 15, 12, 0, 0)) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const entry = { at: this.#now + delayMs, action };
    this.#scheduled.push(entry);
    return () => {
      this.#scheduled = this.#scheduled.filter((other) => other !== entry);
    };
  }

  /** How many actions wait: held polls must not add one each. */
  get scheduledCount(): number {
    return this.#scheduled.length;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#scheduled.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#scheduled = this.#scheduled.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
    }
    this.#now = end;
  }
}
