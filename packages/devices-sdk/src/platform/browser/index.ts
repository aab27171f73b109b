/** The Devices SDK in a browser. */
export * from '../../index.js';
export { createAccountList, type Account, type AccountList, type AccountListOptions, type NewAccount } from './account-list.js';
export { createBrowserPorts, type BrowserOptions } from './browser-ports.js';
export { createPasskeyUserVerification, isPasskeyAvailable, type PasskeyOptions } from './passkey-user-verification.js';
export { subscribeToPush } from './web-push.js';
