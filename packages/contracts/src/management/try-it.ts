/** Trying a request in a client's place, devices the server answers for, and what happened to a transaction. Ours. */
import { z } from 'zod';
import { asciiWord, objectId, text, timestamp } from './text.js';

export const testTransactionInput = z
  .object({
    clientId: asciiWord({ max: 100 }),
    /** The default one when left out. */
    authorizationServerId: objectId.optional(),
    userId: objectId,
    scopes: z
      .array(asciiWord({ max: 256 }))
      .min(1)
      .max(100),
    bindingMessage: text({ max: 1_024 }).optional(),
    authorizationDetails: z.array(z.looseObject({})).max(20).optional(),
    /** Seconds. */
    expiresIn: z.int().min(1).max(1_000_000).optional(),
  })
  .meta({
    id: 'TestTransactionInput',
    examples: [{ clientId: '0oa1a2b3c4d5e6f7g8h9', userId: '00u1a2b3c4d5e6f7g8h9', scopes: ['openid'], bindingMessage: 'Try it' }],
  });

export const testTransactionOutput = z
  .object({
    transactionId: z.string(),
    /** Seconds. */
    expiresIn: z.int(),
    /** What the person has to pick or type, with number matching. */
    numberChallenge: z.string().nullable(),
    /** The same request as a program makes it, with variables in place of secrets. */
    snippets: z.object({ curl: z.string(), typescript: z.string() }),
  })
  .meta({ id: 'TestTransaction' });

export const simulatedDeviceInput = z.object({ authenticatorId: objectId }).meta({ id: 'SimulatedDeviceInput' });
export const simulatedDeviceOutput = z
  .object({ enrollmentId: z.string(), deviceId: z.string(), authenticatorId: z.string(), simulated: z.literal(true), created: timestamp })
  .meta({ id: 'SimulatedDevice' });

export const simulatedDecisionInput = z.object({ decision: z.enum(['approve', 'deny']) }).meta({ id: 'SimulatedDecisionInput' });
export const simulatedDecisionOutput = z
  .object({ transactionId: z.string(), outcome: z.enum(['APPROVED', 'DENIED']), simulated: z.literal(true) })
  .meta({ id: 'SimulatedDecision' });

export const timelineOutput = z
  .object({
    steps: z.array(
      z.object({
        kind: z.enum(['RECEIVED', 'POLICY', 'PUSH', 'ANSWERED', 'REDEEMED', 'CANCELLED', 'EXPIRED', 'FAILED', 'REPORTED']),
        at: timestamp,
        /** Milliseconds since the request was received. */
        offset: z.int(),
        text: z.string(),
        code: z.string().nullable(),
        detail: z.string().nullable(),
        /** Page and heading of the documentation for what went wrong. */
        docs: z.string().nullable(),
        enrollmentId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TransactionTimeline' });
