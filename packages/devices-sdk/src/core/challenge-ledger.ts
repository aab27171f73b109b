/**
 * Which transactions this process is handling or has answered: a push and a pull may bring the same challenge twice, and it must
 * be shown once (devices protocol 5). Kept in memory; the server is the judge across restarts.
 */
export interface ChallengeLedger<Unsent> {
  /** `answered` and `inProgress` mean: do not show it. Otherwise it is in progress from now on. */
  begin(transactionId: string, expiresAt: number): 'begun' | 'inProgress' | 'answered';
  /** Nothing was sent: it may be shown again. */
  release(transactionId: string): void;
  /** The server has the answer. */
  finish(transactionId: string): void;
  /** A signed answer without a reply: the next attempt sends this one again, since the server may have it. */
  keepUnsent(transactionId: string, unsent: Unsent): void;
  findUnsent(transactionId: string): Unsent | undefined;
  /** Forgets what expired before `now`, in seconds since the epoch. */
  forget(now: number): void;
}

interface Entry<Unsent> {
  state: 'open' | 'inProgress' | 'answered';
  readonly expiresAt: number;
  unsent: Unsent | undefined;
}

export function createChallengeLedger<Unsent>(): ChallengeLedger<Unsent> {
  const entries = new Map<string, Entry<Unsent>>();
  const setState = (transactionId: string, state: Entry<Unsent>['state']) => {
    const entry = entries.get(transactionId);
    if (entry !== undefined) entry.state = state;
  };
  return {
    begin(transactionId, expiresAt) {
      const entry = entries.get(transactionId);
      if (entry === undefined) {
        entries.set(transactionId, { state: 'inProgress', expiresAt, unsent: undefined });
        return 'begun';
      }
      if (entry.state !== 'open') return entry.state;
      entry.state = 'inProgress';
      return 'begun';
    },
    release: (transactionId) => setState(transactionId, 'open'),
    finish: (transactionId) => setState(transactionId, 'answered'),
    keepUnsent(transactionId, unsent) {
      const entry = entries.get(transactionId);
      if (entry !== undefined) entry.unsent = unsent;
    },
    findUnsent: (transactionId) => entries.get(transactionId)?.unsent,
    forget(now) {
      for (const [transactionId, entry] of entries) {
        if (entry.expiresAt < now && entry.state !== 'inProgress') entries.delete(transactionId);
      }
    },
  };
}
