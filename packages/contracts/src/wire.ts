/** Words and shapes without a schema library: what the Devices SDK and other small clients import. */
export * from './oauth/constants.js';
export * from './oauth/reserved-claims.js';
export * from './challenge/challenge.js';
export * from './challenge/challenge-response.js';
export * from './myaccount/device-assertions.js';
export * from './myaccount/device-keys.js';
export * from './myaccount/enrollment.js';
export * from './errors.js';
