/** Public keys of a client, one by one (okta-api 3.6.4). */
import { z } from 'zod';
import { clientJwk } from './client-jwks.js';
import { linksWithSelf } from './links.js';
import { activity, timestamp } from './text.js';

/** A public JWK, and the status it begins with. */
export const clientKeyInput = z
  .looseObject({ status: activity.default('ACTIVE') })
  .transform(({ status, ...jwk }) => ({ status, jwk }))
  .pipe(z.object({ status: activity, jwk: clientJwk }));

const text = z.string().optional();
export const clientKeyOutput = z
  .object({
    id: z.string().length(20),
    kid: z.string(),
    kty: z.enum(['RSA', 'EC']),
    alg: text,
    use: z.enum(['sig', 'enc']).optional(),
    n: text,
    e: text,
    crv: text,
    x: text,
    y: text,
    status: activity,
    created: timestamp,
    lastUpdated: timestamp,
    _links: linksWithSelf,
  })
  .meta({ id: 'ClientKey' });

/** Clients of the original read one of the two. */
export const clientKeysOutput = z
  .object({ keys: z.array(clientKeyOutput), jwks: z.object({ keys: z.array(clientKeyOutput) }) })
  .meta({ id: 'ClientKeys' });
