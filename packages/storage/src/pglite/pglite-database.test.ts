import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database.js';
import { openDatabase } from '../open-database.js';
import { migrate } from '../migrate.js';
import { testStore } from '../testing/open-test-database.js';
import { DirectoryInUseError } from './directory-lock.js';
import { compiledFile } from './template.js';

let parent: string;
let dataDir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'countersign-pglite-'));
  dataDir = join(parent, 'not', 'yet', 'there');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ dataDir });
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** Writes numbered rows until it is killed, and says each number after its commit. */
function writer(): { readonly child: ChildProcess; readonly acknowledged: number[] } {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(compiledFile('index.js').href)});
    const database = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
    await database.query({ text: 'create table if not exists written (n bigint primary key)' });
    const { rows } = await database.query({ text: 'select coalesce(max(n), 0) as n from written' });
    for (let n = rows[0].n + 1; ; n += 1) {
      await database.query({ name: 'write', text: 'insert into written values ($1)', values: [n] });
      process.stdout.write(n + '\\n');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => acknowledged.push(...text.split('\n').filter(Boolean).map(Number)));
  return { child, acknowledged };
}

describe.runIf(testStore() === 'pglite')('the embedded database', () => {
  it('starts the first time from the packed database of the build, alone in a directory only its owner may enter; a damaged one says why not', async () => {
    await withDatabase(async (database) => {
      expect((await database.query({ text: 'select name from kysely_migration' })).rows).not.toEqual([]);
      expect((await database.query({ text: "select current_setting('max_wal_size') as size" })).rows).toEqual([{ size: '64MB' }]);
      await expect(openDatabase({ dataDir })).rejects.toBeInstanceOf(DirectoryInUseError);
      await database.query({ text: 'create table kept as select 1 as n' });
    });
    expect(readdirSync(dataDir).sort()).toEqual(['database', 'lock']);
    expect(statSync(dataDir).mode & 0o077).toBe(0);
    await withDatabase(async (database) => {
      expect((await database.query({ text: 'select n from kept' })).rows).toEqual([{ n: 1 }]);
    });

    const log = join(dataDir, 'database', 'pg_wal');
    for (const name of readdirSync(log).filter((file) => /^[0-9A-F]{24}$/.test(file))) rmSync(join(log, name));
    await expect(openDatabase({ dataDir }), 'a damaged one says what the server said').rejects.toThrow(
      /does not start: could not locate a valid checkpoint record/,
    );
  }, 60_000);

  it('S-108 is closed to other people of the machine also in a directory that is not', async () => {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    chmodSync(dataDir, 0o755);
    await withDatabase(async () => {
      expect(statSync(join(dataDir, 'database')).mode & 0o077).toBe(0);
    });
    chmodSync(join(dataDir, 'database'), 0o755);
    await withDatabase(async () => {
      expect(statSync(join(dataDir, 'database')).mode & 0o077).toBe(0);
    });
  });

  it('starts the first time without a packed database too, and after a start that was killed half-way', async () => {
    mkdirSync(join(dataDir, 'database.new'), { recursive: true });
    writeFileSync(join(dataDir, 'database.new', 'PG_VERSION'), 'half');
    const database = await openDatabase({ dataDir, useTemplate: false });
    await migrate(database, Date.now());
    await database.close();
    expect(readdirSync(dataDir).sort()).toEqual(['database', 'lock']);
  });

  // the whole server is killed in tests/crash, on every run
  it.runIf(process.env['COUNTERSIGN_TEST_LONG'] === '1')(
    'keeps every acknowledged row when its process is killed at any moment',
    async () => {
      const { child, acknowledged } = writer();
      await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      await withDatabase(async (database) => {
        const { rows } = await database.query<{ n: number }>({ text: 'select n from written' });
        const found = new Set(rows.map((row) => row.n));
        expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
      });
    },
  );
});
