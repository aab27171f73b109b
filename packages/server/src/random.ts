import { randomBytes } from 'node:crypto';
import type { Random } from '@countersign/engine';

/** The operating system's randomness. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
