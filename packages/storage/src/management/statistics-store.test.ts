import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackchannelRequestStore } from '../backchannel-request/backchannel-request-store.js';
import { createEventStore } from '../event-store.js';
import { createHourCounter } from '../hour-counter.js';
import { enrolExampleDevice, exampleCreation, exampleDecision, exampleRequest } from '../testing/example-requests.js';
import { exampleEvent, exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createStatisticsStore } from './statistics-store.js';

const hour = 3_600_000;
let test: TestDatabase;
let org: ExampleOrg;
beforeAll(async () => {
  test = await openTestDatabase();
  org = await insertExampleOrg(test.database);
  const { database } = test;
  const enrollment = await enrolExampleDevice(database, org);
  const requests = createBackchannelRequestStore({ database });
  const make = async (createdAt: number, outcome?: 'approved' | 'denied') => {
    const request = exampleRequest(org, { createdAt, expiresAt: createdAt + 300_000 });
    await requests.create(exampleCreation(org, request, [enrollment]));
    if (outcome !== undefined) await requests.decide(exampleDecision(org, request, enrollment, { outcome, now: createdAt + 10_000 }));
    return request;
  };
  await make(exampleNow - 5 * hour, 'approved');
  await make(exampleNow - 5 * hour + 60_000, 'approved');
  await make(exampleNow - 5 * hour + 120_000, 'denied');
  const pushed = await make(exampleNow - hour, 'approved');
  await make(exampleNow, 'approved');
  await make(exampleNow + 1);
  const text = `update challenge set push_state = 'retired', push_detail = 'unregistered: APNs 410' where transaction_id = $1`;
  await database.query({ text, values: [pushed.transactionId] });
  const event = exampleEvent(org, 'user.account.report_suspicious_activity_by_enduser');
  const events = createEventStore({ database });
  await events.append({ ...event, debugData: { reason: 'not_me' } });
  await events.append({ ...event, uuid: exampleEvent(org).uuid, debugData: { reason: 'changed_my_mind' } });
});
afterAll(() => test.dispose());

describe('statistics', () => {
  const range = { since: exampleNow - 24 * hour, until: exampleNow + hour };

  it('are the same before hours are counted, when they are, and when they are counted again', async () => {
    const store = createStatisticsStore(test);
    const counter = createHourCounter(test);
    const live = await store.listHours(org.orgId, range);
    expect(live.map((one) => [(one.hour - exampleNow) / hour, one.outcomes, Object.values(one.approvalTimes)])).toEqual([
      [-5, { approved: 2, denied: 1 }, [2]],
      [-1, { approved: 1 }, [1]],
      [0, { approved: 1, pending: 1 }, [1]],
    ]);
    expect(live[1]?.pushes).toEqual({ APNS: { retired: 1 } });
    await counter.count(org.orgId, exampleNow + 60_000);
    expect(await store.listHours(org.orgId, range)).toEqual(live);
    await test.database.query({ text: 'update transaction_hour set counts = $1 where not settled', values: [{}] });
    await counter.count(org.orgId, exampleNow + 120_000);
    expect(await store.listHours(org.orgId, range)).toEqual(live);
  });

  it('leave settled hours alone', async () => {
    const { rows } = await test.database.query({ text: 'select settled from transaction_hour order by hour' });
    expect(rows).toEqual([{ settled: true }, { settled: false }]);
  });

  it('count what people reported as not theirs, and pushes that wait', async () => {
    const store = createStatisticsStore(test);
    expect(await store.listFraudReports(org.orgId, range)).toEqual([{ hour: exampleNow, reports: 1 }]);
    expect(await store.countWaitingPushes(org.orgId)).toBe(6);
  });

  it('know the first of everything', async () => {
    const steps = await createStatisticsStore(test).findFirstSteps(org.orgId);
    expect(steps).toMatchObject({
      app: undefined,
      enrollment: { id: org.userId },
      request: { at: exampleNow - 5 * hour },
      approval: { at: exampleNow - 5 * hour },
    });
  });
});
