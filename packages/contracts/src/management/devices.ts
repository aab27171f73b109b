/** Devices that people enrolled (okta-api 3.11). They make themselves known by enrolling; here they are seen and taken out of service. */
import { z } from 'zod';
import { timestamp } from './text.js';

export const deviceOutput = z.looseObject({
  id: z.string().length(20),
  status: z.enum(['ACTIVE', 'SUSPENDED', 'DEACTIVATED']),
  created: timestamp,
  lastUpdated: timestamp,
  profile: z.looseObject({ displayName: z.string(), platform: z.string(), registered: z.boolean() }),
  resourceType: z.literal('UDDevice'),
  resourceDisplayName: z.object({ value: z.string(), sensitive: z.boolean() }),
  resourceId: z.string(),
  resourceAlternateId: z.null(),
  _links: z.looseObject({ self: z.object({ href: z.url() }) }),
});
