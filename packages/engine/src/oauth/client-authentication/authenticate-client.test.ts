import { describe, expect, it } from 'vitest';
import type { Client } from '../../domain/client/client.js';
import type { Engine } from '../../engine.js';
import { exampleClient, exampleClientSecret, exampleOrg, exampleSecret, exampleServer, FixedClock } from '../../testing/index.js';
import type { OAuthError } from '../errors.js';
import { parseForm } from '../form.js';
import { authenticateClient } from './authenticate-client.js';

const clientId = exampleClient().clientId;
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

interface Attempt {
  readonly authorization?: string;
  readonly body?: string;
  readonly endpoint?: 'token' | 'bc' | 'other';
}

function authenticate(client: Client, { authorization, body = '', endpoint = 'token' }: Attempt): Promise<Client> {
  const unused = () => Promise.reject(new Error('a secret needs no I/O'));
  const engine: Pick<Engine, 'clients' | 'clock' | 'replay' | 'outboundHttp' | 'urlAliases'> = {
    clients: {
      findByClientId: (orgId, id) => Promise.resolve(orgId === exampleOrg.id && id === client.clientId ? client : undefined),
      isAssigned: () => Promise.resolve(true),
    },
    clock: new FixedClock(),
    replay: { useOnce: unused },
    outboundHttp: { fetchJson: unused },
    urlAliases: [],
  };
  return authenticateClient(engine, { org: exampleOrg, server: exampleServer(), form: parseForm(body), authorization, endpoint });
}

async function refusal(client: Client, attempt: Attempt): Promise<Pick<OAuthError, 'code' | 'status' | 'description'>> {
  try {
    await authenticate(client, attempt);
  } catch (error) {
    return error as OAuthError; // nothing else is thrown by the function under test
  }
  throw new Error('the client was accepted');
}

const secret = encodeURIComponent(exampleClientSecret);
const post = `client_id=${clientId}&client_secret=${secret}`;
const viaBasic = { authorization: basic(clientId, exampleClientSecret) };

describe('client authentication by secret (RFC 6749 2.3.1)', () => {
  it('accepts Basic as the guide prints it: base64 of id and secret', async () => {
    expect((await authenticate(exampleClient(), viaBasic)).clientId).toBe(clientId);
  });

  it('accepts both readings of a secret with % and +: form-urlencoded as RFC 6749 wants, and plain as curl sends it', async () => {
    const odd = 'a+b%20c%zz/=ü';
    const client = exampleClient({ secrets: [exampleSecret(odd)] });
    await authenticate(client, { authorization: basic(clientId, odd) });
    await authenticate(client, { authorization: basic(clientId, encodeURIComponent(odd).replaceAll('%20', '+')) });
  });

  it('decisions 1.1 basic and post stand for each other, unless the client is strict', async () => {
    const registeredForPost = exampleClient({ authMethod: 'client_secret_post' });
    await authenticate(registeredForPost, viaBasic);
    await authenticate(exampleClient(), { body: post });
    const strict = exampleClient({ authMethod: 'client_secret_post', strictAuthMethod: true });
    await authenticate(strict, { body: post });
    expect(await refusal(strict, viaBasic)).toMatchObject({ code: 'invalid_client', status: 401 });
    expect(await refusal(exampleClient({ strictAuthMethod: true }), { body: post })).toMatchObject({ code: 'invalid_client' });
  });

  it('accepts each active secret while two are in rotation', async () => {
    const client = exampleClient({ secrets: [exampleSecret('the-old-one'), exampleSecret('the-new-one')] });
    for (const each of ['the-old-one', 'the-new-one']) await authenticate(client, { authorization: basic(clientId, each) });
    expect(await refusal(client, { authorization: basic(clientId, 'another') })).toMatchObject({ code: 'invalid_client' });
  });

  it('C-017 every other mismatch of method is 401 invalid_client, though the secret is right', async () => {
    for (const authMethod of ['private_key_jwt', 'client_secret_jwt', 'none'] as const) {
      expect(await refusal(exampleClient({ authMethod }), viaBasic)).toMatchObject({ code: 'invalid_client', status: 401 });
    }
  });

  const failures: readonly (readonly [string, Client, Attempt])[] = [
    ['an unknown client', exampleClient({ clientId: '0oaSomebodyElse00001' }), viaBasic],
    ['a wrong secret', exampleClient(), { authorization: basic(clientId, 'wrong') }],
    ['a wrong secret in the body', exampleClient(), { body: `client_id=${clientId}&client_secret=wrong` }],
    ['an inactive client', exampleClient({ active: false }), viaBasic],
    ['no credentials', exampleClient(), {}],
    ['a client id alone', exampleClient(), { body: `client_id=${clientId}` }],
    ['a secret without a client id', exampleClient(), { body: `client_secret=${secret}` }],
    ['Basic that is not base64', exampleClient(), { authorization: 'Basic %%%' }],
    ['Basic without a colon', exampleClient(), { authorization: `Basic ${Buffer.from(clientId).toString('base64')}` }],
    ['another scheme', exampleClient(), { authorization: 'Bearer abc' }],
    ['an empty Authorization header', exampleClient(), { authorization: '' }],
    ['a client_id that is not the Basic user', exampleClient(), { ...viaBasic, body: 'client_id=somebody' }],
    ['an id with U+0000, which no store can look up', exampleClient(), { authorization: basic('a\u0000b', 'secret') }],
  ];
  it.each(failures)('C-157 %s is 401 invalid_client, always with the same words', async (_case, client, attempt) => {
    const error = await refusal(client, attempt);
    expect(error).toMatchObject({ code: 'invalid_client', status: 401, description: 'Client authentication failed.' });
  });

  it('C-028 bad credentials come before every other defect of the request', async () => {
    expect(await refusal(exampleClient(), { authorization: basic(clientId, 'wrong'), body: 'scope=' })).toMatchObject({
      code: 'invalid_client',
    });
  });

  const several: readonly (readonly [string, Attempt])[] = [
    ['Basic and a secret in the body', { ...viaBasic, body: post }],
    ['Basic and an assertion', { ...viaBasic, body: 'client_assertion=a.b.c' }],
    ['a secret and an assertion', { body: `${post}&client_assertion=a.b.c` }],
  ];
  it.each(several)('R-018 %s at once is 400 invalid_request', async (_case, attempt) => {
    expect(await refusal(exampleClient(), attempt)).toMatchObject({ code: 'invalid_request', status: 400 });
  });

  it('C-018 a public client says who it is at the token endpoint, and never at the backchannel endpoint', async () => {
    const client = exampleClient({ authMethod: 'none', secrets: [] });
    const body = `client_id=${clientId}`;
    await authenticate(client, { body });
    await authenticate(client, { body, endpoint: 'other' });
    expect(await refusal(client, { body, endpoint: 'bc' })).toMatchObject({ code: 'invalid_client', status: 401 });
  });

  it('S-086 an unknown client costs the same work as a wrong secret', async () => {
    // a secret so long that its digest outweighs everything else
    const attempt = { body: `client_id=${clientId}&client_secret=${'wrong'.repeat(400_000)}` };
    let known = Infinity;
    let unknown = Infinity;
    // In turn, and the fastest of each: whatever else the machine does only ever adds time.
    for (let round = 0; round < 25; round++) {
      known = Math.min(known, await elapsedMs(() => refusal(exampleClient(), attempt)));
      unknown = Math.min(unknown, await elapsedMs(() => refusal(exampleClient({ clientId: 'other' }), attempt)));
    }
    expect(unknown / known).toBeGreaterThan(0.5);
  });
});

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
