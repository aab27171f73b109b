/** The system log (okta-api 3.13): what a list of events takes, and Okta's LogEvent as this server fills it. */
import { z } from 'zod';
import { instantParameter } from './instant-parameter.js';
import { isStorable, text, timestamp } from './text.js';

const maxWords = 10;

export const logQuery = z.object({
  since: instantParameter.optional(),
  until: instantParameter.optional(),
  after: z.string().max(2_000).optional(),
  filter: z.string().max(4_096).refine(isStorable).optional(),
  q: z
    .string()
    .max(400)
    .refine(isStorable)
    .transform((value) => value.split(/\s+/).filter((word) => word !== ''))
    .refine((words) => words.length <= maxWords, `may have ${maxWords} words`)
    .optional(),
  limit: z
    .string()
    .regex(/^\d{1,4}$/)
    .refine((value) => Number(value) <= 1_000)
    .optional(),
  sortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});
export type LogQueryParameters = z.infer<typeof logQuery>;

const anyText = z.string().nullable();

const entity = z.object({
  id: z.string(),
  type: z.string(),
  alternateId: anyText,
  displayName: anyText,
  detailEntry: z.null(),
});

const fields = z.record(z.string(), z.unknown());
/** Before and after of what an update changed, without secrets; the names of inner members are joined by dots. */
const changeDetails = z.object({ from: fields, to: fields });

/** Members this server knows nothing of are there and null, as in Okta's answers. */
export const logEventOutput = z
  .object({
    uuid: z.string(),
    published: timestamp,
    eventType: z.string(),
    version: z.literal('0'),
    severity: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
    displayMessage: z.string(),
    legacyEventType: z.null(),
    actor: entity,
    client: z.object({
      userAgent: z.object({ rawUserAgent: z.string(), os: z.string(), browser: z.string() }).nullable(),
      zone: z.null(),
      device: z.enum(['Computer', 'Mobile', 'Unknown']),
      id: anyText,
      ipAddress: anyText,
      geographicalContext: z.null(),
    }),
    device: z.null(),
    authenticationContext: z.object({
      authenticationProvider: z.null(),
      credentialProvider: z.null(),
      credentialType: z.null(),
      issuer: z.null(),
      interface: z.null(),
      authenticationStep: z.literal(0),
      rootSessionId: z.null(),
      externalSessionId: z.null(),
    }),
    securityContext: z.object({ asNumber: z.null(), asOrg: z.null(), isp: z.null(), domain: z.null(), isProxy: z.null() }),
    debugContext: z.object({ debugData: z.record(z.string(), z.string()) }),
    outcome: z.object({ result: z.enum(['SUCCESS', 'FAILURE', 'ALLOW', 'DENY', 'UNKNOWN']), reason: text({ max: 255 }).nullable() }),
    target: z.array(entity.extend({ changeDetails: changeDetails.nullable() })),
    /** `WEB`: in answer to the HTTP request with this id; `JOB`: by the server itself. */
    transaction: z.object({ type: z.enum(['WEB', 'JOB']), id: anyText, detail: z.object({}) }),
    request: z.object({
      ipChain: z.array(z.object({ ip: z.string(), geographicalContext: z.null(), version: z.enum(['V4', 'V6']), source: z.null() })),
    }),
  })
  .meta({ id: 'LogEvent' });

/** A link of the chain of seals over the log. */
export const logSealOutput = z.object({
  number: z.int().min(1),
  seal: z
    .string()
    .meta({ description: 'Signed by the org: the stretch of the log, the digest of its events, the digest of the seal before.' }),
  digests: z
    .array(z.string())
    .optional()
    .meta({ description: 'Of each event, sorted. Left out when the events were kept long enough and are gone.' }),
});

export type LogEvent = z.infer<typeof logEventOutput>;
