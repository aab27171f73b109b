import { instantOfUuid, type LogQuery, parseFilter, type SystemLogEvent, type SystemLogStore, timedUuid } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEventStore } from '../event-store.js';
import { toTimestamp } from '../parameters.js';
import { newEventIdSql } from '../system-log-row.js';
import { exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { openTestDatabase, testStore, type TestDatabase } from '../testing/open-test-database.js';
import { type TouchedRows, touchedRows } from '../testing/touched-rows.js';
import { createSystemLogStore } from './system-log-store.js';

let test: TestDatabase;
let org: ExampleOrg;
let log: SystemLogStore;

beforeAll(async () => {
  test = await openTestDatabase({ fresh: true });
  org = await insertExampleOrg(test.database);
  log = createSystemLogStore({ database: test.database });
});
afterAll(() => test.dispose());

const queryOf = (more: Partial<LogQuery>): LogQuery => ({
  orgId: org.orgId,
  order: 'ascending',
  since: undefined,
  until: undefined,
  after: undefined,
  words: [],
  filter: undefined,
  limit: 100,
  ...more,
});
const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('the system log', () => {
  const minute = 60_000;
  /** Two of one instant, one in the month before, and one of another org. */
  const events: readonly Partial<SystemLogEvent>[] = [
    {
      publishedAt: exampleNow - 30 * 24 * 60 * minute,
      eventType: 'user.session.start',
      outcome: { result: 'FAILURE', reason: 'locked_out' },
    },
    {
      eventType: 'app.oauth2.as.authorize',
      actor: { id: '0oaShop', type: 'PublicClientApp', alternateId: 'shop', displayName: "Müller's Shop" },
    },
    {
      targets: [
        { id: 'ft1', type: 'BackchannelRequest' },
        { id: '00uAnn', type: 'User', alternateId: 'ann@example.com' },
      ],
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1',
    },
    { publishedAt: exampleNow + minute, requestId: '', ip: '', userAgent: '', debugData: { 'settings.label': '"Old_name" -> "100%"' } },
  ];

  beforeAll(async () => {
    const { append } = createEventStore({ database: test.database });
    const numbered = events.map((event, index) => ({ ...exampleEvent(org), ip: '2001:db8::1', ...event, uuid: uuidOf(index) }));
    const other = { ...exampleEvent({ ...org, orgId: 'other' }), uuid: uuidOf(9) };
    await Promise.all([...numbered, other].map((event) => append(event)));
  });

  const listed = async (more: Partial<LogQuery>) =>
    (await log.list(queryOf(more))).map(({ uuid }) => events.findIndex((_, index) => uuidOf(index) === uuid));

  it('is read as it was written, in both orders, by pages that neither skip nor repeat events of one instant', async () => {
    expect((await log.list(queryOf({})))[2]).toEqual({ ...exampleEvent(org), ip: '2001:db8::1', ...events[2], uuid: uuidOf(2) });
    expect(await listed({})).toEqual([0, 1, 2, 3]);
    expect(await listed({ order: 'descending' })).toEqual([3, 2, 1, 0]);
    const middle = { at: exampleNow, uuid: uuidOf(1) };
    expect(await listed({ after: middle })).toEqual([2, 3]);
    expect(await listed({ after: middle, order: 'descending' })).toEqual([0]);
    expect(await listed({ after: { at: exampleNow, uuid: '' }, limit: 2 })).toEqual([1, 2]);
    expect(await listed({ since: exampleNow, until: exampleNow + minute })).toEqual([1, 2]);
  });

  it.each<readonly [filter: string, found: readonly number[]]>([
    ['eventType eq "app.oauth2.as.authorize"', [1]],
    ['eventType sw "user." or eventType ew "authorize"', [0, 1]],
    ['actor.id eq "0oaShop"', [1]],
    ['actor.displayName co "\'s"', [1]],
    ['target.id eq "00uAnn"', [2]],
    ['target.id eq "0oaShop"', []],
    ['target.id eq "ft1" and target.type eq "User"', [2]],
    ['target.alternateId ew "@example.com"', [2]],
    ['target.id pr', [2]],
    ['outcome.reason pr and outcome.result ne "SUCCESS"', [0]],
    ['client.id eq "shop"', [1]],
    ['client.ipAddress eq "2001:db8::1" and published lt "2026-01-01"', [0]],
    ['client.userAgent.os eq "iOS" and client.userAgent.browser eq "SAFARI"', [2]],
    ['client.device eq "Unknown" and transaction.type eq "JOB"', [3]],
    ['debugContext.debugData.settings.label co "100%"', [3]],
    ['legacyEventType pr or device.id eq "x" or securityContext.isProxy eq "true"', []],
    ['version eq "0" and severity eq "INFO" and published ge "2026-01-15T12:01:00Z"', [3]],
  ])('answers the filter %s', async (filter, found) => {
    expect(await listed({ filter: parseFilter(filter) })).toEqual(found);
  });

  it.each(['eventtype eq "x"', 'target eq "x"', 'debugContext.debugData.a\' eq "x"', 'published co "2026"', 'published gt "0000-01-01"'])(
    'refuses the filter %s with E0000031',
    async (filter) => {
      await expect(listed({ filter: parseFilter(filter) })).rejects.toMatchObject({ code: 'E0000031' });
    },
  );

  it.each<readonly [words: readonly string[], found: readonly number[]]>([
    [['authorize'], [1]],
    [['AUTHORIZE', 'müller'], [1]],
    [['authori'], []],
    [['ann@example.com'], [2]],
    [['user.session.start', 'locked_out'], [0]],
    [['100%'], [3]],
    [['.*'], []],
    [['(', 'authorize'], []],
  ])('finds the words %j, whole and whatever their case', async (words, found) => {
    expect(await listed({ words })).toEqual(found);
  });
});

describe('an event', () => {
  it('made in the store has an id of its time too', async () => {
    const text = `select ${newEventIdSql('$1::timestamptz')} as id from generate_series(1, 2)`;
    const { rows } = await test.database.query<{ id: string }>({ text, values: [toTimestamp(exampleNow)] });
    expect(rows.map(({ id }) => instantOfUuid(id))).toEqual([exampleNow, exampleNow]);
    expect(rows[0]?.id).not.toBe(rows[1]?.id);
  });

  it('is found by its id, as no other text is', async () => {
    const uuid = timedUuid(exampleNow - 4_000, new Uint8Array(16).fill(9));
    await createEventStore(test).append({ ...exampleEvent(org), uuid, publishedAt: exampleNow - 4_000 });
    const find = (id: string) => log.list(queryOf({ filter: parseFilter(`uuid eq "${id}"`) }));
    expect((await find(uuid)).map((event) => event.uuid)).toEqual([uuid]);
    expect(await find(timedUuid(exampleNow - 4_000, new Uint8Array(16).fill(8)))).toEqual([]);
    expect(await find('ft1')).toEqual([]);
    expect(await find('ffffffff-ffff-7fff-bfff-ffffffffffff')).toEqual([]);
  });
});

describe.runIf(testStore() === 'postgres')('lists of 50 000 events', () => {
  let young: TouchedRows;

  /** A busy client asks in nearly every event, a person seldom; and events of one kind are rare. */
  beforeAll(async () => {
    await test.database.query({
      text: `insert into system_log (uuid, org_id, published_at, event_type, severity, display_message, actor, targets, outcome, request, debug_data)
        select gen_random_uuid()::text, $1, $2::timestamptz - n * interval '40 seconds',
          case when n % 1000 = 0 then 'user.account.lock' else 'app.oauth2.as.authorize' end, 'INFO', 'm',
          jsonb_build_object('id', case when n % 500 = 0 then '0oaQuiet' else '0oaBusy' end, 'type', 'PublicClientApp'),
          jsonb_build_array(jsonb_build_object('id', 'ft' || n), jsonb_build_object('id', '00u' || n % 2000)),
          '{"result":"SUCCESS"}', '{"id":"r","ip":"192.0.2.1","userAgent":"curl"}', '{}'
        from generate_series(1, 50000) n`,
      values: [org.orgId, toTimestamp(exampleNow)],
    });
    young = await touchedRows(test.database, (database) => createSystemLogStore({ database }).list(queryOf({ order: 'descending' })));
    await test.database.query({ text: 'analyze system_log' });
  });

  it('touch no more rows than they answer with before the table has statistics', () => {
    expect(young.most, young.plan).toBeLessThanOrEqual(105);
  });

  const day = 86_400_000;
  it.each<readonly [what: string, query: Partial<LogQuery>, atMost: number]>([
    ['the latest', { order: 'descending', since: exampleNow - 7 * day }, 105],
    ['the first of a week', { since: exampleNow - 7 * day }, 105],
    ['a page in the middle', { after: { at: exampleNow - 9 * day, uuid: uuidOf(1) } }, 105],
    ['one rare event type', { filter: parseFilter('eventType eq "user.account.lock"') }, 50],
    ['one frequent event type', { filter: parseFilter('eventType eq "app.oauth2.as.authorize"'), order: 'descending' }, 105],
    ['one event by its id', { filter: parseFilter(`uuid eq "${timedUuid(exampleNow - 4_000, new Uint8Array(16).fill(9))}"`) }, 2],
    ['a seldom target', { filter: parseFilter('target.id eq "00u7"') }, 50],
    ['a single target', { filter: parseFilter('target.id eq "ft4711"'), order: 'descending' }, 50],
    ['a quiet actor', { filter: parseFilter('actor.id eq "0oaQuiet"') }, 200],
    ['a busy actor', { filter: parseFilter('actor.id eq "0oaBusy"'), order: 'descending' }, 300],
    ['what a person did or was done to', { filter: parseFilter('actor.id eq "00u7" or target.id eq "00u7"') }, 50],
  ])('touch no more rows than they answer with: %s', async (_what, query, atMost) => {
    const touched = await touchedRows(test.database, (database) => createSystemLogStore({ database }).list(queryOf(query)));
    expect(touched.answered).toBeGreaterThan(0);
    expect(touched.most, touched.plan).toBeLessThanOrEqual(atMost);
  });
});
