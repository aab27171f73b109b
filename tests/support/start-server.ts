/**
 * The whole server in this process, on the lane's store, with a clock that stands still until the test moves it.
 * For what only time can show; everything else is tested against a process of its own (start-process.ts).
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock } from '@countersign/engine/testing';
import { startServer, type RunningServer } from '@countersign/server';
import { openDatabase, type Database } from '@countersign/storage';
import { checkAnswer } from '../../packages/server/src/testing/check-answer.js';
import { createTestDatabase, testStore } from './test-database.js';
import type { QuickstartFacts, ServerProcess } from './start-process.js';

export interface ServerInProcess extends Pick<ServerProcess, 'url' | 'facts'> {
  readonly clock: FixedClock;
  readonly running: RunningServer;
  readonly database: Database;
  stop(): Promise<void>;
}

export async function startInProcess(environment: Readonly<Record<string, string>> = {}): Promise<ServerInProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-data-'));
  const made = testStore() === 'postgres' ? await createTestDatabase() : undefined;
  const database = await openDatabase(made === undefined ? { dataDir } : { url: made.url });
  // Starts at the real time: devices and clients of the tests stamp theirs.
  const clock = new FixedClock(Math.floor(Date.now() / 1_000) * 1_000);
  const running = await startServer({
    environment: {
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      // tests ask one person all the time
      PROMPT_LIMITS: 'off',
      ...(made === undefined ? {} : { DATABASE_URL: made.url }),
      ...environment,
    },
    clock,
    database,
  });
  // the context is read at every answer
  Object.assign(running.context, { inspectAnswer: checkAnswer });
  return {
    database,
    url: running.url,
    clock,
    running,
    // written by the server under test; its members are what the tests then rely on
    facts: JSON.parse(readFileSync(join(dataDir, 'quickstart.json'), 'utf8')) as QuickstartFacts,
    async stop() {
      await running.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
      await made?.drop();
    },
  };
}
