/**
 * How often a person may be asked (security model T1). Whoever can name a person to a client can make their phone ring; people who
 * are asked often enough say yes. Counted over all clients, nodes and restarts: the store's rows are the counters.
 */

/** Org setting `promptLimits`. Counts are per person. */
export interface PromptLimits {
  /** Live: pending and unexpired. */
  readonly live: number;
  /** Live, of one client. */
  readonly livePerClient: number;
  /** Asked within ten minutes; what was denied or left unanswered counts double (S-009). */
  readonly perTenMinutes: number;
  /** Asked within a day; counted likewise. */
  readonly perDay: number;
  /** Denied or unanswered within an hour, of one client: above it that client has to wait. */
  readonly refusedPerClientAndHour: number;
  /** Denied or unanswered within an hour, of all clients: above it all of them have to wait. */
  readonly refusedPerHour: number;
}

/** Of a new org (decisions 1.13). */
export const defaultPromptLimits: PromptLimits = {
  live: 3,
  livePerClient: 1,
  perTenMinutes: 5,
  perDay: 20,
  refusedPerClientAndHour: 3,
  refusedPerHour: 5,
};

/** Of the quickstart org, whose one person is asked all the time. */
export const quickstartPromptLimits: PromptLimits = {
  live: 10,
  livePerClient: 5,
  perTenMinutes: 60,
  perDay: 500,
  refusedPerClientAndHour: 60,
  refusedPerHour: 100,
};

/** The limit that was reached, or that the person wants not to be asked; for the log: the client learns only that it was refused. */
export type ReachedPromptLimit = keyof PromptLimits | 'paused';
