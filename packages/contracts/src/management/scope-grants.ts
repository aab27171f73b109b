/** Scopes of the management API that apps were granted (okta-api 3.6.6). */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { accessScopes } from './operations/access-scope.js';
import { lineText, timestamp } from './text.js';

/** `issuer` is the URL of the org: its own server is the only one that gives these scopes. */
export const scopeGrantInput = z
  .object({ scopeId: z.enum(accessScopes), issuer: lineText({ max: 1024 }) })
  .meta({ id: 'ScopeGrantInput', examples: [{ scopeId: 'okta.groups.read', issuer: 'https://id.example.com' }] });
export type ScopeGrantInput = z.output<typeof scopeGrantInput>;

export const scopeGrantOutput = z
  .object({
    id: z.string().length(20),
    status: z.literal('ACTIVE'),
    source: z.literal('ADMIN'),
    scopeId: z.string(),
    clientId: z.string(),
    issuer: z.string(),
    created: timestamp,
    createdBy: z.object({ id: z.string(), type: z.string() }),
    lastUpdated: timestamp,
    _embedded: z.object({ scope: z.object({ id: z.string() }) }),
    _links: linksWithSelf,
  })
  .meta({ id: 'ScopeGrant' });
