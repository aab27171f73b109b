/** Who may use an app (okta-api 3.6.5). */
import { z } from 'zod';
import { links, linksWithSelf } from './links.js';
import { lineText, objectId, timestamp } from './text.js';

const profile = z.record(z.string().max(100), z.unknown());
const credentials = z.object({ userName: lineText({ max: 100 }).nullish() }).nullish();

export const appUserInput = z
  .object({ id: objectId, scope: z.literal('USER').default('USER'), credentials, profile: profile.default({}) })
  .meta({ id: 'ApplicationUserInput', examples: [{ id: '00u1exampleexample00', credentials: { userName: 'ada' } }] });
export type AppUserInput = z.output<typeof appUserInput>;
export const appUserUpdate = z.object({ credentials, profile: profile.optional() }).prefault({}).meta({ id: 'ApplicationUserUpdate' });
export type AppUserUpdate = z.output<typeof appUserUpdate>;

/** Lower numbers come first. */
export const appGroupInput = z
  .object({ priority: z.int().min(0).max(100_000).default(0), profile: profile.default({}) })
  .prefault({})
  .meta({ id: 'ApplicationGroupInput' });
export type AppGroupInput = z.output<typeof appGroupInput>;

export const appUserOutput = z
  .object({
    id: z.string(),
    externalId: z.null(),
    created: timestamp,
    lastUpdated: timestamp,
    /** `GROUP`: through a group, or because everyone may use the app. */
    scope: z.enum(['USER', 'GROUP']),
    status: z.literal('ACTIVE'),
    statusChanged: timestamp,
    passwordChanged: z.null(),
    syncState: z.literal('DISABLED'),
    credentials: z.object({ userName: z.string() }),
    profile,
    _links: links,
  })
  .meta({ id: 'ApplicationUser' });
export const appGroupOutput = z
  .object({ id: z.string(), lastUpdated: timestamp, priority: z.int(), profile, _links: linksWithSelf })
  .meta({ id: 'ApplicationGroup' });
