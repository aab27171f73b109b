/** Lists as streams of events (WHATWG HTML 9.2), for people who watch. Filters are those of the lists. */
import { z } from 'zod';
import { logQuery } from './system-log.js';
import { asciiWord, objectId, text } from './text.js';
import { transactionStatuses } from './transactions.js';

/** The last place the reader was at; `Last-Event-ID` says the same and wins. Without either the stream begins now. */
const lastEventId = text({ max: 2_000 }).optional();

export const logStreamQuery = z.object({ filter: logQuery.shape.filter, q: logQuery.shape.q, lastEventId });
export const transactionStreamQuery = z.object({
  status: z.enum(transactionStatuses).optional(),
  clientId: asciiWord({ max: 100 }).optional(),
  userId: objectId.optional(),
  deviceId: objectId.optional(),
  lastEventId,
});
