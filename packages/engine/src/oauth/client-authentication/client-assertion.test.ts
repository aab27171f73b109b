import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientAssertionType } from '@countersign/contracts/wire';
import type { Client } from '../../domain/client/client.js';
import type { Engine } from '../../engine.js';
import {
  exampleClient,
  exampleClientSecret,
  exampleOrg,
  exampleOrgServer,
  exampleSecret,
  exampleServer,
  FixedClock,
} from '../../testing/index.js';
import { authenticateClient } from './authenticate-client.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const smallRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const jwk = (key: KeyObject, more: Partial<JWK> = {}): JWK => ({ ...key.export({ format: 'jwk' }), use: 'sig', ...more }) as JWK; // jose and node name the same thing

const clock = new FixedClock();
const nowSeconds = clock.now() / 1000;
const { clientId } = exampleClient();
const keyClient = exampleClient({
  authMethod: 'private_key_jwt',
  secrets: [],
  jwks: [
    jwk(rsa.publicKey, { kid: 'rsa' }),
    jwk(p256.publicKey, { kid: 'p256' }),
    jwk(p384.publicKey, { kid: 'p384' }),
    jwk(p521.publicKey, { kid: 'p521' }),
    jwk(smallRsa.publicKey, { kid: 'small' }),
  ],
});
const secretClient = exampleClient({ authMethod: 'client_secret_jwt' });
const hmacKey = Buffer.from(exampleClientSecret);

let used: Set<string>;
beforeEach(() => {
  used = new Set();
});

async function accepts(
  client: Client,
  assertion: string,
  options: {
    endpoint?: 'token' | 'bc' | 'other';
    form?: Record<string, string>;
    urlAliases?: readonly string[];
    server?: 'org' | 'default';
  } = {},
): Promise<boolean> {
  const engine: Pick<Engine, 'clients' | 'clock' | 'replay' | 'outboundHttp' | 'urlAliases'> = {
    clients: {
      findByClientId: (_org, id) => Promise.resolve(id === client.clientId ? client : undefined),
      isAssigned: () => Promise.resolve(true),
    },
    clock,
    replay: {
      useOnce({ kind, issuer, jti }) {
        const name = JSON.stringify([kind, issuer, jti]);
        const first = !used.has(name);
        used.add(name);
        return Promise.resolve(first);
      },
    },
    outboundHttp: { fetchJson: (url) => Promise.reject(new Error(`nothing may be fetched, least of all ${url}`)) },
    urlAliases: options.urlAliases ?? [],
  };
  const form = new Map(Object.entries({ client_assertion_type: clientAssertionType, client_assertion: assertion, ...options.form }));
  const server = options.server === 'org' ? exampleOrgServer() : exampleServer();
  try {
    const found = await authenticateClient(engine, {
      org: exampleOrg,
      server,
      form,
      authorization: undefined,
      endpoint: options.endpoint ?? 'token',
    });
    return found === client;
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_client', status: 401, description: 'Client authentication failed.' });
    return false;
  }
}

let counter = 0;
const goodClaims = () => ({
  iss: clientId,
  sub: clientId,
  aud: exampleServer().issuer,
  iat: nowSeconds,
  exp: nowSeconds + 300,
  jti: `jti-${counter++}`,
});
function sign(
  claims: Record<string, unknown>,
  alg = 'RS256',
  options: { key?: KeyObject | Uint8Array; kid?: string; header?: Record<string, unknown> } = {},
): Promise<string> {
  const header = { alg, ...(options.kid === undefined ? {} : { kid: options.kid }), ...options.header };
  return new SignJWT(claims).setProtectedHeader(header).sign(options.key ?? rsa.privateKey);
}

