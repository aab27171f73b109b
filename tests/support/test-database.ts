import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export type TestStore = 'pglite' | 'postgres';

/** Which store the lane this test runs in stands for. */
export function testStore(): TestStore {
  const store = process.env['COUNTERSIGN_TEST_STORE'];
  if (store !== 'pglite' && store !== 'postgres') throw new Error('COUNTERSIGN_TEST_STORE must be pglite or postgres: run through vitest');
  return store;
}

/** A new empty database on the PostgreSQL of this run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set: this needs the postgres lane');
  const name = `countersign_${randomBytes(6).toString('hex')}`;
  await runOnce(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnce(server, `drop database if exists ${name} with (force)`) };
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
