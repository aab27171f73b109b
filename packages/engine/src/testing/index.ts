/** Adapters for tests: time and randomness set by hand. */
export * from './fixed-clock.js';
export * from './seeded-random.js';
