/** Access policies and rules of a custom authorization server (okta-api 3.7): who gets which tokens by which grant, and for how long. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { activity, asciiWord, lineText, objectId, text, timestamp } from './text.js';

const priority = z.int().min(1).max(10_000);

export const accessPolicyInput = z
  .object({
    type: z.literal('OAUTH_AUTHORIZATION_POLICY'),
    name: lineText({ max: 100 }),
    description: text({ max: 255 }),
    /** Left out: after all others. */
    priority: priority.nullish(),
    status: activity.default('ACTIVE'),
    conditions: z.object({
      clients: z.object({
        include: z
          .array(asciiWord({ max: 100 }))
          .min(1)
          .max(1000)
          .refine((list) => !list.includes('ALL_CLIENTS') || list.length === 1, 'ALL_CLIENTS stands alone'),
      }),
    }),
  })
  .meta({
    id: 'AccessPolicyInput',
    examples: [
      {
        type: 'OAUTH_AUTHORIZATION_POLICY',
        name: 'Payments',
        description: 'Who may approve payments',
        conditions: { clients: { include: ['ALL_CLIENTS'] } },
      },
    ],
  });
export type AccessPolicyInput = z.output<typeof accessPolicyInput>;

const ids = z.array(objectId).max(1000).default([]);
/** Left out: everyone. Given with empty lists: nobody (grants without a person are not concerned). */
const people = z
  .object({
    users: z.object({ include: ids, exclude: ids }).prefault({}),
    groups: z.object({ include: ids, exclude: ids }).prefault({}),
  })
  .prefault({ groups: { include: ['EVERYONE'] } });
const names = (max: number) => z.array(asciiWord({ max })).max(500);

/** Numbers are minutes (okta-api 3.7). */
const tokenLifetimes = z
  .object({
    accessTokenLifetimeMinutes: z.int().min(5).max(1440).default(60),
    refreshTokenLifetimeMinutes: z.int().min(0).max(2_628_000).default(0),
    refreshTokenWindowMinutes: z.int().min(10).max(2_628_000).default(10_080),
    inlineHook: z.null('inline hooks are not supported').optional(),
  })
  .superRefine((token, context) => {
    const { accessTokenLifetimeMinutes: access, refreshTokenLifetimeMinutes: total, refreshTokenWindowMinutes: window } = token;
    if (total !== 0 && total < access)
      context.addIssue({
        code: 'custom',
        path: ['refreshTokenLifetimeMinutes'],
        message: 'must be 0 or at least the life of an access token',
      });
    if (total !== 0 && window > total)
      context.addIssue({
        code: 'custom',
        path: ['refreshTokenWindowMinutes'],
        message: 'must not be longer than the life of the refresh token',
      });
  });

export const accessPolicyRuleInput = z
  .object({
    type: z.literal('RESOURCE_ACCESS'),
    name: lineText({ max: 100 }),
    /** Left out: after all others. */
    priority: priority.nullish(),
    status: activity.default('ACTIVE'),
    conditions: z.object({
      people,
      grantTypes: z.object({ include: names(255).min(1) }),
      scopes: z.object({ include: names(1024).default([]) }).prefault({}),
    }),
    actions: z.object({ token: tokenLifetimes.prefault({}) }).prefault({}),
  })
  .meta({
    id: 'AccessPolicyRuleInput',
    examples: [
      {
        type: 'RESOURCE_ACCESS',
        name: 'Approve on the phone',
        conditions: {
          people: { groups: { include: ['EVERYONE'] } },
          grantTypes: { include: ['urn:openid:params:grant-type:ciba'] },
          scopes: { include: ['openid', 'profile'] },
        },
        actions: { token: { accessTokenLifetimeMinutes: 30 } },
      },
    ],
  });
export type AccessPolicyRuleInput = z.output<typeof accessPolicyRuleInput>;

const record = {
  id: z.string().length(20),
  status: activity,
  name: z.string(),
  priority: z.int(),
  system: z.boolean(),
  created: timestamp,
  lastUpdated: timestamp,
  _links: linksWithSelf,
};
export const accessPolicyOutput = z
  .object({
    ...record,
    type: z.literal('OAUTH_AUTHORIZATION_POLICY'),
    description: z.string(),
    conditions: z.object({ clients: z.object({ include: z.array(z.string()) }) }),
  })
  .meta({ id: 'AccessPolicy' });
const included = z.array(z.string());
export const accessPolicyRuleOutput = z
  .object({
    ...record,
    type: z.literal('RESOURCE_ACCESS'),
    conditions: z.object({
      people: z.object({
        users: z.object({ include: included, exclude: included }),
        groups: z.object({ include: included, exclude: included }),
      }),
      grantTypes: z.object({ include: included }),
      scopes: z.object({ include: included }),
    }),
    actions: z.object({
      token: z.object({ accessTokenLifetimeMinutes: z.int(), refreshTokenLifetimeMinutes: z.int(), refreshTokenWindowMinutes: z.int() }),
    }),
  })
  .meta({ id: 'AccessPolicyRule' });
