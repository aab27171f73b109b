/** Adapters for tests: time and randomness set by hand. */
export * from './fixed-clock.js';
export * from './seeded-random.js';
export * from './oauth-examples.js';
export * from './test-device.js';
export * from './test-passkey.js';
export * from './sample-challenge.js';
export * from './local-bus.js';
