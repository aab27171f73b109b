/** Public keys of a client (RFC 7517, RFC 7518 6): what `private_key_jwt` and signed requests are verified with. */
import { z } from 'zod';
import { asciiWord } from './text.js';

/** Algorithms a client may sign with. HMAC is not among them: a signed request must bind the client, not a shared secret. */
export const asymmetricAlgs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const;
export const asymmetricAlg = z.enum(asymmetricAlgs);
/** Algorithms of `client_secret_jwt` (RFC 7518 3.2). */
export const macAlgs = ['HS256', 'HS384', 'HS512'] as const;
export const assertionAlg = z.enum([...macAlgs, ...asymmetricAlgs]);

const base64url = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
const common = {
  kid: asciiWord({ max: 255 }).optional(),
  use: z.enum(['sig', 'enc']).optional(),
};
const rsaKey = z.object({ kty: z.literal('RSA'), ...common, alg: asymmetricAlg.optional(), n: base64url, e: base64url });
const ecKey = z.object({
  kty: z.literal('EC'),
  ...common,
  alg: asymmetricAlg.optional(),
  crv: z.enum(['P-256', 'P-384', 'P-521']),
  x: base64url,
  y: base64url,
});

const algOfCurve = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' } as const;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** One public key. A private or secret member is refused, not dropped: whoever sent it has to know that the key is burnt. */
export const clientJwk = z
  .looseObject({})
  .refine((jwk) => privateMembers.every((member) => !(member in jwk)), 'must be a public key')
  .pipe(z.discriminatedUnion('kty', [rsaKey, ecKey]))
  .superRefine((jwk, context) => {
    if (jwk.kty === 'RSA') {
      // RFC 7518 3.3: 2048 bits or more; six bits a character, leading zeros are not allowed
      if (jwk.n.length < 342 || jwk.n.startsWith('A'))
        context.addIssue({ code: 'custom', path: ['n'], message: 'RSA keys need 2048 bits' });
      if (jwk.alg?.startsWith('ES') === true) context.addIssue({ code: 'custom', path: ['alg'], message: 'does not fit the key type' });
    } else if (jwk.alg !== undefined && jwk.alg !== algOfCurve[jwk.crv]) {
      context.addIssue({ code: 'custom', path: ['alg'], message: 'does not fit the curve' });
    }
  });

/** A client's key set: at most 50 keys, each `kid` once. */
export const clientJwks = z.object({
  keys: z
    .array(clientJwk)
    .min(1)
    .max(50)
    .refine((keys) => {
      const ids = keys.flatMap((key) => (key.kid === undefined ? [] : [key.kid]));
      return new Set(ids).size === ids.length;
    }, 'every kid may occur once'),
});

/** The keys of a client as they are answered. */
export const publishedJwks = z.object({
  keys: z.array(
    z.object({
      kty: z.enum(['RSA', 'EC']),
      kid: z.string().optional(),
      use: z.enum(['sig', 'enc']).optional(),
      alg: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
      crv: z.string().optional(),
      x: z.string().optional(),
      y: z.string().optional(),
    }),
  ),
});
