/** Custom authorization servers, their scopes and claims (okta-api 3.7). */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { activity, asciiWord, lineText, text, timestamp } from './text.js';
import { reservedClaims } from '../oauth/reserved-claims.js';

export const authorizationServerInput = z
  .object({
    name: lineText({ max: 255 }),
    description: text({ max: 1024 }),
    /** The `aud` of its access tokens. */
    audiences: z.array(asciiWord({ max: 1024 })).length(1),
    issuerMode: z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC']).default('ORG_URL'),
    credentials: z.object({ signing: z.object({ rotationMode: z.enum(['AUTO', 'MANUAL']).default('AUTO') }).prefault({}) }).prefault({}),
  })
  .meta({
    id: 'AuthorizationServerInput',
    examples: [{ name: 'Payments', description: 'Tokens for the payments API', audiences: ['https://payments.example.com'] }],
  });
export type AuthorizationServerInput = z.output<typeof authorizationServerInput>;

export const authorizationServerOutput = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    audiences: z.array(z.string()).length(1),
    issuer: z.url(),
    issuerMode: z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC']),
    status: activity,
    created: timestamp,
    lastUpdated: timestamp,
    credentials: z.object({
      signing: z.object({
        rotationMode: z.enum(['AUTO', 'MANUAL']),
        /** Keys are made when they are first needed. */
        kid: z.string().optional(),
        lastRotated: timestamp.optional(),
        nextRotation: timestamp.optional(),
      }),
    }),
    default: z.boolean(),
    _links: linksWithSelf,
  })
  .meta({ id: 'AuthorizationServer' });

/** RFC 6749 3.3, less what this server keeps for itself (okta-api 2.14). */
const scopeName = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be printable ASCII without blanks, quotes and backslashes')
  .refine((name) => !(name.includes('<') && name.includes('>')), 'must not contain both < and >')
  .refine((name) => name !== '*' && name !== 'okta' && !/^okta[.:]/.test(name), 'is reserved');

const scopeMembers = {
  name: scopeName,
  displayName: lineText({ min: 0, max: 255 }).nullish(),
  description: text({ max: 1024 }).nullish(),
  consent: z.enum(['IMPLICIT', 'REQUIRED', 'FLEXIBLE']).default('IMPLICIT'),
  optional: z.boolean().default(false),
  default: z.boolean().default(false),
  metadataPublish: z.enum(['ALL_CLIENTS', 'NO_CLIENTS']).default('NO_CLIENTS'),
};
export const scopeInput = z.object(scopeMembers).meta({ id: 'ScopeInput', examples: [{ name: 'payments:approve', consent: 'IMPLICIT' }] });
export type ScopeInput = z.output<typeof scopeInput>;
/** System scopes have reserved names: on replace the name is compared, not judged. */
export const scopeReplacement = z.object({ ...scopeMembers, name: z.string().max(1024) }).meta({ id: 'ScopeReplacement' });
export type ScopeReplacement = z.output<typeof scopeReplacement>;

export const scopeOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    displayName: z.string().nullable(),
    description: z.string(),
    consent: z.enum(['IMPLICIT', 'REQUIRED', 'FLEXIBLE']),
    optional: z.boolean(),
    default: z.boolean(),
    metadataPublish: z.enum(['ALL_CLIENTS', 'NO_CLIENTS']),
    system: z.boolean(),
    apiResourceId: z.null(),
    _links: linksWithSelf,
  })
  .meta({ id: 'Scope' });

export const claimInput = z
  .object({
    name: asciiWord({ max: 255 }).refine((name) => !reservedClaims.has(name), 'is reserved'),
    status: activity.default('ACTIVE'),
    claimType: z.enum(['RESOURCE', 'IDENTITY']),
    valueType: z.enum(['EXPRESSION', 'GROUPS']),
    value: text({ min: 1, max: 1024 }),
    group_filter_type: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']).nullish(),
    /** Always true for access tokens. */
    alwaysIncludeInToken: z.boolean().default(true),
    conditions: z
      .object({
        scopes: z
          .array(asciiWord({ max: 1024 }))
          .max(100)
          .default([]),
      })
      .prefault({}),
  })
  .superRefine((claim, context) => {
    if (claim.valueType === 'GROUPS' && claim.group_filter_type == null)
      context.addIssue({ code: 'custom', path: ['group_filter_type'], message: 'is needed with the value type GROUPS' });
    if (claim.claimType === 'RESOURCE' && !claim.alwaysIncludeInToken)
      context.addIssue({ code: 'custom', path: ['alwaysIncludeInToken'], message: 'must be true for access tokens' });
  })
  .meta({
    id: 'ClaimInput',
    examples: [{ name: 'department', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.department' }],
  });
export type ClaimInput = z.output<typeof claimInput>;

/** What can change of a claim that came with the server. */
export const systemClaimInput = z
  .object({
    status: activity.default('ACTIVE'),
    alwaysIncludeInToken: z.boolean().default(true),
    conditions: z
      .object({
        scopes: z
          .array(asciiWord({ max: 1024 }))
          .max(100)
          .default([]),
      })
      .prefault({}),
  })
  .meta({ id: 'SystemClaimInput' });
export type SystemClaimInput = z.output<typeof systemClaimInput>;

/** Of a claim that came with the server only what `SystemClaimInput` says is read. */
export const claimReplacement = z.union([claimInput, systemClaimInput]).meta({ id: 'ClaimReplacement' });

export const claimOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    status: activity,
    claimType: z.enum(['RESOURCE', 'IDENTITY']),
    valueType: z.enum(['EXPRESSION', 'GROUPS', 'SYSTEM']),
    value: z.string().optional(),
    group_filter_type: z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']).optional(),
    alwaysIncludeInToken: z.boolean(),
    conditions: z.object({ scopes: z.array(z.string()) }),
    system: z.boolean(),
    apiResourceId: z.null(),
    _links: linksWithSelf,
  })
  .meta({ id: 'Claim' });

export const keyRotateInput = z.object({ use: z.literal('sig', 'only signing keys can be rotated') }).meta({ id: 'KeyRotation' });
export const serverKeyOutput = z
  .object({
    status: z.enum(['ACTIVE', 'NEXT', 'EXPIRED']),
    alg: z.enum(['RS256', 'ES256']),
    kid: z.string(),
    kty: z.enum(['RSA', 'EC']),
    use: z.literal('sig'),
    n: z.string().optional(),
    e: z.string().optional(),
    crv: z.string().optional(),
    x: z.string().optional(),
    y: z.string().optional(),
    _links: linksWithSelf,
  })
  .meta({ id: 'AuthorizationServerKey' });
