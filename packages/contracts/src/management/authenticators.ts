/** Authenticators of kind `custom_app` and their push method (okta-api 3.8). */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { asciiWord, objectId, timestamp, visibleText, activity } from './text.js';

const bundleId = asciiWord({ max: 255 });
/** An empty configuration is allowed: then devices pull. A debug bundle that is not named is the bundle itself. */
const pushConfiguration = z.object({
  apns: z
    .object({ id: objectId, appBundleId: bundleId, debugAppBundleId: bundleId.optional() })
    .transform((apns) => ({ ...apns, debugAppBundleId: apns.debugAppBundleId ?? apns.appBundleId }))
    .nullish(),
  fcm: z.object({ id: objectId }).nullish(),
  /** Ours: browsers (RFC 8030). */
  webpush: z.object({ id: objectId }).nullish(),
});

const authenticatorBody = {
  key: z.literal('custom_app', 'only custom_app is supported'),
  name: visibleText({ max: 255 }),
  provider: z.object({ type: z.literal('PUSH').default('PUSH'), configuration: pushConfiguration.prefault({}) }).prefault({}),
  settings: z.object({
    userVerification: z.enum(['PREFERRED', 'REQUIRED']).default('PREFERRED'),
    /** A native OIDC app: the devices' client. */
    appInstanceId: objectId,
    /** Ours: the brand of the app; left out: the org's default brand. */
    brandId: objectId.nullish(),
  }),
};
/** The operator agrees to the terms of use of the push services when creating one. */
export const authenticatorInput = z.object({ ...authenticatorBody, agreeToTerms: z.literal(true, 'must be true') }).meta({
  id: 'AuthenticatorInput',
  examples: [{ key: 'custom_app', name: 'Example Approve', agreeToTerms: true, settings: { appInstanceId: '0oa1exampleexample00' } }],
});
export type AuthenticatorInput = z.output<typeof authenticatorInput>;
export const authenticatorReplacement = z.object(authenticatorBody).meta({ id: 'AuthenticatorReplacement' });
export type AuthenticatorReplacement = z.output<typeof authenticatorReplacement>;

const someOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .array(z.enum(values))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'must not contain duplicates');
const pushSettings = z.object({
  algorithms: someOf(['RS256', 'ES256']).default(['RS256', 'ES256']),
  keyProtection: z.enum(['ANY', 'HARDWARE']).default('ANY'),
  transactionTypes: someOf(['LOGIN', 'CIBA']).default(['LOGIN', 'CIBA']),
});
export const pushMethodInput = z
  .object({ type: z.literal('push').default('push'), settings: pushSettings.prefault({}) })
  .meta({ id: 'PushMethodInput' });
export type PushMethodInput = z.output<typeof pushMethodInput>;
/** The method of an authenticator as it is made. */
export const defaultPushSettings = pushSettings.parse({});

export const authenticatorOutput = z
  .object({
    id: z.string().length(20),
    key: z.literal('custom_app'),
    type: z.literal('app'),
    name: z.string(),
    status: activity,
    created: timestamp,
    lastUpdated: timestamp,
    provider: z.object({
      type: z.literal('PUSH'),
      configuration: z.object({
        apns: z.object({ id: z.string(), appBundleId: z.string(), debugAppBundleId: z.string() }).optional(),
        fcm: z.object({ id: z.string() }).optional(),
        webpush: z.object({ id: z.string() }).optional(),
      }),
    }),
    settings: z.object({
      userVerification: z.enum(['PREFERRED', 'REQUIRED']),
      appInstanceId: z.string(),
      oauthClientId: z.string(),
      brandId: z.string().optional(),
    }),
    _links: linksWithSelf,
  })
  .meta({ id: 'Authenticator' });
export const pushMethodOutput = z
  .object({
    type: z.literal('push'),
    status: activity,
    settings: z.object({
      algorithms: z.array(z.enum(['RS256', 'ES256'])),
      keyProtection: z.enum(['ANY', 'HARDWARE']),
      transactionTypes: z.array(z.enum(['LOGIN', 'CIBA'])),
    }),
    _links: linksWithSelf,
  })
  .meta({ id: 'PushMethod' });
