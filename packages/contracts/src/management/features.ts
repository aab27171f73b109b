/** Features of the org (okta-api 3.12). */
import { z } from 'zod';
import { linksWithSelf } from './links.js';

export const featureModeQuery = z.object({
  mode: z.enum(['force']).optional().meta({ description: 'Accepted for clients of the original; no feature here depends on another.' }),
});

export const featureOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    description: z.string(),
    type: z.literal('self-service'),
    status: z.enum(['ENABLED', 'DISABLED']),
    stage: z.object({ value: z.enum(['EA', 'BETA']), state: z.enum(['OPEN', 'CLOSED']) }),
    _links: linksWithSelf,
  })
  .meta({ id: 'Feature' });
