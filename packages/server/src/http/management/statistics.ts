/** `/api/v1/statistics`, `/api/v1/org/gettingStarted`: what the dashboard shows. Ours. */
import type { statisticsOperations, transactionStatisticsOutput } from '@countersign/contracts';
import { type FirstStep, getFirstSteps, getTransactionStatistics, type IntervalStatistics } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { optionalTime, time } from './links.js';

export function statisticsHandlers(server: ServerContext): Handlers<typeof statisticsOperations> {
  return {
    async getTransactionStatistics(call) {
      const { since, until, interval } = call.query();
      const { total, intervals, waitingPushes, keys } = await getTransactionStatistics(server, { since, until, interval }, call.actor);
      return {
        total: presentInterval(total),
        intervals: intervals.map(presentInterval),
        waitingPushes,
        keys: keys.map(({ nextRotationAt, ...key }) => ({ ...key, nextRotation: optionalTime(nextRotationAt) })),
      };
    },
    async getGettingStarted(call) {
      const { app, authenticator, enrollment, request, approval } = await getFirstSteps(server, call.actor);
      const steps = [
        { step: 'appCreated', ...presentStep(app) },
        { step: 'authenticatorSetUp', ...presentStep(authenticator) },
        { step: 'testUserEnrolled', ...presentStep(enrollment) },
        { step: 'firstRequestSent', ...presentStep(request) },
        { step: 'approved', ...presentStep(approval) },
      ] as const;
      return { complete: steps.every(({ done }) => done), steps };
    },
  };
}

function presentInterval(one: IntervalStatistics): Presented<z.output<typeof transactionStatisticsOutput>['total']> {
  const { start, end, requests, outcomes, fraudReports, approvalMs, pushes } = one;
  return { start: time(start), end: time(end), requests, ...outcomes, fraudReports, approvalTime: approvalMs ?? null, pushes };
}

function presentStep(step: FirstStep | undefined) {
  return { done: step !== undefined, at: optionalTime(step?.at), id: step?.id ?? null };
}
