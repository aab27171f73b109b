/** Groups of people (okta-api 3.10). The built-in `Everyone` holds every user and cannot be changed. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { lineText, text, timestamp } from './text.js';

export const groupInput = z
  .object({
    profile: z.object({
      name: lineText({ max: 255 }),
      description: text({ max: 1024 })
        .nullish()
        .transform((value) => value ?? ''),
    }),
  })
  .meta({ id: 'GroupInput', examples: [{ profile: { name: 'Payments', description: 'People who may approve payments' } }] });
export type GroupInput = z.output<typeof groupInput>;

export const groupOutput = z
  .object({
    id: z.string().length(20),
    created: timestamp,
    lastUpdated: timestamp,
    lastMembershipUpdated: timestamp,
    objectClass: z.array(z.string()),
    type: z.enum(['OKTA_GROUP', 'BUILT_IN']),
    profile: z.object({ name: z.string(), description: z.string() }),
    _links: linksWithSelf,
  })
  .meta({ id: 'Group' });
