/** The backchannel authentication endpoint over HTTP: ciba-requirements 1.4, 1.5, 1.8, 1.18. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollDevice, pendingChallenges, type TestDevice } from '../support/device.js';
import { memberAt, postForm, request, sendJson } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { ask, askedWell, createClient, type CibaClient, goodFields, quickstartClient } from './cast.js';

let server: ServerInProcess;
let client: CibaClient;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess();
  client = quickstartClient(server);
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

const endpoint = () => `${server.url}/oauth2/default/v1/bc/authorize`;

describe('the acknowledgement', () => {
  it('C-081 to C-086 is 200 JSON with an unguessable auth_req_id, its life and its interval, and is not stored by caches', async () => {
    const answer = await ask(server, client, goodFields(server));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toEqual({ auth_req_id: expect.stringMatching(/^ft[A-Za-z0-9_-]{43}$/), expires_in: 300, interval: 5 });
  });

  it('S-036 gives an id the database does not hold, and S-039 one the device never sees', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const challenges = await pendingChallenges(device);
    const challenge = challenges.find(({ claims }) => memberAt(claims['challengeContext'], 'bindingMessage') === message);
    expect(challenge?.claims['transactionId']).toMatch(/^ft[A-Za-z0-9_-]{32}$/);
    expect(JSON.stringify(challenge)).not.toContain(authReqId);
  });

  it.each([
    ['C-031 an unknown parameter', { foo: 'bar' }],
    ['C-041 a client_notification_token of a poll client', { client_notification_token: 'x'.repeat(30) }],
    ['C-048 unknown acr_values', { acr_values: 'urn:unknown urn:okta:loa:1fa:any' }],
    ['C-036 another order of scopes', { scope: 'email openid' }],
    ['a login in other case', { login_hint: 'TEST.User@email.com' }],
  ])('%s changes nothing', async (_, change) => {
    expect((await ask(server, client, goodFields(server, change))).status).toBe(200);
  });

  it.each([
    ['C-054 a long expiry is clamped', { requested_expiry: '999999' }, 300],
    ['C-055 a short one is kept', { requested_expiry: '10' }, 10],
    ["the guide's request_expiry counts as well", { request_expiry: '42' }, 42],
  ])('%s', async (_, change, expected) => {
    expect(memberAt((await ask(server, client, goodFields(server, change))).json, 'expires_in')).toBe(expected);
  });
});

describe('a refusal', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, number, string])[] = [
    ['C-034 without scope', { scope: '' }, 400, 'invalid_request'],
    ['C-034 with an unknown scope', { scope: 'openid nonsense' }, 400, 'invalid_scope'],
    ['C-034 with a malformed scope', { scope: 'openid "x"' }, 400, 'invalid_scope'],
    ['C-035 without openid', { scope: 'email' }, 400, 'invalid_scope'],
    ['with a scope of device apps', { scope: 'openid okta.myAccount.appAuthenticator.manage' }, 400, 'invalid_scope'],
    ['C-042 without a hint', { login_hint: '' }, 400, 'invalid_request'],
    ['C-042 with two hints', { id_token_hint: 'x.y.z' }, 400, 'invalid_request'],
    ['C-042 with three hints', { id_token_hint: 'x.y.z', login_hint_token: 'x.y.z' }, 400, 'invalid_request'],
    ['with a login_hint_token, which is not offered', { login_hint: '', login_hint_token: 'x.y.z' }, 400, 'invalid_request'],
    ['C-043, C-153 for a user nobody knows', { login_hint: 'nobody@example.com' }, 400, 'unknown_user_id'],
    ['C-046 with an unreadable id_token_hint', { login_hint: '', id_token_hint: 'x.y.z' }, 400, 'invalid_request'],
    ['C-051, C-156 with a direction override in the message', { binding_message: 'Pay \u202E5' }, 400, 'invalid_binding_message'],
    ['C-051 with a long message', { binding_message: 'x'.repeat(257) }, 400, 'invalid_binding_message'],
    ['C-053 with a bad expiry', { requested_expiry: '1.5' }, 400, 'invalid_request'],
    ['with contradicting expiries', { requested_expiry: '60', request_expiry: '61' }, 400, 'invalid_request'],
    ['C-073 with request_uri', { request_uri: 'https://client.example/request' }, 400, 'invalid_request'],
    ['C-074 with a signed request of a client registered for none', { request: 'x.y.z' }, 400, 'invalid_request'],
  ];
  it.each(cases)('%s', async (_, change, status, code) => {
    const answer = await ask(server, client, goodFields(server, change));
    expect(answer.status).toBe(status);
    // C-149: nothing but these members, printable ASCII
    expect(answer.json).toEqual({ error: code, error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('C-027 to other methods and bodies', async () => {
    expect((await request(endpoint())).status).toBe(405);
    const json = await sendJson('POST', endpoint(), goodFields(server), { authorization: client.authorization });
    expect(json).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    const query = `${endpoint()}?${new URLSearchParams(goodFields(server)).toString()}`;
    expect(await postForm(query, {}, { authorization: client.authorization })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    });
  });

  it('C-028, C-157 looks at the credentials first', async () => {
    const answer = await postForm(endpoint(), { scope: 'nonsense' }, { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=' });
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await postForm(endpoint(), goodFields(server))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  it('C-032 of a repeated parameter', async () => {
    const fields: [string, string][] = [...Object.entries(goodFields(server)), ['scope', 'openid']];
    expect(await ask(server, client, fields)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('C-015, C-154 to a client without the grant', async () => {
    const other = await createClient(server, {
      oauth: { grant_types: ['authorization_code'], backchannel_custom_authenticator_id: undefined },
    });
    expect(await ask(server, other, goodFields(server))).toMatchObject({ status: 400, json: { error: 'unauthorized_client' } });
  });

  it('C-018 to a public client', async () => {
    const fields = { ...goodFields(server), client_id: server.facts.mobileClientId };
    expect(await postForm(endpoint(), fields)).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  it('C-158 for a known user without a device that could be asked', async () => {
    const login = 'no.device@example.com';
    await sendJson(
      'POST',
      `${server.url}/api/v1/users?activate=true`,
      {
        profile: { login, email: login, firstName: 'No', lastName: 'Device' },
        credentials: { password: { value: 'correct horse battery' } },
      },
      { authorization: `SSWS ${server.facts.apiToken}` },
    );
    expect(await ask(server, client, goodFields(server, { login_hint: login }))).toMatchObject({
      status: 403,
      json: { error: 'access_denied' },
    });
  });

  it('C-052 disturbs nobody', async () => {
    const before = (await pendingChallenges(device)).length;
    await ask(server, client, goodFields(server, { binding_message: '50% off' }));
    expect(await pendingChallenges(device)).toHaveLength(before);
  });

  it('S-041 looks like an acknowledgement when the client asks for uniform answers', async () => {
    const uniform = await createClient(server, { oauth: { backchannel_uniform_hints: true } });
    const known = await ask(server, uniform, goodFields(server));
    const unknown = await ask(server, uniform, goodFields(server, { login_hint: 'nobody@example.com' }));
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(Object.keys(Object(unknown.json))).toEqual(Object.keys(Object(known.json)));
  });

  it('S-042 slows a client that guesses users', async () => {
    const guesser = await createClient(server);
    for (let turn = 0; turn < 100; turn += 1) await ask(server, guesser, goodFields(server, { login_hint: `nobody${turn}@example.com` }));
    const answer = await ask(server, guesser, goodFields(server));
    expect(answer).toMatchObject({ status: 429, json: { error: 'temporarily_unavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(server, client, goodFields(server))).status).toBe(200);
  });
});
