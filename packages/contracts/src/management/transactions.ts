/** Backchannel requests as administrators list them. Ours, in Okta's manner. */
import { z } from 'zod';
import { instantParameter } from './instant-parameter.js';
import { asciiWord, objectId } from './text.js';

export const transactionStatuses = ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'FAILED', 'EXPIRED', 'REDEEMED'] as const;

/** Beside `limit` and `after`. Newest first. */
export const transactionListQuery = z.object({
  status: z.enum(transactionStatuses).optional(),
  clientId: asciiWord({ max: 100 }).optional(),
  userId: objectId.optional(),
  since: instantParameter.optional(),
  until: instantParameter.optional(),
});
