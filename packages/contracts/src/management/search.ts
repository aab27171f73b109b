/** One search over people, apps, authorization servers, groups, devices and transactions. Ours. */
import { z } from 'zod';
import { isStorable } from './text.js';

export const searchAllQuery = z.object({
  q: z
    .string()
    .max(200)
    .refine(isStorable)
    .meta({ description: 'The beginning of a name, a whole id, or an `auth_req_id`, which is looked for by its hash and never logged.' }),
});

export const searchAllOutput = z
  .array(
    z
      .object({
        kind: z.enum(['USER', 'APP', 'AUTHORIZATION_SERVER', 'GROUP', 'DEVICE', 'TRANSACTION']),
        id: z.string(),
        label: z.string(),
        note: z.string().nullable(),
      })
      .meta({ id: 'SearchHit' }),
  )
  .max(30);
