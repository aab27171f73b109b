/** What a user can prove themselves with (okta-api 3.10). Never a secret. */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { activity, timestamp } from './text.js';

const common = { id: z.string(), vendorName: z.string(), created: timestamp, lastUpdated: timestamp, _links: linksWithSelf };
const anyText = z.string().nullable();

/** Ours: what Okta does not tell of an enrolled device. Public keys by their ids; of the push token only that there is one. */
const enrollmentOutput = z
  .object({
    id: z.string(),
    authenticatorId: z.string(),
    device: z.object({ id: z.string(), status: z.enum(['ACTIVE', 'SUSPENDED', 'DEACTIVATED']) }),
    transactionTypes: z.array(z.enum(['LOGIN', 'CIBA'])),
    /** False: the device has no push token and fetches its requests. */
    hasPushToken: z.boolean(),
    keys: z.array(
      z.object({
        use: z.enum(['PROOF_OF_POSSESSION', 'USER_VERIFICATION', 'USER_VERIFICATION_BIO_OR_PIN']),
        kid: z.string(),
        kty: z.enum(['EC', 'RSA']),
        /** As the device said; null when it said nothing. */
        protection: z.enum(['HARDWARE', 'SOFTWARE']).nullable(),
        passkey: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'UserFactorEnrollment' });

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
      enrollment: enrollmentOutput,
    }),
  ])
  .meta({ id: 'UserFactor' });
