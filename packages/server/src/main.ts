#!/usr/bin/env node
/** The process: starts the server, prints what the operator needs to know, shuts down on SIGTERM and SIGINT. */
import { DirectoryInUseError, SqlError } from '@countersign/storage';
import { startServer } from './compose.js';
import { ConfigError, configHelp } from './config.js';
import { StartupError } from './startup-error.js';

const shutdownTimeoutMs = 10_000;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(configHelp());
  const server = await startServer({ print: (text) => process.stdout.write(text) });
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), shutdownTimeoutMs).unref();
    server.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  // under tools/start.mjs: ends with it, and tells it what to start next
  process.once('disconnect', stop);
  process.send?.({ quickstart: server.outcome.quickstart !== undefined });
}

/** What the operator can mend is said plainly; anything else is a bug and keeps its stack. */
function fail(error: unknown): void {
  process.stderr.write(`Countersign did not start.\n${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartupError || error instanceof DirectoryInUseError) return error.message;
  if (error instanceof SqlError && error.failure === 'lost') return `The database cannot be reached: ${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is in use: ${error.message}. Set PORT to another one.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
