import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testStore } from '../testing/open-test-database.js';
import { command, createSession, type Session } from './session.js';
import { serverParameters } from './server-parameters.js';
import { createUpkeep, type Upkeep } from './upkeep.js';

const minute = 60_000;

describe.runIf(testStore() === 'pglite')('upkeep of the embedded database', () => {
  let pglite: PGlite;
  let session: Session;
  let upkeep: Upkeep;
  let now = Date.UTC(2026, 0, 15);

  beforeAll(async () => {
    pglite = await PGlite.create({ startParams: serverParameters });
    session = createSession(pglite);
    upkeep = createUpkeep(session, now);
    await session.run(command('create table bulky (id integer primary key, filler text)'));
  });
  afterAll(() => pglite.close());

  const use = async (text: string) => {
    await session.run(command(text));
    upkeep.used(now);
  };
  const checkpointPosition = async () =>
    (await session.run(command('select redo_lsn::text as position from pg_control_checkpoint()'))).rows[0]?.['position'];
  const deadRows = async () => {
    // Statistics are reported once a second at most.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await session.run(command('select 1'));
    return Number((await session.run(command("select n_dead_tup as n from pg_stat_user_tables where relname = 'bulky'"))).rows[0]?.['n']);
  };

  it('makes a checkpoint after 32 MB of writes, and none before', async () => {
    await use('select 1');
    await upkeep.step(now);
    const before = await checkpointPosition();
    await use("insert into bulky select n, repeat('x', 1000) from generate_series(1, 5000) n");
    await upkeep.step(now);
    expect(await checkpointPosition()).toBe(before);
    await use("insert into bulky select n, repeat('x', 1000) from generate_series(5001, 30000) n");
    await upkeep.step(now);
    expect(await checkpointPosition()).not.toBe(before);
  });

  it('makes a checkpoint five minutes after the last one when anything was written', async () => {
    const before = await checkpointPosition();
    await use('delete from bulky where id = 1');
    now += 4 * minute;
    await upkeep.step(now);
    expect(await checkpointPosition()).toBe(before);
    now += 2 * minute;
    await upkeep.step(now);
    expect(await checkpointPosition()).not.toBe(before);
  });

  it('vacuums an updated table in an idle moment, not under load', async () => {
    await upkeep.step(now);
    await use("update bulky set filler = 'short' where id < 12000");
    expect(await deadRows()).toBeGreaterThan(10_000);
    now += 20_000;
    upkeep.used(now);
    await upkeep.step(now);
    expect(await deadRows()).toBeGreaterThan(10_000);
    now += 20_000;
    await upkeep.step(now);
    expect(await deadRows()).toBeLessThan(10);
  });
});
