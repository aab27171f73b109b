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
  process.stdout.write(`Magenta Bank is open: ${settings.url}\n`);
}

function fail(error: unknown): void {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const mendable = error instanceof SettingsError || inUse;
  process.stderr.write(`The bank did not open.\n${mendable ? error.message : error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
