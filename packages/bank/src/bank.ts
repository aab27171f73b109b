/** The parts of the bank, put together. */
import { createApprovals, type Approvals } from './approvals/approvals.js';
import { createEvidence } from './approvals/evidence.js';
import { createRecorder } from './approvals/recorder.js';
import { createLedger, type Ledger } from './money/ledger.js';
import { createOrg, type Org } from './org.js';
import type { BankSettings } from './settings.js';
import { createSessions, type Sessions } from './web/session.js';

export interface Bank {
  readonly settings: BankSettings;
  readonly org: Org;
  readonly ledger: Ledger;
  readonly approvals: Approvals;
  readonly sessions: Sessions;
  readonly now: () => number;
}

export function createBank(settings: BankSettings, now: () => number = Date.now): Bank {
  const recorder = createRecorder(now);
  const org = createOrg(settings, recorder);
  const ledger = createLedger(now);
  const fetchEvidence = createEvidence(settings, recorder);
  return {
    settings,
    org,
    ledger,
    approvals: createApprovals({ org, recorder, ledger, fetchEvidence, now }),
    sessions: createSessions({ url: settings.url, now }),
    now,
  };
}
