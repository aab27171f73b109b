/** Backchannel requests as administrators list them. Ours, in Okta's manner. */
import { z } from 'zod';
import { instantParameter } from './instant-parameter.js';
import { linksWithSelf } from './links.js';
import { asciiWord, lineText, objectId, timestamp } from './text.js';

export const transactionStatuses = ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'FAILED', 'EXPIRED', 'REDEEMED'] as const;

/** Beside `limit` and `after`. Newest first. */
export const transactionListQuery = z.object({
  status: z.enum(transactionStatuses).optional(),
  /** Words of the decision's reason. */
  reason: lineText({ max: 100 }).optional().meta({
    description:
      "Words of the decision's reason, whatever their case. Only with a status that ended without approval, and with since: 31 days from there are looked at.",
  }),
  clientId: asciiWord({ max: 100 }).optional(),
  userId: objectId.optional(),
  /** Those that asked this device. */
  deviceId: objectId.optional(),
  since: instantParameter.optional(),
  until: instantParameter.optional(),
});

/** May be left out as a whole. */
export const cancelTransactionInput = z
  .object({
    reason: lineText({ min: 0, max: 200 }).optional().meta({ description: 'For the system log and the timeline; the client is not told.' }),
  })
  .optional();

const anyTime = timestamp.nullable();
const anyText = z.string().nullable();

const summary = {
  id: z.string(),
  /** `CIBA`: a client asked; `LOGIN`: the sign-in page did. */
  type: z.enum(['LOGIN', 'CIBA']),
  status: z.enum(transactionStatuses),
  /** An administrator asked in the client's place, to try it. */
  test: z.boolean(),
  created: timestamp,
  expires: timestamp,
  decided: anyTime,
  redeemed: anyTime,
  client: z.object({ id: z.string(), name: z.string() }),
  /** Null where nobody was asked; the login is null when the user is gone. */
  user: z.object({ id: z.string(), login: anyText }).nullable(),
  authorizationServer: z.object({ id: z.string() }),
  scopes: z.array(z.string()),
  bindingMessage: anyText,
  authorizationDetails: z.array(z.looseObject({ type: z.string() })).nullable(),
  /** What the person was shown. */
  display: z.object({ locale: z.string(), lines: z.array(z.object({ label: z.string(), value: z.string() })) }),
  requestedFrom: z.object({ ipAddress: z.string(), userAgent: z.string() }),
  decision: z
    .object({
      enrollmentId: z.string(),
      deviceId: z.string(),
      userVerified: z.boolean(),
      amr: z.array(z.string()),
      acr: anyText,
      reason: z.string(),
    })
    .nullable(),
  _links: linksWithSelf,
};
export const transactionSummaryOutput = z.object(summary).meta({ id: 'TransactionSummary' });

const challengeOutput = z
  .object({
    enrollmentId: z.string(),
    /** Null when the enrollment is gone. */
    device: z.object({ id: z.string(), displayName: z.string(), platform: z.string() }).nullable(),
    status: z.enum(['OPEN', 'ANSWERED', 'SUPERSEDED', 'EXPIRED']),
    userVerification: z.enum(['NONE', 'DISCOURAGED', 'PREFERRED', 'REQUIRED']),
    created: timestamp,
    expires: timestamp,
    /** How far the push came; `detail` is the push service's answer in words. */
    delivery: z.object({ status: z.string(), detail: anyText, updated: anyTime }),
    answer: z
      .object({ answered: timestamp, keyType: z.string(), keyId: z.string(), passkey: z.boolean(), userConsent: anyText })
      .nullable(),
  })
  .meta({ id: 'TransactionChallenge' });
export const transactionOutput = z.object({ ...summary, challenges: z.array(challengeOutput) }).meta({ id: 'Transaction' });

const publicKey = z.looseObject({ kty: z.string(), kid: z.string() });
/** What the device showed; its digest is signed. */
const displayDocument = z.object({
  v: z.literal(1),
  iss: z.string(),
  transactionId: z.string(),
  enrollmentId: z.string(),
  nonce: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  userId: z.string(),
  scopes: z.array(z.string()),
  bindingMessage: z.string().optional(),
  authorizationDetails: z.array(z.record(z.string(), z.unknown())).optional(),
  lines: z.array(z.object({ label: z.string(), value: z.string() })),
  locale: z.string(),
  createdAt: z.int(),
  expiresAt: z.int(),
});
/** What somebody needs who verifies a decision without this server. */
export const evidenceOutput = z
  .object({
    v: z.literal(1),
    kind: z.enum(['displayed', 'nonce']),
    iss: z.string(),
    transactionId: z.string(),
    transactionType: z.enum(['LOGIN', 'CIBA']),
    outcome: z.enum(['approved', 'denied', 'failed']),
    /** Seconds since the epoch. */
    decidedAt: z.int(),
    challenge: z.string(),
    challengeSigned: z.enum(['when asked', 'afterwards']),
    display: displayDocument,
    answer: z.string(),
    key: publicKey,
    keyType: z.enum(['proofOfPossession', 'userVerification', 'userVerificationBioOrPin']),
    passkey: publicKey.optional(),
    number: z.string().optional(),
    clientRequest: z.object({ jwt: z.string(), key: z.record(z.string(), z.unknown()) }).optional(),
    keyIds: z.array(z.string()),
    seal: z.string(),
  })
  .meta({ id: 'Evidence' });
