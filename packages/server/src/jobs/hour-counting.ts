import type { OrgStore } from '@countersign/engine';
import type { HourCounter } from '@countersign/storage';
import { createPeriodicJob, type Job, type PeriodicJobNeeds } from './job.js';

const everyMs = 600_000;

/** Counts the transactions of past hours, so that the dashboard reads sums in place of rows. */
export function createHourCounting(needs: PeriodicJobNeeds & { readonly org: Pick<OrgStore, 'get'>; readonly counter: HourCounter }): Job {
  const run = async () => needs.counter.count((await needs.org.get()).id, needs.clock.now());
  return createPeriodicJob(needs, { name: 'hour-counting', everyMs, run });
}
