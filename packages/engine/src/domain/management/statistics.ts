/** What happened over time, for the dashboard: sums of hours, and when keys change. */
import type { Instant } from '../../ports/clock.js';
import {
  approvalBuckets,
  type CountedPushState,
  type FirstSteps,
  type HourCounts,
  type PushChannel,
  type TransactionOutcome,
} from '../../ports/management/statistics-store.js';
import type { Engine } from '../../engine.js';
import { validationFailed } from '../api-error.js';
import { rotationPeriodMs } from '../signing-key/rotation.js';
import type { Actor, Administration } from './administration.js';

export type StatisticsReader = Pick<Administration, 'management'> & { readonly engine: Pick<Engine, 'authorizationServers' | 'clock'> };

export interface StatisticsQuery {
  /** Start of the first interval is at or before it. Undefined: a day, or thirty, before `until`. */
  readonly since: Instant | undefined;
  /** Undefined: now. */
  readonly until: Instant | undefined;
  readonly interval: 'hour' | 'day';
}

export interface IntervalStatistics {
  /** Intervals begin at full hours and days, UTC. */
  readonly start: Instant;
  readonly end: Instant;
  readonly requests: number;
  readonly outcomes: Readonly<Record<TransactionOutcome, number>>;
  readonly fraudReports: number;
  /** Milliseconds from request to approval, to within 3 %; undefined without approvals. */
  readonly approvalMs: { readonly p50: number; readonly p95: number } | undefined;
  readonly pushes: Readonly<Partial<Record<PushChannel, Readonly<Record<CountedPushState, number>>>>>;
}

export interface KeyRotation {
  readonly authorizationServerId: string;
  readonly name: string;
  readonly rotationMode: 'AUTO' | 'MANUAL';
  /** Undefined: changes on request only, or there is no key yet. */
  readonly nextRotationAt: Instant | undefined;
}

export interface TransactionStatistics {
  readonly total: IntervalStatistics;
  /** Every interval of the time asked for, also those in which nothing happened. */
  readonly intervals: readonly IntervalStatistics[];
  /** Pushes that wait to be sent now. */
  readonly waitingPushes: number;
  readonly keys: readonly KeyRotation[];
}

const hourMs = 3_600_000;
const intervalsMs = { hour: hourMs, day: 24 * hourMs } as const;
const standardWindowMs = { hour: 24 * hourMs, day: 30 * 24 * hourMs } as const;
/** More points than a screen has. */
const maxIntervals = 750;

/** Throws E0000001 for a time that ends before it begins, or has too many intervals. */
export async function getTransactionStatistics(
  reader: StatisticsReader,
  query: StatisticsQuery,
  actor: Actor,
): Promise<TransactionStatistics> {
  const { management, engine } = reader;
  const { since, until, step } = rangeOf(query, engine.clock.now());
  const [hours, reports, waitingPushes, keys] = await Promise.all([
    management.statistics.listHours(actor.orgId, { since, until }),
    management.statistics.listFraudReports(actor.orgId, { since, until }),
    management.statistics.countWaitingPushes(actor.orgId),
    listKeyRotations(reader, actor),
  ]);
  const sum = (start: Instant, end: Instant) => {
    const inside = ({ hour }: { readonly hour: Instant }) => hour >= start && hour < end;
    const fraudReports = reports.filter(inside).reduce((total, one) => total + one.reports, 0);
    return { start, end, fraudReports, ...sumOf(hours.filter(inside)) };
  };
  const starts = Array.from({ length: Math.round((until - since) / step) }, (_, index) => since + index * step);
  return { total: sum(since, until), intervals: starts.map((start) => sum(start, start + step)), waitingPushes, keys };
}

function rangeOf(query: StatisticsQuery, now: Instant): { readonly since: Instant; readonly until: Instant; readonly step: number } {
  const step = intervalsMs[query.interval];
  const end = query.until ?? now;
  const begin = query.since ?? end - standardWindowMs[query.interval];
  if (begin > end) throw validationFailed('since', ['since: is later than until']);
  // nothing has happened beyond, and years there are not written as others are
  const latest = now + intervalsMs.day;
  const since = Math.floor(Math.min(begin, latest) / step) * step;
  const until = Math.max(since + step, Math.ceil(Math.min(end, latest) / step) * step);
  if ((until - since) / step > maxIntervals) throw validationFailed('interval', [`interval: at most ${maxIntervals} are counted at once`]);
  return { since, until, step };
}

function sumOf(hours: readonly HourCounts[]): Omit<IntervalStatistics, 'start' | 'end' | 'fraudReports'> {
  const outcomes: Record<TransactionOutcome, number> = { pending: 0, approved: 0, denied: 0, cancelled: 0, failed: 0, expired: 0 };
  const times = new Map<number, number>();
  const pushes: Partial<Record<PushChannel, Record<CountedPushState, number>>> = {};
  for (const hour of hours) {
    for (const name of keysOf(outcomes)) outcomes[name] += hour.outcomes[name] ?? 0;
    for (const [bucket, count] of Object.entries(hour.approvalTimes)) times.set(Number(bucket), (times.get(Number(bucket)) ?? 0) + count);
    for (const channel of keysOf(hour.pushes)) {
      const states = (pushes[channel] ??= { queued: 0, sent: 0, failed: 0, retired: 0 });
      for (const state of keysOf(states)) states[state] += hour.pushes[channel]?.[state] ?? 0;
    }
  }
  const requests = Object.values(outcomes).reduce((total, count) => total + count, 0);
  return { requests, outcomes, approvalMs: percentilesOf(times), pushes };
}

// `Object.keys` knows no more than that they are strings
const keysOf = <Key extends string>(record: Readonly<Partial<Record<Key, unknown>>>) => Object.keys(record) as Key[];

function percentilesOf(times: ReadonlyMap<number, number>): IntervalStatistics['approvalMs'] {
  const ordered = [...times].sort(([one], [other]) => one - other);
  const all = ordered.reduce((total, [, count]) => total + count, 0);
  if (all === 0) return undefined;
  const at = (share: number): number => {
    let passed = 0;
    const [bucket = 0] = ordered.find(([, count]) => (passed += count) >= all * share) ?? [];
    return Math.round(approvalBuckets.firstMs * approvalBuckets.growth ** (bucket + 0.5));
  };
  return { p50: at(0.5), p95: at(0.95) };
}

async function listKeyRotations({ management, engine }: StatisticsReader, { orgId }: Actor): Promise<readonly KeyRotation[]> {
  const servers = await engine.authorizationServers.list(orgId);
  return Promise.all(
    servers
      .filter(({ active }) => active)
      .map(async ({ id, name, rotationMode }) => {
        const activatedAt = (await management.authorizationServers.find(orgId, id))?.activeKey?.activatedAt;
        const nextRotationAt = rotationMode === 'MANUAL' || activatedAt === undefined ? undefined : activatedAt + rotationPeriodMs;
        return { authorizationServerId: id, name, rotationMode, nextRotationAt };
      }),
  );
}

/** How far a new org is on its way to the first approval. */
export function getFirstSteps({ management }: Pick<Administration, 'management'>, actor: Actor): Promise<FirstSteps> {
  return management.statistics.findFirstSteps(actor.orgId);
}
