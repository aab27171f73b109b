export * from './wire.js';
export * from './myaccount/app-authenticators.js';
export * from './myaccount/push-challenges.js';
export * from './myaccount/safe-text.js';
