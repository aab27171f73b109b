import type { SigningKeyring } from '@countersign/engine';
import { createPeriodicJob, type Job, type PeriodicJobNeeds } from './job.js';

const everyMs = 3_600_000;

/** Looks every hour which signing keys are due; when and how they change is the keyring's (security model S-080). */
export function createKeyRotation(needs: PeriodicJobNeeds & { readonly keyring: SigningKeyring }): Job {
  return createPeriodicJob(needs, { name: 'key-rotation', everyMs, run: () => needs.keyring.rotateDue() });
}
