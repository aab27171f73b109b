import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Statement } from './database.js';
import { openDatabase } from './open-database.js';
import { toTimestamp } from './parameters.js';
import { SqlError } from './sql-errors.js';
import { openTestDatabase, testStore, type TestDatabase } from './testing/open-test-database.js';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await openTestDatabase();
  database = test.database;
  await database.query({ text: 'create table sample (id integer primary key, note text not null)' });
});
afterAll(() => test.dispose());

const instant = Date.UTC(2026, 2, 29, 1, 59, 59, 7);
const columnTypes: readonly (readonly [type: string, value: unknown, expected: unknown])[] = [
  ['text', 'é "quoted" \\ 漢字 😀 line\nbreak', 'é "quoted" \\ 漢字 😀 line\nbreak'],
  ['text', '', ''],
  ['text', null, null],
  ['text', undefined, null],
  ['boolean', true, true],
  ['boolean', false, false],
  ['integer', -7, -7],
  ['smallint', 3, 3],
  ['bigint', 9_007_199_254_740_991, 9_007_199_254_740_991],
  ['double precision', 0.1, 0.1],
  ['numeric', 12.5, '12.5'],
  ['timestamptz', toTimestamp(instant), instant],
  ['timestamptz', '2026-03-29T03:59:59.007+02:00', instant],
  ['timestamptz', '1969-12-31T23:59:59.5Z', -500],
  ['jsonb', { a: [1, 'two', null], é: true }, { a: [1, 'two', null], é: true }],
  ['jsonb', JSON.stringify(['list']), ['list']],
  ['json', { b: 1 }, { b: 1 }],
  [
    'text[]',
    ['plain', 'with "quotes", commas and {braces}', 'back\\slash', '', 'NULL', null],
    ['plain', 'with "quotes", commas and {braces}', 'back\\slash', '', 'NULL', null],
  ],
  ['text[]', [], []],
  ['bytea', Uint8Array.from([0, 1, 255]), Uint8Array.from([0, 1, 255])],
  ['uuid', '0b8f4bd6-6f7a-4d8e-9d75-3c2b9b0f7e11', '0b8f4bd6-6f7a-4d8e-9d75-3c2b9b0f7e11'],
];

describe('values', () => {
  it.each(columnTypes)('%s: %j comes back the same on both engines', async (type, value, expected) => {
    const { rows } = await database.query<{ value: unknown }>({ text: `select $1::${type} as value`, values: [value] });
    expect(rows).toEqual([{ value: expected }]);
  });

  it('refuses an integer that a number cannot hold', async () => {
    await expect(database.query({ text: 'select 9007199254740993::bigint as value' })).rejects.toThrow(/too large/);
  });

  it('refuses Date objects, which would depend on the time zone of the process', async () => {
    await expect((async () => database.query({ text: 'select $1::timestamptz', values: [new Date(0)] }))()).rejects.toThrow(/toTimestamp/);
  });

  it('runs every session in UTC', async () => {
    const { rows } = await database.query<{ zone: string }>({ text: "select current_setting('TimeZone') as zone" });
    expect(rows[0]?.zone).toBe('UTC');
  });
});

