import { createHash } from 'node:crypto';
import type { Random } from '../ports/random.js';

/** The same bytes for the same seed: a SHA-256 counter stream. For tests only. */
export class SeededRandom implements Random {
  readonly #seed: string;
  #counter = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    while (this.#rest.length < length) {
      const block = createHash('sha256')
        .update(`${this.#seed}:${this.#counter++}`)
        .digest();
      this.#rest = Buffer.concat([this.#rest, block]);
    }
    const taken = Uint8Array.from(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}
