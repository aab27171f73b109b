/** All approvals of this process: starts them, watches over them, ends them. */
import { randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import type { Ledger } from '../money/ledger.js';
import type { Org } from '../org.js';
import { hasEnded, type Approval, type ApprovalPurpose, type Person } from './approval.js';
import { ask } from './ask.js';
import { bindingMessageOf } from './binding-message.js';
import type { FetchEvidence } from './evidence.js';
import type { Log, Recorder } from './recorder.js';
import { createTries } from './tries.js';
import { waitForAnswer } from './wait.js';

export interface ApprovalNeeds {
  readonly org: Org;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly fetchEvidence: FetchEvidence;
  readonly now: () => number;
}

export interface NewApproval {
  readonly sessionId: string;
  readonly purpose: ApprovalPurpose;
  readonly person: Person | undefined;
}

export interface Visitor {
  readonly id: string;
  readonly person: Person | undefined;
}

export interface Approvals {
  /** Asks; resolves when the org has answered. The wait goes on by itself. */
  start(input: NewApproval): Promise<Approval>;
  /** Only for the session it was started in, and for its person, wherever they have signed in since. */
  find(id: string, visitor: Visitor): Approval | undefined;
  /** Takes the question back, at the org too. Only what waits can be taken back. */
  cancel(approval: Approval): Promise<void>;
  /** Takes the question back and asks it anew. */
  again(approval: Approval): Promise<Approval>;
  /** Resolves when the approval is newer than `revision`, at the latest after `ms`. */
  changedSince(approval: Approval, revision: number, ms: number): Promise<void>;
  /** Ends all waiting of this process. */
  close(): void;
}

/** Leaves time before HTTP clients give up, which is at about 30 s. */
const longestHoldSeconds = 25;
/** Kept for the pages that show them; the oldest leave first. */
const keptApprovals = 1_000;

export function createApprovals(needs: ApprovalNeeds): Approvals {
  const { now, recorder } = needs;
  const byId = new Map<string, Approval>();
  const waiters = new Map<string, Set<() => void>>();
  const tries = createTries(now);
  const closing = new AbortController();

  const changed = (approval: Approval): void => {
    approval.revision += 1;
    const woken = waiters.get(approval.id);
    waiters.delete(approval.id);
    for (const wake of woken ?? []) wake();
  };
  const logOf = (approval: Approval): Log => ({
    exchanges: approval.exchanges,
    changed: () => changed(approval),
    // after trouble, first learn whether the org is back
    holdSeconds: () => (approval.troubled ? 0 : longestHoldSeconds),
  });

  const start = async (input: NewApproval): Promise<Approval> => {
    const approval = newApproval(input, now());
    byId.set(approval.id, approval);
    for (const [id] of byId) if (byId.size > keptApprovals) byId.delete(id);
    const who = input.person?.sub ?? (input.purpose.kind === 'signIn' ? input.purpose.login.toLowerCase() : '');
    if (!tries.mayTry(who)) {
      Object.assign(approval, { state: 'tooManyTries', endedAt: now(), retryAfterSeconds: tries.retryAfterSeconds(who) });
      return approval;
    }
    await recorder.record(logOf(approval), () => ask(needs.org, approval, now));
    changed(approval);
    if (!hasEnded(approval)) void recorder.record(logOf(approval), () => follow(approval));
    return approval;
  };

  /** Never rejects: whatever goes wrong becomes an end that the person sees. */
  const follow = async (approval: Approval): Promise<void> => {
    try {
      await waitForAnswer(approval, { org: needs.org, now, changed: () => changed(approval), closing: closing.signal });
      if (approval.state !== 'approved') return;
      const { person, purpose } = approval;
      if (purpose.kind === 'payment' && person !== undefined) approval.booked = needs.ledger.book(person.sub, purpose.order, approval.id);
      changed(approval);
      approval.evidence = await needs.fetchEvidence(approval);
    } catch {
      if (!hasEnded(approval)) approval.state = 'unreachable';
      approval.endedAt ??= now();
    } finally {
      changed(approval);
    }
  };

  /** The id is revoked like a token (RFC 7009): the phones stop asking, and no approval can come any more. */
  const cancel = async (approval: Approval): Promise<void> => {
    if (approval.state !== 'waiting') return;
    approval.state = 'cancelled';
    approval.endedAt = now();
    approval.withdrawn = await recorder
      .record(logOf(approval), async () => client.tokenRevocation(await needs.org(), approval.authReqId ?? ''))
      .then(
        () => true,
        () => false,
      );
    changed(approval);
  };

  return {
    start,
    find: (id, visitor) => {
      const approval = byId.get(id);
      const isTheirs = approval?.person !== undefined && approval.person.sub === visitor.person?.sub;
      return isTheirs || approval?.sessionId === visitor.id ? approval : undefined;
    },
    cancel,
    async again(approval) {
      if (approval.state === 'asking') return approval;
      await cancel(approval);
      const next = await start(approval);
      approval.replacedBy = next.id;
      return next;
    },
    close: () => closing.abort(),
    async changedSince(approval, revision, ms) {
      if (approval.revision > revision) return;
      await new Promise<void>((resolve) => {
        const waiting = waiters.get(approval.id) ?? new Set();
        waiters.set(approval.id, waiting);
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        timer.unref();
        waiting.add(wake);
      });
    },
  };
}

function newApproval({ sessionId, purpose, person }: NewApproval, startedAt: number): Approval {
  return {
    id: randomBytes(16).toString('base64url'),
    sessionId,
    purpose,
    person,
    bindingMessage: bindingMessageOf(purpose),
    startedAt,
    exchanges: [],
    state: 'asking',
    revision: 1,
    authReqId: undefined,
    expiresAt: undefined,
    endedAt: undefined,
    intervalSeconds: 5,
    number: undefined,
    troubled: false,
    retryAfterSeconds: undefined,
    approvedBy: undefined,
    transactionId: undefined,
    evidence: undefined,
    withdrawn: undefined,
    replacedBy: undefined,
    booked: undefined,
  };
}
