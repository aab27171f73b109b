/** The Devices SDK in a browser. */
export * from '../../index.js';
export { createBrowserPorts, type BrowserOptions } from './browser-ports.js';
