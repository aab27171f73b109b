#!/usr/bin/env node
/** The bank as a process of its own. */
import { buildApp } from './app.js';
import { createBank } from './bank.js';
import { readSettings, SettingsError } from './settings.js';

async function main(): Promise<void> {
  const settings = readSettings();
  const app = await buildApp(createBank(settings));
  const stop = (): void => void app.close().then(() => process.exit(0), fail);
  process.on('SIGTERM', stop).on('SIGINT', stop);
  await app.listen({ port: settings.port, host: settings.host });
  // started by another process (tools/start.mjs): ends with it, and leaves the talking to it
  process.once('disconnect', stop);
  if (process.send === undefined) process.stdout.write(`Magenta Bank is open: ${settings.url}\n`);
  else process.send({ open: settings.url });
}

function fail(error: unknown): void {
  process.stderr.write(`Magenta Bank did not open.\n${describe(error)}\n`);
  process.exit(1);
}

/** What can be mended is said plainly; anything else is a bug and keeps its stack. */
function describe(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `The port is in use: ${error.message}. Stop what listens there, or set PORT: the bank is at PORT + 2.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);
