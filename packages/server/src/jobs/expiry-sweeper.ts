import type { Sweeper } from '@countersign/storage';
import { createPeriodicJob, type Job, type PeriodicJobNeeds } from './job.js';

const expireEveryMs = 5_000;
const sweepEveryMs = 3_600_000;

/** Requests nobody answered expire within seconds; old rows leave and the system log's next months are made every hour. */
export function createExpirySweeper(needs: PeriodicJobNeeds & { readonly sweeper: Sweeper }): readonly Job[] {
  const { sweeper } = needs;
  return [
    createPeriodicJob(needs, { name: 'expire', everyMs: expireEveryMs, run: async () => void (await sweeper.expire()) }),
    createPeriodicJob(needs, { name: 'sweep', everyMs: sweepEveryMs, run: async () => void (await sweeper.sweep()) }),
  ];
}
