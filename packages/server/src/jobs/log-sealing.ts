import { type LogSealer, sealLog } from '@countersign/engine';
import { createPeriodicJob, type Job, type PeriodicJobNeeds } from './job.js';

const everyMs = 300_000;

/** Every five minutes what has settled in the system log is sealed (security model S-118). */
export function createLogSealing(needs: PeriodicJobNeeds & { readonly sealer: LogSealer }): Job {
  return createPeriodicJob(needs, { name: 'log-sealing', everyMs, run: async () => void (await sealLog(needs.sealer)) });
}
