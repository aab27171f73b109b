/** What a user can prove themselves with (okta-api 3.10). Never a secret. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { activity, timestamp } from './text.js';

const common = { id: z.string(), vendorName: z.string(), created: timestamp, lastUpdated: timestamp, _links: linksWithSelf };
const anyText = z.string().nullable();

export const userFactorOutput = z
  .discriminatedUnion('factorType', [
    z.object({
      ...common,
      /** Okta files every app of RFC 6238 under Google. */
      factorType: z.literal('token:software:totp'),
      provider: z.literal('GOOGLE'),
      status: z.literal('ACTIVE'),
      profile: z.object({ credentialId: z.string(), name: z.string() }),
    }),
    z.object({
      ...common,
      factorType: z.literal('webauthn'),
      provider: z.literal('FIDO'),
      status: z.literal('ACTIVE'),
      profile: z.object({ credentialId: z.string(), appId: z.null(), version: z.null(), authenticatorName: z.string() }),
    }),
    z.object({
      ...common,
      /** A device that was enrolled. */
      factorType: z.literal('push'),
      provider: z.literal('CUSTOM'),
      status: activity,
      profile: z.object({
        credentialId: z.string(),
        deviceType: z.literal('SmartPhone'),
        name: anyText,
        platform: anyText,
        version: anyText,
      }),
    }),
  ])
  .meta({ id: 'UserFactor' });
