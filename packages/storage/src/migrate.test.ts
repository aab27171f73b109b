import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from './migrate.js';
import { migrations } from './migrations.js';
import { ensureSystemLogPartitions, retireSystemLogPartitions } from './system-log-partitions.js';
import { openTestDatabase, type TestDatabase } from './testing/open-test-database.js';

const now = Date.UTC(2026, 0, 15, 12);
let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase({ migrated: false });
});
afterAll(() => test.dispose());

const partitions = async () => {
  const text = "select relname as name from pg_class where relname ~ '^system_log_\\d{6}$' order by 1";
  return (await test.database.query<{ name: string }>({ text })).rows.map((row) => row.name);
};
const insertEvent = (publishedAt: string) =>
  test.database.query({
    text: `insert into system_log values ('u', 'o', $1, 't', 'INFO', 'm', '{}', '[]', '{}', '{}', '{}')`,
    values: [publishedAt],
  });

describe('migrations', () => {
  it('run once when four nodes start at once on an empty database', async () => {
    const nodes = await Promise.all([test.openAnother(), test.openAnother(), test.openAnother(), test.openAnother()]);
    await Promise.all(nodes.map((node) => migrate(node, now)));
    const { rows } = await test.database.query<{ name: string }>({ text: 'select name from kysely_migration order by name' });
    expect(rows.map((row) => row.name)).toEqual(Object.keys(migrations));
    expect((await test.database.query({ text: 'select * from org' })).rows).toEqual([]);
  });

  it('cost an up-to-date database three reads', async () => {
    const before = test.database.statementCount();
    await migrate(test.database, now);
    expect(test.database.statementCount() - before).toBe(3);
  });

  it('leave a database alone that a later version migrated further', async () => {
    await test.database.query({ text: "insert into kysely_migration values ('9999-later', '2026-01-01T00:00:00Z')" });
    await migrate(test.database, now);
    await test.database.query({ text: "delete from kysely_migration where name = '9999-later'" });
  });
});

describe('system log', () => {
  it('has partitions from the month before to three months ahead', async () => {
    expect(await partitions()).toEqual([
      'system_log_202512',
      'system_log_202601',
      'system_log_202602',
      'system_log_202603',
      'system_log_202604',
    ]);
  });

  it.each(['2025-12-01T00:00:00Z', '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00Z', '2026-04-30T23:59:59.999Z'])(
    'takes an event of %s',
    async (publishedAt) => {
      await insertEvent(publishedAt);
    },
  );

  it('has no default partition', async () => {
    await expect(insertEvent('2026-05-01T00:00:00Z')).rejects.toMatchObject({ code: '23514' });
  });

  it('gets new months as time goes by, over the end of a year', async () => {
    await Promise.all([
      ensureSystemLogPartitions(test.database, Date.UTC(2026, 10, 30)),
      ensureSystemLogPartitions(await test.openAnother(), Date.UTC(2026, 10, 30)),
    ]);
    expect((await partitions()).slice(-5)).toEqual([
      'system_log_202610',
      'system_log_202611',
      'system_log_202612',
      'system_log_202701',
      'system_log_202702',
    ]);
  });

  it('loses the months that ended before the retention, and their rows', async () => {
    expect(await retireSystemLogPartitions(test.database, Date.UTC(2026, 1, 20))).toEqual(['system_log_202512', 'system_log_202601']);
    expect((await partitions())[0]).toBe('system_log_202602');
    const { rows } = await test.database.query<{ count: number }>({ text: 'select count(*) as count from system_log' });
    expect(rows[0]?.count).toBe(2);
    expect(await retireSystemLogPartitions(test.database, Date.UTC(2026, 1, 20))).toEqual([]);
  });

  it('drops a month that an earlier run detached and could not drop', async () => {
    await test.database.query({ text: 'alter table system_log detach partition system_log_202602' });
    await retireSystemLogPartitions(test.database, Date.UTC(2026, 3, 2));
    expect((await partitions())[0]).toBe('system_log_202604');
  });
});
