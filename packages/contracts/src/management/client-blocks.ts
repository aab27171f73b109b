/** Clients a user reported, which may not ask the user until an administrator releases them. Ours. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { timestamp } from './text.js';

export const clientBlockOutput = z
  .object({
    clientId: z.string(),
    clientName: z.string(),
    reason: z.literal('not_me'),
    /** What was reported, and on which enrollment. */
    transactionId: z.string(),
    enrollmentId: z.string(),
    created: timestamp,
    _links: linksWithSelf,
  })
  .meta({ id: 'ClientBlock' });
