/** Tokens for `Authorization: SSWS …` (okta-api 3.1). Creating one by HTTP is ours; the token is shown once. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { lineText, timestamp } from './text.js';

export const apiTokenInput = z.object({ name: lineText({ max: 100 }) }).meta({ id: 'ApiTokenInput' });
export type ApiTokenInput = z.output<typeof apiTokenInput>;

export const apiTokenOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    userId: z.string(),
    /** ISO 8601 duration of the idle time after which it dies. */
    tokenWindow: z.string(),
    clientName: z.string(),
    created: timestamp,
    lastUpdated: timestamp,
    expiresAt: timestamp,
    /** Only in the answer that creates it. */
    token: z.string().optional(),
    _links: linksWithSelf,
  })
  .meta({ id: 'ApiToken' });
