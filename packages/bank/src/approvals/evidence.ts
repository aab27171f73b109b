/** What remains of an approval: everything that was shown and signed, to be checked by anybody with public keys only. */
import type { Approval } from './approval.js';

export interface EvidenceReport {
  readonly genuine: boolean;
  /** In words, one finding each. */
  readonly findings: readonly string[];
  /** What the person read on the phone. */
  readonly lines: readonly { readonly label: string; readonly value: string }[];
  /** Seconds since the epoch. */
  readonly decidedAt: number | undefined;
  readonly device: string | undefined;
}

/** Undefined: the org gave none. */
export type FetchEvidence = (approval: Approval) => Promise<EvidenceReport | undefined>;