describe('client assertions (RFC 7523 3, OpenID Connect Core 9)', () => {
  const algs: readonly (readonly [string, KeyObject])[] = [
    ['RS256', rsa.privateKey],
    ['RS384', rsa.privateKey],
    ['RS512', rsa.privateKey],
    ['PS256', rsa.privateKey],
    ['PS384', rsa.privateKey],
    ['PS512', rsa.privateKey],
    ['ES256', p256.privateKey],
    ['ES384', p384.privateKey],
    ['ES512', p521.privateKey],
  ];
  it.each(algs)('private_key_jwt: %s, with and without a kid', async (alg, key) => {
    const kid = alg.startsWith('ES') ? `p${alg === 'ES512' ? '521' : alg.slice(2)}` : 'rsa';
    expect(await accepts(keyClient, await sign(goodClaims(), alg, { key, kid }))).toBe(true);
    expect(await accepts(keyClient, await sign(goodClaims(), alg, { key }))).toBe(true);
    expect(await accepts(keyClient, await sign(goodClaims(), alg, { key, kid: 'unknown' }))).toBe(false);
  });

  it.each(['HS256', 'HS384', 'HS512'])('client_secret_jwt: %s', async (alg) => {
    // jose wants keys as long as the hash; the secret of the guide has 46 bytes, so HS512 gets a longer one
    const long = exampleClientSecret + exampleClientSecret;
    const client = exampleClient({ authMethod: 'client_secret_jwt', secrets: [exampleSecret(long)] });
    expect(await accepts(client, await sign(goodClaims(), alg, { key: Buffer.from(long) }))).toBe(true);
    expect(await accepts(client, await sign(goodClaims(), alg, { key: Buffer.from('x'.repeat(92)) }))).toBe(false);
  });

  it('client_secret_jwt refuses secrets of fewer than 32 characters', async () => {
    const short = 'x'.repeat(31);
    const { createHmac } = await import('node:crypto');
    const input = [{ alg: 'HS256' }, goodClaims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const token = `${input}.${createHmac('sha256', short).update(input).digest('base64url')}`;
    expect(await accepts(exampleClient({ authMethod: 'client_secret_jwt', secrets: [exampleSecret(short)] }), token)).toBe(false);
  });

  it('R-047 the algorithm family is the registered one, whatever the header says', async () => {
    const publicPem = Buffer.from(rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await accepts(keyClient, await sign(goodClaims(), 'HS256', { key: publicPem }))).toBe(false);
    expect(await accepts(keyClient, new UnsecuredJWT(goodClaims()).encode())).toBe(false);
    expect(await accepts(secretClient, await sign(goodClaims(), 'RS256'))).toBe(false);
    expect(await accepts(exampleClient(), await sign(goodClaims(), 'HS256', { key: hmacKey }))).toBe(false);
  });

  it('R-016 only the registered signing algorithm when there is one', async () => {
    const client = { ...keyClient, authSigningAlg: 'PS256' };
    expect(await accepts(client, await sign(goodClaims(), 'PS256'))).toBe(true);
    expect(await accepts(client, await sign(goodClaims(), 'RS256'))).toBe(false);
  });

  it('R-048 a key in the header is not looked at, and neither is an address', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const header = { jwk: jwk(stranger.publicKey), jku: 'https://evil.example/keys', x5u: 'https://evil.example/cert' };
    expect(await accepts(keyClient, await sign(goodClaims(), 'RS256', { key: stranger.privateKey, header }))).toBe(false);
  });

  it('refuses RSA keys under 2048 bits and keys that are not for signatures', async () => {
    const { sign: rawSign } = await import('node:crypto');
    const input = [{ alg: 'RS256', kid: 'small' }, goodClaims()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    expect(await accepts(keyClient, `${input}.${rawSign('sha256', Buffer.from(input), smallRsa.privateKey).toString('base64url')}`)).toBe(
      false,
    );
    const encryption = exampleClient({ authMethod: 'private_key_jwt', jwks: [jwk(rsa.publicKey, { use: 'enc' })] });
    expect(await accepts(encryption, await sign(goodClaims()))).toBe(false);
  });

  const defects: readonly (readonly [string, Record<string, unknown>])[] = [
    ['iss of another', { iss: 'other' }],
    ['no iss', { iss: undefined }],
    ['sub of another', { sub: 'other' }],
    ['no sub', { sub: undefined }],
    ['no aud', { aud: undefined }],
    ['S-060 aud of another server', { aud: 'https://other.example/oauth2/default' }],
    ['aud with a trailing slash', { aud: `${exampleServer().issuer}/` }],
    ['no exp', { exp: undefined }],
    ['exp as text', { exp: String(nowSeconds + 300) }],
    ['exp past', { exp: nowSeconds - 11 }],
    ['R-017 exp more than an hour ahead', { exp: nowSeconds + 3700 }],
    ['iat ahead', { iat: nowSeconds + 60 }],
    ['nbf ahead', { nbf: nowSeconds + 60 }],
    ['iat as text', { iat: 'now' }],
    ['R-014 no jti', { jti: undefined }],
    ['empty jti', { jti: '' }],
    ['jti with U+0000', { jti: 'a\u0000b' }],
    ['overlong jti', { jti: 'x'.repeat(257) }],
  ];
  it.each(defects)('R-013 refuses %s', async (_case, change) => {
    const claims = Object.fromEntries(Object.entries({ ...goodClaims(), ...change }).filter(([, value]) => value !== undefined));
    expect(await accepts(keyClient, await sign(claims))).toBe(false);
  });

  it('tolerates a client clock that is half a minute ahead, and needs no iat', async () => {
    expect(await accepts(keyClient, await sign({ ...goodClaims(), iat: nowSeconds + 30, nbf: nowSeconds + 30 }))).toBe(true);
    const { iat: _dropped, ...rest } = goodClaims();
    expect(await accepts(keyClient, await sign(rest))).toBe(true);
  });

  it('refuses what is not a JWT at all', async () => {
    for (const text of ['a', 'a.b', 'a.b.c', 'a.b.c.d.e', `${'x'.repeat(20_000)}.b.c`]) expect(await accepts(keyClient, text)).toBe(false);
    const [header, , signature] = (await sign(goodClaims())).split('.');
    expect(await accepts(keyClient, `${header}.${Buffer.from('[]').toString('base64url')}.${signature}`)).toBe(false);
  });

  it('R-014 a jti counts once', async () => {
    const assertion = await sign(goodClaims());
    expect(await accepts(keyClient, assertion)).toBe(true);
    expect(await accepts(keyClient, assertion)).toBe(false);
  });

  it('a forged assertion does not use up the jti it names', async () => {
    const claims = goodClaims();
    const forged = await sign(claims, 'RS256', { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey });
    expect(await accepts(keyClient, forged)).toBe(false);
    expect(await accepts(keyClient, await sign(claims))).toBe(true);
  });

  it('R-015 a client_id beside the assertion has to be its subject', async () => {
    expect(await accepts(keyClient, await sign(goodClaims()), { form: { client_id: clientId } })).toBe(true);
    expect(await accepts(keyClient, await sign(goodClaims()), { form: { client_id: 'other' } })).toBe(false);
  });

  it('refuses an inactive client', async () => {
    expect(await accepts({ ...keyClient, active: false }, await sign(goodClaims()))).toBe(false);
  });

  const { issuer } = exampleServer();
  const audiences: readonly (readonly [string, 'token' | 'bc' | 'other', unknown, boolean])[] = [
    ['C-029 the issuer', 'bc', issuer, true],
    ['C-029 the token endpoint', 'bc', `${issuer}/v1/token`, true],
    ['C-029 the backchannel endpoint', 'bc', `${issuer}/v1/bc/authorize`, true],
    ['C-030 the issuer', 'token', issuer, true],
    ['the token endpoint', 'token', `${issuer}/v1/token`, true],
    ['the backchannel endpoint', 'token', `${issuer}/v1/bc/authorize`, true],
    ['an array with the issuer', 'token', ['https://other.example', issuer], true],
    ['the other spelling of the default server', 'token', `${exampleOrg.url}/oauth2/${exampleServer().id}/v1/token`, true],
    ['the issuer', 'other', issuer, true],
    ['A-5 the token endpoint elsewhere', 'other', `${issuer}/v1/token`, false],
    ['the server of the org', 'token', exampleOrg.url, false],
    ['an alias that is not configured', 'token', 'https://alias.example/oauth2/default', false],
  ];
  it.each(audiences)('audience: %s at %s', async (_case, endpoint, aud, expected) => {
    expect(await accepts(keyClient, await sign({ ...goodClaims(), aud }), { endpoint })).toBe(expected);
  });

  it('audience: further URLs of the org count where they are configured', async () => {
    const urlAliases = ['https://alias.example'];
    const aud = 'https://alias.example/oauth2/default/v1/token';
    expect(await accepts(keyClient, await sign({ ...goodClaims(), aud }), { urlAliases })).toBe(true);
  });

  it('audience: the server of the org by its issuer and its endpoints', async () => {
    for (const aud of [exampleOrg.url, `${exampleOrg.url}/oauth2/v1/token`, `${exampleOrg.url}/oauth2/v1/bc/authorize`]) {
      expect(await accepts(keyClient, await sign({ ...goodClaims(), aud }), { server: 'org' })).toBe(true);
    }
    expect(await accepts(keyClient, await sign(goodClaims()), { server: 'org' })).toBe(false);
  });
});

it('an assertion of another type is 400 invalid_request', async () => {
  const form = new Map([
    ['client_assertion', 'a.b.c'],
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer'],
  ]);
  const nothing = () => Promise.reject(new Error('not reached'));
  const engine = {
    clients: { findByClientId: nothing, isAssigned: nothing },
    clock,
    replay: { useOnce: nothing },
    outboundHttp: { fetchJson: nothing },
    urlAliases: [],
  };
  const attempt = authenticateClient(engine, {
    org: exampleOrg,
    server: exampleServer(),
    form,
    authorization: undefined,
    endpoint: 'token',
  });
  await expect(attempt).rejects.toMatchObject({ code: 'invalid_request', status: 400 });
});
