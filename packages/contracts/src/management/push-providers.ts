/**
 * Credentials for the push services of Apple and Google (okta-api 3.9), and of browsers (RFC 8292; ours). Keys are written, never
 * read; those for browsers the server makes itself.
 */
import { z } from 'zod';
import { linksWithSelf } from './links.js';
import { lineText, text, timestamp } from './text.js';

const appleId = z.string().regex(/^[0-9A-Za-z]{10}$/, 'must have 10 letters and digits');
const pkcs8 = z
  .string()
  .max(4096)
  .regex(/^\s*-----BEGIN PRIVATE KEY-----[\sA-Za-z0-9+/=]+-----END PRIVATE KEY-----\s*$/, 'must be a PKCS 8 private key in PEM form');
const fileName = text({ max: 255 }).nullish();
/** What the sender needs of Google's document; the rest is kept as it came. */
const serviceAccount = z.looseObject({
  type: z.literal('service_account'),
  project_id: text({ min: 1, max: 255 }),
  private_key: z.string().max(8192).includes('PRIVATE KEY-----'),
  client_email: text({ min: 3, max: 320 }),
});
const name = lineText({ max: 255 });

/** On replace the key may be left out: then the stored one stays. */
const apns = (key: boolean) =>
  z.object({
    providerType: z.literal('APNS'),
    name,
    configuration: z.object({ keyId: appleId, teamId: appleId, tokenSigningKey: key ? pkcs8 : pkcs8.optional(), fileName }),
  });
const fcm = (key: boolean) =>
  z.object({
    providerType: z.literal('FCM'),
    name,
    configuration: z.object({ serviceAccountJson: key ? serviceAccount : serviceAccount.optional(), fileName }),
  });

/** RFC 8292 2.1: how a push service reaches whoever sends. */
const contact = z
  .string()
  .max(255)
  .regex(/^(mailto:[^\s@<>"]+@[^\s@<>"]+|https:\/\/[^\s<>"]+)$/, 'must be a mailto: or https: URI');
const webPush = z.object({
  providerType: z.literal('WEBPUSH'),
  name,
  configuration: z.object({ subject: contact.nullish() }).prefault({}),
});

export const pushProviderInput = z.discriminatedUnion('providerType', [apns(true), fcm(true), webPush]).meta({
  id: 'PushProviderInput',
  examples: [{ providerType: 'WEBPUSH', name: 'Browsers', configuration: { subject: 'mailto:push@example.com' } }],
});
export type PushProviderInput = z.output<typeof pushProviderInput>;
export const pushProviderReplacement = z
  .discriminatedUnion('providerType', [apns(false), fcm(false), webPush])
  .meta({ id: 'PushProviderReplacement' });
export type PushProviderReplacement = z.output<typeof pushProviderReplacement>;

const output = { id: z.string().length(20), name: z.string(), lastUpdatedDate: timestamp, _links: linksWithSelf };
export const pushProviderOutput = z
  .discriminatedUnion('providerType', [
    z.object({
      ...output,
      providerType: z.literal('APNS'),
      configuration: z.strictObject({ keyId: z.string(), teamId: z.string(), fileName: z.string().optional() }),
    }),
    z.object({
      ...output,
      providerType: z.literal('FCM'),
      configuration: z.strictObject({ projectId: z.string(), fileName: z.string().optional() }),
    }),
    z.object({
      ...output,
      providerType: z.literal('WEBPUSH'),
      configuration: z.strictObject({ publicKey: z.string(), subject: z.string().optional() }),
    }),
  ])
  .meta({ id: 'PushProvider' });

export const pushProviderQuery = z.object({ type: z.enum(['APNS', 'FCM', 'WEBPUSH']).optional() });