describe('statements', () => {
  it('tells how many rows were changed', async () => {
    await database.query({ text: "insert into sample select n, 'counted' from generate_series(100, 104) n" });
    expect((await database.query({ text: "update sample set note = 'changed' where id between 100 and 102" })).rowCount).toBe(3);
    expect((await database.query({ text: 'delete from sample where id = -1' })).rowCount).toBe(0);
  });

  it('answers named statements again and again, also after one of them failed', async () => {
    const insert = (id: number) => database.query({ name: 'insert_sample', text: "insert into sample values ($1, 'named')", values: [id] });
    await insert(1);
    await expect(insert(1)).rejects.toMatchObject({ failure: 'unique', constraint: 'sample_pkey', code: '23505' });
    await insert(2);
    expect((await database.query({ text: "select id from sample where note = 'named' order by id" })).rows).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('does not mix up the answers of statements sent at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => database.query<{ n: number }>({ name: 'echo', text: 'select $1::integer as n', values: [n] })),
    );
    expect(answers.map((answer) => answer.rows[0]?.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  it('counts statements', async () => {
    const before = database.statementCount();
    await database.query({ text: 'select 1' });
    await database.transaction([{ text: 'select 1' }, { text: 'select 2' }]);
    expect(database.statementCount() - before).toBe(3);
  });
});

describe('transactions', () => {
  it('commits a list of statements together', async () => {
    const results = await database.transaction([
      { text: "insert into sample values (10, 'a')" },
      { text: 'select note from sample where id = $1', values: [10] },
    ]);
    expect(results[1]?.rows).toEqual([{ note: 'a' }]);
  });

  it('undoes all of the list when one statement fails, and goes on working', async () => {
    const failing = database.transaction([
      { text: "insert into sample values (20, 'lost')" },
      { text: "insert into sample values (20, 'again')" },
    ]);
    await expect(failing).rejects.toMatchObject({ failure: 'unique' });
    expect((await database.query({ text: 'select * from sample where id = 20' })).rows).toEqual([]);
  });

  it('fails, and leaves nothing behind, when what fails is the commit', async () => {
    await database.query({ text: 'create table late_sample (id integer references sample deferrable initially deferred)' });
    const failing = database.transaction([{ text: 'insert into late_sample values (-1)' }, { text: 'select 1' }]);
    await expect(failing).rejects.toMatchObject({ failure: 'foreign-key' });
    expect((await database.query({ text: 'select * from late_sample' })).rows).toEqual([]);
  });

  it('takes the names of its statements again and again, also beside lists that failed', async () => {
    const read = { name: 'list_read', text: 'select note from sample where id = $1', values: [10] };
    const insert = (id: number) => ({ name: 'list_insert', text: "insert into sample values ($1, 'list')", values: [id] });
    await expect(database.transaction([insert(10), read])).rejects.toMatchObject({ failure: 'unique' });
    for (const id of [21, 22, 10, 23]) {
      const list = database.transaction([read, insert(id), insert(id + 100)]);
      if (id === 10) await expect(list).rejects.toMatchObject({ failure: 'unique' });
      else expect((await list).map(({ rowCount }) => rowCount)).toEqual([1, 1, 1]);
      expect((await database.query(read)).rows).toEqual([{ note: 'a' }]);
    }
  });

  it('answers an empty list', async () => {
    expect(await database.transaction([])).toEqual([]);
  });

  it('fails where a value cannot be read', async () => {
    const unreadable = [{ text: 'select 1 as n' }, { text: 'select 9007199254740993::bigint as value' }];
    await expect(database.transaction(unreadable)).rejects.toThrow(/too large/);
    expect((await database.query({ text: 'select 1 as n' })).rows).toEqual([{ n: 1 }]);
  });

  it.runIf(testStore() === 'postgres')(
    'holds locks to the end of the list, and each statement sees what was committed before it began',
    async () => {
      const lock = { text: 'select pg_advisory_xact_lock(7)' };
      const first = database.transaction([lock, { text: 'select pg_sleep(0.1)' }, { text: "insert into sample values (50, 'first')" }]);
      const held = `select from pg_locks join pg_database d on d.oid = database
      where datname = current_database() and locktype = 'advisory' and objid = 7 and granted`;
      await expect.poll(async () => (await database.query({ text: held })).rowCount).toBe(1);
      const second = await database.transaction([lock, { text: 'select note from sample where id = 50' }]);
      expect(second[1]?.rows).toEqual([{ note: 'first' }]);
      await first;
    },
  );
});

describe('errors', () => {
  it.each([
    ['insert into sample values (1, null)', 'other', '23502'],
    ["insert into app_user values ('o', 'a', 'u', 'n', '{}', '2026-01-01', '2026-01-01')", 'foreign-key', '23503'],
    ["select 'secret-value'::integer", 'data', '22P02'],
    ['select nothing', 'other', '42703'],
  ])('%s is %s', async (text, failure, code) => {
    const error = await database.query({ text }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SqlError);
    expect(error).toMatchObject({ failure, code });
  });

  it('carry nothing of the rows they are about', async () => {
    await database.query({ text: "insert into sample values (30, 'x')" });
    const text = "insert into sample values (30, 'secret-value')";
    const errors = [
      await database.query({ text }).catch((caught: unknown) => caught),
      await database.query({ text: "select 'secret-value'::integer" }).catch((caught: unknown) => caught),
    ];
    for (const error of errors) {
      if (!(error instanceof Error)) throw new Error('expected an error');
      const everything = [error.message, error.stack, ...Object.values(error).map(String)].join(' ');
      expect(everything).not.toContain('secret-value');
      expect(everything).not.toContain('(30)');
    }
  });
});

describe.runIf(testStore() === 'postgres')('a server', () => {
  it.each<[string, (statement: Statement) => Promise<unknown>]>([
    ['statement', (statement) => database.query(statement)],
    ['list of statements', (statement) => database.transaction([statement, { text: 'select 1' }])],
  ])('that loses a connection loses the %s on it, and none after', async (_what, send) => {
    const slow = send({ text: 'select pg_sleep(20) as slept' }).catch((error: unknown) => error);
    await expect
      .poll(async () => {
        const text = "select pg_terminate_backend(pid) from pg_stat_activity where query like '%slept' and pid <> pg_backend_pid()";
        return (await database.query({ text })).rowCount;
      })
      .toBe(1);
    expect(await slow).toMatchObject({ failure: 'lost' });
    expect((await database.query({ text: 'select 1 as n' })).rows).toEqual([{ n: 1 }]);
  });

  it('that was migrated under a running node gets new plans for its named statements', async () => {
    const read = () => database.query({ name: 'whole_sample', text: 'select * from sample where id = -1' });
    await Promise.all(Array.from({ length: 30 }, read));
    await database.query({ text: 'alter table sample add column later text' });
    await Promise.all(Array.from({ length: 30 }, read));
  });

  it('that cannot be reached is a lost connection, with no password in the message', async () => {
    const error = await openDatabase({ url: 'postgres://someone:secret-value@127.0.0.1:1/none' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ failure: 'lost' });
    expect(String(error)).not.toContain('secret-value');
  });
});

describe('connections of their own', () => {
  it('keep a transaction open over several statements, and everybody else out of it', async () => {
    const connection = await database.connect();
    await connection.query({ text: 'begin' });
    await connection.query({ text: "insert into sample values (40, 'mine')" });
    const outside = database.query({ text: 'select * from sample where id = 40' });
    await connection.query({ text: 'rollback' });
    await connection.release();
    expect((await outside).rows).toEqual([]);
  });

  it('lets one node at a time run what is exclusive, and nests', async () => {
    const other = await test.openAnother();
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([database, other].map((node) => node.exclusively(work)));
    expect(most).toBe(testStore() === 'postgres' ? 1 : 2);
  });
});

describe('notifications', () => {
  it('reach every listener of their channel, and end when told to', async () => {
    const other = await test.openAnother();
    const heard: string[] = [];
    const stop = await database.listen(
      'sample_channel',
      (payload) => heard.push(`one ${payload}`),
      () => undefined,
    );
    await other.listen(
      'sample_channel',
      (payload) => heard.push(`other ${payload}`),
      () => undefined,
    );
    await other.query({ text: "select pg_notify('sample_channel', 'first'), pg_notify('elsewhere', 'not ours')" });
    await expect.poll(() => [...heard].sort()).toEqual(['one first', 'other first']);
    await stop();
    await database.query({ text: "select pg_notify('sample_channel', 'second')" });
    await expect.poll(() => heard.length).toBe(3);
    expect(heard.at(-1)).toBe('other second');
  });

  it.runIf(testStore() === 'postgres')('come on one connection for a whole node, and once to each listener', async () => {
    const other = await test.openAnother();
    const heard: number[] = [];
    for (const listener of [1, 2, 3]) {
      await other.listen(
        'shared_channel',
        () => heard.push(listener),
        () => undefined,
      );
    }
    await database.query({ text: "select pg_notify('shared_channel', 'once')" });
    await expect.poll(() => heard.length).toBeGreaterThan(2);
    expect(heard).toEqual([1, 2, 3]);
    const { rows } = await database.query<{ count: number }>({
      text: "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%shared_channel%'",
    });
    expect(rows[0]?.count).toBe(1);
  });

  it.runIf(testStore() === 'postgres')('come again after the connection was lost, and the gap is told', async () => {
    const other = await test.openAnother();
    const heard: string[] = [];
    let gaps = 0;
    await other.listen(
      'gap_channel',
      (payload) => heard.push(payload),
      () => (gaps += 1),
    );
    await database.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen%gap_channel%'`,
    });
    await expect.poll(() => gaps, { timeout: 5_000 }).toBe(1);
    await database.query({ text: "select pg_notify('gap_channel', 'after')" });
    await expect.poll(() => heard).toEqual(['after']);
  });
});

it('refuses everything after close', async () => {
  const { database: closing, dispose } = await openTestDatabase({ migrated: false });
  await dispose();
  await expect(closing.query({ text: 'select 1' })).rejects.toBeInstanceOf(SqlError);
});
