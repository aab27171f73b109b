/** The signed authentication request over HTTP: ciba-requirements 1.6. */
import { createHmac, randomUUID } from 'node:crypto';
import { type Evidence, findEnrolment, type GivenKeys, verifyEvidence } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerChallenge, enrollDevice, pendingChallenges, type TestDevice } from '../support/device.js';
import { memberAt, request } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { ask, type CibaClient, createClient, goodFields, makeClientKey, signByClient } from './cast.js';

const key = makeClientKey();
const otherKey = makeClientKey('other-key');
let server: ServerInProcess;
let client: CibaClient;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess();
  device = await enrollDevice(server);
  client = await createClient(server, {
    oauth: { backchannel_authentication_request_signing_alg: 'ES256', jwks: { keys: [key.publicJwk] } },
  });
});
afterAll(() => server.stop());

type Claims = Readonly<Record<string, unknown>>;

function claims(change: Claims = {}): Claims {
  const now = Math.floor(server.clock.now() / 1_000);
  return {
    iss: client.clientId,
    aud: server.facts.issuer,
    iat: now,
    nbf: now,
    exp: now + 300,
    jti: randomUUID(),
    ...goodFields(server),
    ...change,
  };
}

const send = (request: string, outside: Readonly<Record<string, string>> = {}) => ask(server, client, { request, ...outside });
const seconds = () => Math.floor(server.clock.now() / 1_000);

