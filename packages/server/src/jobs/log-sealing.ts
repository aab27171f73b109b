import { type LogSealer, sealLog } from '@countersign/engine';
import { createPeriodicJob, type Job, type PeriodicJobNeeds } from './job.js';

const everyMs = 300_000;

/** Every five minutes what has settled in the system log is sealed (security model S-118). The end waits for one batch at most. */
export function createLogSealing(needs: PeriodicJobNeeds & { readonly sealer: LogSealer }): Job {
  const stopping = new AbortController();
  const run = async (): Promise<void> => void (await sealLog(needs.sealer, stopping.signal));
  const job = createPeriodicJob(needs, { name: 'log-sealing', everyMs, run });
  return {
    start: () => job.start(),
    stop() {
      stopping.abort();
      return job.stop();
    },
  };
}
