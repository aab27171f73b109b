import type { Bus, BusMessage } from '../ports/bus.js';

/** A bus inside one process. It can lose messages, as real ones do, and tell of a gap. */
export class LocalBus implements Bus {
  readonly #listeners = new Set<(message: BusMessage) => void>();
  readonly #gapListeners = new Set<() => void>();
  /** While true, nothing is delivered. */
  losing = false;

  publish(messages: readonly BusMessage[]): Promise<void> {
    if (!this.losing) for (const message of messages) for (const listener of this.#listeners) listener(message);
    return Promise.resolve();
  }

  subscribe(listener: (message: BusMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  gap(): void {
    for (const listener of this.#gapListeners) listener();
  }
}
