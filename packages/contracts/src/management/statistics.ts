/** Numbers for the dashboard. Ours. */
import { z } from 'zod';
import { instantParameter } from './instant-parameter.js';
import { timestamp } from './text.js';

export const statisticsQuery = z.object({
  since: instantParameter.optional(),
  until: instantParameter.optional(),
  interval: z.enum(['hour', 'day']).default('hour'),
});

const count = z.int().min(0);
const pushes = z.object({ queued: count, sent: count, failed: count, retired: count });
const intervalStatistics = z
  .object({
    start: timestamp,
    end: timestamp,
    requests: count,
    approved: count,
    denied: count,
    expired: count,
    failed: count,
    cancelled: count,
    pending: count,
    fraudReports: count,
    /** Milliseconds from request to approval, to within 3 %. */
    approvalTime: z.object({ p50: count, p95: count }).nullable(),
    /** By the kind of push provider. */
    pushes: z.object({ APNS: pushes.optional(), FCM: pushes.optional(), WEBPUSH: pushes.optional(), UNKNOWN: pushes.optional() }),
  })
  .meta({ id: 'IntervalStatistics' });

export const transactionStatisticsOutput = z
  .object({
    total: intervalStatistics,
    intervals: z.array(intervalStatistics),
    /** Pushes that wait to be sent now. */
    waitingPushes: count,
    keys: z.array(
      z.object({
        authorizationServerId: z.string(),
        name: z.string(),
        rotationMode: z.enum(['AUTO', 'MANUAL']),
        /** Null: changes on request only, or there is none yet. */
        nextRotation: timestamp.nullable(),
      }),
    ),
  })
  .meta({ id: 'TransactionStatistics' });

export const gettingStartedSteps = ['appCreated', 'authenticatorSetUp', 'testUserEnrolled', 'firstRequestSent', 'approved'] as const;
export const gettingStartedOutput = z
  .object({
    complete: z.boolean(),
    steps: z.array(
      z.object({
        step: z.enum(gettingStartedSteps),
        done: z.boolean(),
        at: timestamp.nullable(),
        /** What the step is about: an app, an authenticator, a user, a transaction. */
        id: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'GettingStarted' });
