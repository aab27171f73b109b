/** Trusted origins: pages of other origins whose scripts may call this org, or that sign-out may lead to. */
import { z } from 'zod';
import { webUri } from './uris.js';
import { linksWithSelf } from './links.js';
import { activity, lineText, timestamp } from './text.js';

/** WHATWG URL: every runtime this package is for has it, none of the type libraries it may use declares it. */
declare const URL: { new (value: string): { readonly origin: string } };

/** Scheme, host and port and nothing else; given back in the form browsers send. */
const origin = webUri.transform((value, context) => {
  const own = new URL(value).origin;
  if ((value !== own && value !== `${own}/`) || own.includes('*')) {
    context.addIssue({ code: 'custom', message: 'must be scheme, host and port only, such as https://approve.example.com' });
    return z.NEVER;
  }
  return own;
});

export const trustedOriginScopes = ['CORS', 'REDIRECT'] as const;

export const trustedOriginInput = z
  .object({
    name: lineText({ max: 255 }),
    origin,
    scopes: z
      .array(z.object({ type: z.enum(trustedOriginScopes) }))
      .min(1)
      .max(trustedOriginScopes.length)
      .transform((scopes) => [...new Set(scopes.map(({ type }) => type))]),
  })
  .meta({
    id: 'TrustedOriginInput',
    examples: [{ name: 'Approval page', origin: 'https://approve.example.com', scopes: [{ type: 'CORS' }] }],
  });
export type TrustedOriginInput = z.output<typeof trustedOriginInput>;

export const trustedOriginOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    origin: z.string(),
    scopes: z.array(z.object({ type: z.enum(trustedOriginScopes) })),
    status: activity,
    created: timestamp,
    lastUpdated: timestamp,
    _links: linksWithSelf,
  })
  .meta({ id: 'TrustedOrigin' });
