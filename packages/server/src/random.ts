import { randomFillSync } from 'node:crypto';
import type { Random } from '@countersign/engine';

/** One call of the system's generator costs as much for 16 bytes as for thousands: it fills a pool, and the pool is handed out. */
const pool = Buffer.alloc(8_192);
let used = pool.length;

/** The operating system's randomness. No byte is handed out twice, and none stays in the pool once it is. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > pool.length) return randomFillSync(new Uint8Array(length));
    if (used + length > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = new Uint8Array(pool.subarray(used, used + length));
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  },
};
