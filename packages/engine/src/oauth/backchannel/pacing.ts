/**
 * How fast a client may poll (CIBA Core 10.1, 11): judged when a poll arrives, from the arrival of the one before. Kept in memory of
 * the node that answers; after the first `slow_down` the store's row is the referee for all nodes (decisions 1.10).
 */
import type { IndexedRequest } from '../../domain/backchannel-request/request-index.js';
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';

/** Records the poll; true when it came too early. The first poll never does (C-107). Only the store's judgement is a promise. */
export function isTooEarly(engine: Pick<Engine, 'requests'>, entry: IndexedRequest, arrivedAt: Instant): false | Promise<boolean> {
  const previous = entry.polledAt;
  entry.polledAt = arrivedAt;
  const early = previous !== 0 && arrivedAt - previous < entry.intervalSeconds * 1000;
  if (!early && !entry.paced) return false;
  entry.paced = true;
  return judge(engine, entry, arrivedAt, previous);
}

async function judge(engine: Pick<Engine, 'requests'>, entry: IndexedRequest, arrivedAt: Instant, previous: Instant): Promise<boolean> {
  const judged = await engine.requests.recordPoll({
    authReqIdHash: entry.hash,
    polledAt: arrivedAt,
    previousPolledAt: previous === 0 ? arrivedAt - entry.intervalSeconds * 1000 : previous,
  });
  entry.intervalSeconds = Math.max(entry.intervalSeconds, judged.intervalSeconds);
  return judged.tooEarly;
}
