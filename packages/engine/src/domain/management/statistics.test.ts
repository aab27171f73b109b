import { describe, expect, it } from 'vitest';
import { approvalBuckets, type HourCounts } from '../../ports/management/statistics-store.js';
import { exampleOrgServer, exampleServer, FixedClock } from '../../testing/index.js';
import { getTransactionStatistics, type StatisticsQuery } from './statistics.js';

const hour = 3_600_000;
const clock = new FixedClock(Date.UTC(2026, 0, 15, 12, 30));
const noon = Date.UTC(2026, 0, 15, 12);
const bucketOf = (ms: number) => String(Math.floor(Math.log(ms / approvalBuckets.firstMs) / Math.log(approvalBuckets.growth)));

function count(query: Partial<StatisticsQuery>, hours: readonly HourCounts[] = []) {
  const asked: { since: number; until: number }[] = [];
  // what statistics are made from
  const reader = {
    engine: {
      clock,
      authorizationServers: {
        list: async () => [exampleServer(), exampleOrgServer({ rotationMode: 'MANUAL' }), exampleServer({ active: false })],
      },
    },
    management: {
      authorizationServers: { find: async () => ({ activeKey: { kid: 'k', activatedAt: noon } }) },
      statistics: {
        listHours: async (_org: string, range: { since: number; until: number }) => (asked.push(range), hours),
        listFraudReports: async () => [{ hour: noon, reports: 2 }],
        countWaitingPushes: async () => 3,
      },
    },
  } as unknown as Parameters<typeof getTransactionStatistics>[0];
  const actor = { orgId: 'o', entity: { id: 'a', type: 'User' } };
  return { asked, statistics: getTransactionStatistics(reader, { since: undefined, until: undefined, interval: 'hour', ...query }, actor) };
}

describe('statistics of transactions', () => {
  it('sum the hours of each interval, with every interval there', async () => {
    const hours: HourCounts[] = [
      { hour: noon - 13 * hour, outcomes: { approved: 90 }, approvalTimes: { [bucketOf(2_000)]: 90 }, pushes: { FCM: { sent: 5 } } },
      {
        hour: noon,
        outcomes: { approved: 10, denied: 1 },
        approvalTimes: { [bucketOf(60_000)]: 10 },
        pushes: { FCM: { sent: 1, failed: 2 } },
      },
    ];
    const { asked, statistics } = count({ since: noon - 40 * hour, interval: 'day' }, hours);
    const { total, intervals, waitingPushes } = await statistics;
    expect(asked).toEqual([{ since: Date.UTC(2026, 0, 13), until: Date.UTC(2026, 0, 16) }]);
    expect(intervals.map(({ requests, fraudReports }) => [requests, fraudReports])).toEqual([
      [0, 0],
      [90, 0],
      [11, 2],
    ]);
    expect(total).toMatchObject({
      requests: 101,
      outcomes: { approved: 100, denied: 1, expired: 0 },
      pushes: { FCM: { sent: 6, failed: 2, queued: 0 } },
    });
    expect(intervals[0]?.approvalMs).toBeUndefined();
    expect(Math.abs((total.approvalMs?.p50 ?? 0) / 2_000 - 1)).toBeLessThan(0.05);
    expect(Math.abs((total.approvalMs?.p95 ?? 0) / 60_000 - 1)).toBeLessThan(0.05);
    expect(waitingPushes).toBe(3);
  });

  it('say when the keys of active servers change', async () => {
    const { keys } = await count({}).statistics;
    expect(keys.map(({ name, nextRotationAt }) => [name, nextRotationAt])).toEqual([
      ['default', noon + 90 * 24 * hour],
      ['org', undefined],
    ]);
  });

  it('refuse times that end before they begin and more intervals than a screen has, and ask for nothing in the far future', async () => {
    await expect(count({ since: noon, until: noon - 1 }).statistics).rejects.toMatchObject({ code: 'E0000001' });
    await expect(count({ since: 0 }).statistics).rejects.toMatchObject({ code: 'E0000001' });
    const last = Date.parse('9999-12-31T23:59:59.999Z');
    const { asked, statistics } = count({ since: last - 1, until: last, interval: 'day' });
    expect((await statistics).intervals).toHaveLength(1);
    expect(asked[0]?.until).toBe(Date.UTC(2026, 0, 17));
  });
});
