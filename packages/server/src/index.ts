/** The Countersign server as a library: `startServer` is what `countersign-server` runs. */
export { startServer, type RunningServer, type StartOptions } from './compose.js';
export { ConfigError, configHelp, describeConfig, readConfig, type Config, type ConfigEntryDescription } from './config.js';
export { StartupError } from './startup-error.js';
