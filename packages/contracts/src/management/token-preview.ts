/** What a client would get for a person, and why. Ours; nothing is issued. */
import { z } from 'zod';
import { grantTypes } from '../oauth/constants.js';
import { asciiWord, objectId } from './text.js';

export const tokenPreviewInput = z
  .object({
    clientId: asciiWord({ max: 100 }),
    grantType: z.enum([grantTypes.ciba, grantTypes.authorizationCode]),
    /** Id or login is looked up by the caller; left out: what policies say of anybody. */
    userId: objectId.optional(),
    scopes: z.array(asciiWord({ max: 256 })).max(100),
  })
  .meta({
    id: 'TokenPreviewInput',
    examples: [
      { clientId: '0oa1a2b3c4d5e6f7g8h9', grantType: grantTypes.ciba, userId: '00u1a2b3c4d5e6f7g8h9', scopes: ['openid', 'profile'] },
    ],
  });

const reason = z.object({ code: z.string(), text: z.string() });
const rule = z.object({
  id: z.string(),
  name: z.string(),
  /** `NOT_REACHED`: one above it decided, or its policy does not apply. */
  verdict: z.enum(['MATCHED', 'UNMET', 'NOT_REACHED']),
  /** The first condition that does not hold. */
  unmet: reason.nullable(),
});
const previewedToken = z
  .object({
    header: z.record(z.string(), z.unknown()),
    payload: z.record(z.string(), z.unknown()),
    /** By the name of the claim. */
    origins: z.record(z.string(), z.object({ kind: z.enum(['SERVER', 'SCOPE', 'CLAIM']), text: z.string() })),
  })
  .meta({ id: 'PreviewedToken' });

export const tokenPreviewOutput = z
  .object({
    allowed: z.boolean(),
    /** What refuses beside the policies. */
    refusals: z.array(reason),
    policies: z.array(rule.extend({ rules: z.array(rule) })),
    matched: z.object({ policyId: z.string(), ruleId: z.string() }).nullable(),
    scopes: z.array(z.string()),
    /** Seconds. */
    lifetimes: z.object({ accessToken: z.number(), refreshToken: z.number(), refreshTokenIdle: z.number() }).nullable(),
    accessToken: previewedToken.nullable(),
    idToken: previewedToken.nullable(),
    /** Claims that stay out of every token because they are not understood. */
    ignoredClaims: z.array(z.object({ name: z.string(), reason: z.string() })),
  })
  .meta({ id: 'TokenPreview' });