describe('a signed request', () => {
  it.each<readonly [string, () => string]>([
    ['C-057 alone', () => signByClient(key, claims())],
    ['C-068 with requested_expiry as a number', () => signByClient(key, claims({ requested_expiry: 30 }))],
    ['C-068 with requested_expiry as a string', () => signByClient(key, claims({ requested_expiry: '30' }))],
    ['C-071 with its typ in any case', () => signByClient(key, claims(), { typ: 'OautH-auThZ-REQ+jWt' })],
    ['C-071 with typ JWT', () => signByClient(key, claims(), { typ: 'JWT' })],
    ['C-071 with its typ as a whole media type', () => signByClient(key, claims(), { typ: 'application/oauth-authz-req+jwt' })],
    ['naming its own client_id', () => signByClient(key, claims({ client_id: client.clientId }))],
    ['with several audiences', () => signByClient(key, claims({ aud: ['https://other.example', server.facts.issuer] }))],
    ['with unknown claims', () => signByClient(key, claims({ foo: { bar: 1 } }))],
  ])('is accepted %s', async (_, request) => {
    expect((await send(request())).status).toBe(200);
  });

  it('S-099 is part of the evidence, as it was signed, with the key of the client; the log knows the key of the device (S-120)', async () => {
    const signed = signByClient(key, claims({ binding_message: 'SIGNED-1' }));
    expect((await send(signed)).status).toBe(200);
    const challenge = (await pendingChallenges(device)).find(
      (each) => memberAt(each.claims['challengeContext'], 'bindingMessage') === 'SIGNED-1',
    );
    if (challenge === undefined) throw new Error('nobody was asked');
    await answerChallenge(device, challenge, { consent: 'APPROVED_CONSENT_PROMPT' });
    const headers = { authorization: `SSWS ${server.facts.apiToken}` };
    const get = async (path: string) => (await request(`${server.url}${path}`, { headers })).json;
    const evidence = await get(`/api/v1/transactions/${String(challenge.claims['transactionId'])}/evidence`);
    expect(memberAt(evidence, 'clientRequest')).toMatchObject({ jwt: signed, key: { kty: expect.any(String) } });
    const jwks = (await get('/.well-known/evidence-jwks.json')) as GivenKeys;
    const result = await verifyEvidence(evidence, { jwks });
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(result.checks.map(({ name }) => name)).toContain('client-request');
    const events = (await get('/api/v1/logs?limit=1000')) as readonly unknown[];
    expect(await findEnrolment(events, evidence as Evidence)).toEqual(expect.any(String));
  });

  it.each<readonly [string, () => string]>([
    [
      'C-059 unsigned',
      () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`,
    ],
    ['C-059 by a MAC with the client secret', () => macOf(claims())],
    ['C-060 by another key', () => signByClient({ ...otherKey, kid: key.kid }, claims())],
    ['C-060 naming a key the client has not', () => signByClient(otherKey, claims())],
    [
      'C-060 altered afterwards',
      () => signByClient(key, claims()).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(claims())).toString('base64url')}.`),
    ],
    ['C-061 without aud', () => signByClient(key, claims({ aud: undefined }))],
    ['C-061 for another audience', () => signByClient(key, claims({ aud: 'https://other.example' }))],
    ['C-062 without iss', () => signByClient(key, claims({ iss: undefined }))],
    ['C-062 from another client', () => signByClient(key, claims({ iss: server.facts.clientId }))],
    ['C-063 without exp', () => signByClient(key, claims({ exp: undefined }))],
    ['C-063 expired', () => signByClient(key, claims({ exp: seconds() - 60 }))],
    ['S-032 living longer than an hour', () => signByClient(key, claims({ exp: seconds() + 4_000 }))],
    ['C-064 without iat', () => signByClient(key, claims({ iat: undefined }))],
    ['C-065 without nbf', () => signByClient(key, claims({ nbf: undefined }))],
    ['C-065 not valid for ten minutes', () => signByClient(key, claims({ nbf: seconds() + 600 }))],
    ['C-066 without jti', () => signByClient(key, claims({ jti: undefined }))],
    ['C-066 with an empty jti', () => signByClient(key, claims({ jti: '' }))],
    ['C-066 with a zero byte in its jti', () => signByClient(key, claims({ jti: 'a\u0000b' }))],
    ['C-066 with half a character in its jti', () => signByClient(key, claims({ jti: 'a\uD800b' }))],
    ['R-039 that could pass for a client assertion', () => signByClient(key, claims({ sub: client.clientId }))],
    ['R-039 with a typ that is no text', () => signByClient(key, claims(), { typ: 5 })],
    ['R-039 naming another client', () => signByClient(key, claims({ client_id: server.facts.clientId }))],
    ['R-039 with a request inside the request', () => signByClient(key, claims({ request: 'x.y.z' }))],
    ['C-073 with request_uri inside', () => signByClient(key, claims({ request_uri: 'https://client.example/request' }))],
    ['C-068 with a scope that is no string', () => signByClient(key, claims({ scope: ['openid'] }))],
    ['R-039 of another type of JWT', () => signByClient(key, claims(), { typ: 'at+jwt' })],
    ['R-047 under an algorithm that is not registered', () => signByClient(key, claims(), { alg: 'RS256' })],
    ['C-072 encrypted', () => 'a.b.c.d.e'],
    ['C-042 with two hints inside', () => signByClient(key, claims({ id_token_hint: 'x.y.z' }))],
    ['that is not a JWT at all', () => 'nonsense'],
  ])('C-070 is refused %s', async (_, request) => {
    expect(await send(request())).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('C-067 counts once', async () => {
    const request = signByClient(key, claims());
    expect((await send(request)).status).toBe(200);
    expect(await send(request)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it.each([
    ['scope', 'openid'],
    ['binding_message', 'hello'],
    ['login_hint', 'x'],
    ['user_code', '1'],
  ])('C-058 tolerates no %s beside it', async (name, value) => {
    expect(await send(signByClient(key, claims()), { [name]: value })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('C-074 is what a client registered for it must send', async () => {
    expect(await ask(server, client, goodFields(server))).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('refuses bad content inside with the code it has outside', async () => {
    expect(await send(signByClient(key, claims({ binding_message: '50% off' })))).toMatchObject({
      json: { error: 'invalid_binding_message' },
    });
    expect(await send(signByClient(key, claims({ scope: 'email' })))).toMatchObject({ json: { error: 'invalid_scope' } });
  });
});

function macOf(content: Claims): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: key.kid })}.${part(content)}`;
  return `${signed}.${createHmac('sha256', client.clientSecret).update(signed).digest('base64url')}`;
}
