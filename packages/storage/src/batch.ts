/**
 * Group commit (architecture 4.2, decisions 3.1): requests of concurrent callers are collected and sent as one statement as soon as
 * the one before returned. No timer, no latency added when idle, one commit for many under load. A caller gets its answer only
 * after the commit that holds its row.
 */
import { SqlError, toSqlError } from './sql-errors.js';

export const maxBatchRows = 256;
/** A deadlock or serialisation failure is the fault of two statements at once: the next attempt usually succeeds. */
const maxAttempts = 10;

export interface BatchOptions<Request, Outcome> {
  /** Sends the requests as one statement. One outcome for each, in the same order. */
  readonly flush: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly maxRows?: number;
  /** Requests with the same value go into batches one after the other. */
  readonly separate?: (request: Request) => string;
}

interface Waiting<Request, Outcome> {
  readonly request: Request;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: SqlError) => void;
}

/** Callers of one turn of the event loop share a batch: what the turn's other sockets bring goes along. */
const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The returned function adds a request to the next batch and gives its own outcome, or throws its own `SqlError`. */
export function createBatch<Request, Outcome>(options: BatchOptions<Request, Outcome>): (request: Request) => Promise<Outcome> {
  const maxRows = options.maxRows ?? maxBatchRows;
  let waiting: Waiting<Request, Outcome>[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    do {
      await settle(takeBatch());
      await endOfTurn();
    } while (waiting.length > 0);
    working = false;
  };

  const takeBatch = (): readonly Waiting<Request, Outcome>[] => {
    const { separate } = options;
    if (separate === undefined) {
      const batch = waiting.slice(0, maxRows);
      waiting = waiting.slice(maxRows);
      return batch;
    }
    const batch = new Map<string, Waiting<Request, Outcome>>();
    const later: Waiting<Request, Outcome>[] = [];
    for (const one of waiting) {
      const key = separate(one.request);
      if (batch.size < maxRows && !batch.has(key)) batch.set(key, one);
      else later.push(one);
    }
    waiting = later;
    return [...batch.values()];
  };

  const settle = async (batch: readonly Waiting<Request, Outcome>[]): Promise<void> => {
    const result = await attempt(batch.map(({ request }) => request));
    if (!(result instanceof SqlError)) {
      for (const [index, { resolve }] of batch.entries()) resolve(result[index] as Outcome); // `attempt` checked the length
    } else if (batch.length === 1 || result.failure === 'lost') {
      for (const { reject } of batch) reject(result);
    } else {
      // One bad row fails the whole statement, and nothing of it was written: each row alone, so that only the bad ones fail.
      for (const one of batch) await settle([one]);
    }
  };

  const attempt = async (requests: readonly Request[]): Promise<readonly Outcome[] | SqlError> => {
    for (let count = 1; ; count += 1) {
      try {
        const outcomes = await options.flush(requests);
        if (outcomes.length !== requests.length) return new SqlError('other', 'A batch did not answer every request.');
        return outcomes;
      } catch (error) {
        const failure = toSqlError(error);
        if (failure.failure !== 'retry' || count === maxAttempts) return failure;
      }
    }
  };

  return (request) =>
    new Promise<Outcome>((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (working) return;
      working = true;
      setImmediate(() => void work());
    });
}
