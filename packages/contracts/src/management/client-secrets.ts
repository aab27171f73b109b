/** Secrets of an app (okta-api 3.6.3): at most two, so that one can be replaced while both work. */
import { z } from 'zod';
import { links } from './links.js';
import { activity, asciiWord, timestamp } from './text.js';

/** An empty body makes a random secret. */
export const clientSecretInput = z
  .object({ client_secret: asciiWord({ min: 14, max: 100 }).nullish(), status: activity.default('ACTIVE') })
  .prefault({})
  .meta({ id: 'ClientSecretInput' });
export type ClientSecretInput = z.output<typeof clientSecretInput>;

export const clientSecretOutput = z
  .object({
    id: z.string().length(20),
    status: activity,
    client_secret: z.string(),
    /** 22 characters that name the secret without telling it. */
    secret_hash: z.string().length(22),
    created: timestamp,
    lastUpdated: timestamp,
    _links: links,
  })
  .meta({ id: 'ClientSecret' });
