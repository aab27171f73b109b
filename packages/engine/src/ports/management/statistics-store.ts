import type { Instant } from '../clock.js';

/** What became of the requests of one hour, told by when they were made. Outcomes and providers that did not occur are absent. */
export interface HourCounts {
  /** Start of the hour, UTC. */
  readonly hour: Instant;
  readonly outcomes: Readonly<Partial<Record<TransactionOutcome, number>>>;
  /** How long people took to approve: how many by the bucket of `approvalBucketMs`. */
  readonly approvalTimes: Readonly<Record<string, number>>;
  readonly pushes: Readonly<Partial<Record<PushChannel, Readonly<Partial<Record<CountedPushState, number>>>>>>;
}

/** `approved` whatever became of the approval, redeemed or not. */
export type TransactionOutcome = 'pending' | 'approved' | 'denied' | 'cancelled' | 'failed' | 'expired';
/** `UNKNOWN`: nothing was tried yet, or nothing is on record of who was. */
export type PushChannel = 'APNS' | 'FCM' | 'WEBPUSH' | 'UNKNOWN';
export type CountedPushState = 'queued' | 'sent' | 'failed' | 'retired';

/** Buckets of approval times grow by 5 %, from 100 ms. */
export const approvalBuckets = { firstMs: 100, growth: 1.05 } as const;

/** The first of everything an org needs to be of use; each with the record it is about. */
export interface FirstSteps {
  readonly app: FirstStep | undefined;
  readonly authenticator: FirstStep | undefined;
  readonly enrollment: FirstStep | undefined;
  readonly request: FirstStep | undefined;
  /** To the hour when it is long ago: then without an id. */
  readonly approval: FirstStep | undefined;
}
export interface FirstStep {
  readonly id: string | undefined;
  readonly at: Instant;
}

/** Numbers over time: from hours counted before, and the requests of the hours since. */
export interface StatisticsStore {
  /** Hours in which something happened, in order; `since` and `until` are full hours. */
  listHours(orgId: string, range: { readonly since: Instant; readonly until: Instant }): Promise<readonly HourCounts[]>;
  /** Reports of people that they never asked for a transaction, by the hour they were made in. */
  listFraudReports(
    orgId: string,
    range: { readonly since: Instant; readonly until: Instant },
  ): Promise<readonly { readonly hour: Instant; readonly reports: number }[]>;
  /** Pushes that wait to be sent now. */
  countWaitingPushes(orgId: string): Promise<number>;
  findFirstSteps(orgId: string): Promise<FirstSteps>;
}
