/** The token request over HTTP: ciba-requirements 1.11, 1.12, 1.15, 1.16. Time stands still unless a test moves it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cibaGrantType } from '../support/ciba.js';
import { type AnswerOptions, answerPending, enrollDevice, pendingChallenges, type TestDevice } from '../support/device.js';
import { type HttpAnswer, memberAt, postForm, request, sendJson, textMember } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { askedWell, type CibaClient, createClient, goodFields, pollOnce, quickstartClient } from './cast.js';

let server: ServerInProcess;
let client: CibaClient;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess();
  client = quickstartClient(server);
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

const errorOf = (answer: HttpAnswer): unknown => memberAt(answer.json, 'error') ?? answer.status;
const poll = async (authReqId: string): Promise<unknown> => errorOf(await pollOnce(server, client, authReqId));

/** The device answers at the server's time, wherever a test has moved it. */
function answer(message: string, options: AnswerOptions = {}): Promise<HttpAnswer> {
  const now = Math.floor(server.clock.now() / 1_000);
  return answerPending(device, message, { ...options, claims: { iat: now, nbf: now - 300, exp: now + 300, ...options.claims } });
}

describe('a request its client takes back', () => {
  const takeBack = (authReqId: string, authorization: string): Promise<HttpAnswer> =>
    postForm(`${server.url}/oauth2/default/v1/revoke`, { token: authReqId }, { authorization });

  it('is asked no more on any device and gives no tokens; of somebody else nothing is taken', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const stranger = await createClient(server);
    expect((await takeBack(authReqId, stranger.authorization)).status).toBe(200);
    expect(await poll(authReqId)).toBe('authorization_pending');
    expect((await takeBack(authReqId, client.authorization)).status).toBe(200);
    expect(await poll(authReqId)).toBe('access_denied');
    expect(await pendingChallenges(device)).toEqual([]);
    await expect(answer(message)).rejects.toThrow('no pending challenge');
  });
});

describe('an approved request', () => {
  it('C-099, C-102, C-104, C-135 is pending before, and gives its tokens after', async () => {
    const { authReqId, message } = await askedWell(server, client);
    expect(await poll(authReqId)).toBe('authorization_pending');
    expect((await answer(message)).status).toBe(200);
    const tokens = await pollOnce(server, client, authReqId);
    expect(tokens.status).toBe(200);
    expect(tokens.headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(Object(tokens.json))).toEqual(['token_type', 'expires_in', 'access_token', 'scope', 'id_token']);
    const claims = claimsOf(textMember(tokens, 'id_token'));
    expect(claims).toMatchObject({
      iss: server.facts.issuer,
      sub: device.userId,
      aud: client.clientId,
      amr: ['swk'],
      auth_time: server.clock.now() / 1_000,
    });
    for (const name of ['nonce', 'c_hash', 's_hash']) expect(claims).not.toHaveProperty(name);
  });

  it('C-101, S-033 gives them once, to one of 50 parallel polls', async () => {
    const { authReqId, message } = await askedWell(server, client);
    await answer(message);
    const answers = await Promise.all(Array.from({ length: 50 }, () => pollOnce(server, client, authReqId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(errorOf))).toEqual(new Set(['invalid_grant']));
    expect(await poll(authReqId)).toBe('invalid_grant');
  });

  it('C-105 is redeemed however fast the client polls', async () => {
    const { authReqId, message } = await askedWell(server, client);
    await poll(authReqId);
    await answer(message);
    expect(await poll(authReqId)).toBe(200);
  });

  it('C-134 can be fetched for a minute after a decision in the last second, then dies', async () => {
    const late = await askedWell(server, client, { requested_expiry: '10' });
    const tooLate = await askedWell(server, client, { requested_expiry: '10' });
    server.clock.advance(9_000);
    await answer(late.message);
    await answer(tooLate.message);
    server.clock.advance(59_000);
    expect(await poll(late.authReqId)).toBe(200);
    server.clock.advance(2_000);
    expect(await poll(tooLate.authReqId)).toBe('expired_token');
  });

  it('returns a refresh token when offline_access was asked for', async () => {
    const { authReqId, message } = await askedWell(server, client, { scope: 'openid offline_access' });
    await answer(message);
    expect(memberAt((await pollOnce(server, client, authReqId)).json, 'refresh_token')).toMatch(/^.{20,}$/);
  });

  it('C-049 says in acr what was met', async () => {
    const { authReqId, message } = await askedWell(server, client, { acr_values: 'urn:okta:loa:2fa:any urn:okta:loa:1fa:any' });
    await answer(message);
    const tokens = await pollOnce(server, client, authReqId);
    expect(claimsOf(textMember(tokens, 'id_token'))['acr']).toBe('urn:okta:loa:1fa:any');
  });
});

describe('other ends', () => {
  it('okta-api 1.4 who may no longer use the application when the tokens are fetched gets access_denied, for good', async () => {
    const assigned = await createClient(server, { implicitAssignment: false });
    const administrator = { authorization: `SSWS ${server.facts.apiToken}` };
    const groups = `${server.url}/api/v1/apps/${assigned.clientId}/groups`;
    const everyone = String(memberAt((await request(groups, { headers: administrator })).json, 0, 'id'));
    const { authReqId, message } = await askedWell(server, assigned);
    expect((await answer(message)).status).toBe(200);
    expect((await request(`${groups}/${everyone}`, { method: 'DELETE', headers: administrator })).status).toBe(204);
    expect(errorOf(await pollOnce(server, assigned, authReqId))).toBe('access_denied');
    await sendJson('PUT', `${groups}/${everyone}`, {}, administrator);
    expect(errorOf(await pollOnce(server, assigned, authReqId))).toBe('access_denied');
  });

  it('an authorization server that is shut down while a poll is held gives out nothing', async () => {
    const administrator = { authorization: `SSWS ${server.facts.apiToken}` };
    const servers = await request(`${server.url}/api/v1/authorizationServers`, { headers: administrator });
    const lifecycle = `${server.url}/api/v1/authorizationServers/${String(memberAt(servers.json, 0, 'id'))}/lifecycle`;
    const { authReqId, message } = await askedWell(server, client);
    const held = pollOnce(server, client, authReqId, { prefer: 'wait=20' });
    while (server.running.engine.index.held.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await sendJson('POST', `${lifecycle}/deactivate`, undefined, administrator);
    expect((await answer(message)).status).toBe(404);
    server.clock.advance(20_000);
    expect(await held).toMatchObject({ status: 404, json: { error: 'invalid_request' } });
    await sendJson('POST', `${lifecycle}/activate`, undefined, administrator);
    expect((await answer(message)).status).toBe(200);
    expect(await poll(authReqId)).toBe(200);
  });

  it('C-138 a refusal is access_denied, again and again', async () => {
    const { authReqId, message } = await askedWell(server, client);
    expect((await answer(message, { consent: 'DENIED_CONSENT_PROMPT' })).status).toBe(204);
    expect(await poll(authReqId)).toBe('access_denied');
    expect(await poll(authReqId)).toBe('access_denied');
  });

  it('C-132, C-133, C-137 nobody answers: expired_token, after ten more minutes invalid_grant', async () => {
    const { authReqId, message } = await askedWell(server, client);
    server.clock.advance(299_000);
    expect(await poll(authReqId)).toBe('authorization_pending');
    server.clock.advance(1_000);
    expect(await poll(authReqId)).toBe('expired_token');
    await expect(answer(message)).rejects.toThrow(/no pending challenge/);
    server.clock.advance(599_000);
    expect(await poll(authReqId)).toBe('expired_token');
    server.clock.advance(2_000);
    expect(await poll(authReqId)).toBe('invalid_grant');
  });

  it('C-139 unknown, foreign and used ids look alike', async () => {
    const foreign = await createClient(server);
    const { authReqId, message } = await askedWell(server, client);
    const used = await askedWell(server, client);
    await answer(used.message);
    await pollOnce(server, client, used.authReqId);
    const answers = [
      await pollOnce(server, client, 'ft-unknown'),
      await pollOnce(server, foreign, authReqId),
      await pollOnce(server, client, used.authReqId),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(errorOf(answers[0] ?? answers[1] ?? never())).toBe('invalid_grant');
    await answer(message);
    expect(await poll(authReqId)).toBe(200);
  });

  it('S-040 the name the device knows is worth nothing here', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const row = await server.running.engine.index.find('none');
    expect(row).toBeUndefined();
    await answer(message);
    expect(await poll(message)).toBe('invalid_grant');
    expect(await poll(authReqId)).toBe(200);
  });

  it('is not known at another authorization server', async () => {
    const { authReqId } = await askedWell(server, client);
    const answered = await postForm(
      `${server.url}/oauth2/v1/token`,
      { grant_type: cibaGrantType, auth_req_id: authReqId },
      { authorization: client.authorization },
    );
    expect(errorOf(answered)).toBe('invalid_grant');
  });

  it('C-095 without auth_req_id is invalid_request', async () => {
    const answered = await postForm(
      `${server.url}/oauth2/default/v1/token`,
      { grant_type: cibaGrantType },
      { authorization: client.authorization },
    );
    expect(answered).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  it('S-038 a client that guesses ids is slowed down', async () => {
    const guesser = await createClient(server);
    for (let turn = 0; turn < 100; turn += 1) await pollOnce(server, guesser, `ft-guess-${turn}`);
    expect(errorOf(await pollOnce(server, guesser, 'ft-guess'))).toBe('temporarily_unavailable');
  });
});

describe('pacing', () => {
  it('C-105, C-107 the first poll comes when it likes, later ones keep the interval', async () => {
    const { authReqId } = await askedWell(server, client);
    expect(await poll(authReqId)).toBe('authorization_pending');
    server.clock.advance(5_000);
    expect(await poll(authReqId)).toBe('authorization_pending');
    server.clock.advance(5_000);
    expect(await poll(authReqId)).toBe('authorization_pending');
  });

  it('C-106, C-136 too soon is slow_down, and the interval grows by five seconds for all later polls', async () => {
    const { authReqId } = await askedWell(server, client);
    await poll(authReqId);
    server.clock.advance(4_000);
    expect(await poll(authReqId)).toBe('slow_down');
    server.clock.advance(5_000);
    expect(await poll(authReqId)).toBe('slow_down');
    server.clock.advance(14_999);
    expect(await poll(authReqId)).toBe('slow_down');
    server.clock.advance(20_000);
    expect(await poll(authReqId)).toBe('authorization_pending');
  });

  it('grows by five seconds a slow_down under parallel polls, none lost', async () => {
    const { authReqId } = await askedWell(server, client);
    await poll(authReqId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => poll(authReqId)));
    expect(new Set(answers)).toEqual(new Set(['slow_down']));
    server.clock.advance(54_000);
    expect(await poll(authReqId)).toBe('slow_down');
    server.clock.advance(60_000);
    expect(await poll(authReqId)).toBe('authorization_pending');
  });

  it('C-109 twenty rapid polls leave the request alive', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const answers: unknown[] = [];
    for (let turn = 0; turn < 20; turn += 1) answers.push(await poll(authReqId));
    expect(new Set(answers)).toEqual(new Set(['authorization_pending', 'slow_down']));
    await answer(message);
    expect(await poll(authReqId)).toBe(200);
  });

  it('ignores the noise of the guide in the token call', async () => {
    const { authReqId, message } = await askedWell(server, client);
    await answer(message);
    const answered = await postForm(
      `${server.url}/oauth2/default/v1/token`,
      { grant_type: cibaGrantType, auth_req_id: authReqId, scope: 'openid email', login_hint: goodFields(server)['login_hint'] ?? '' },
      { authorization: client.authorization },
    );
    expect(answered.status).toBe(200);
  });
});

function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  return { ...Object(claims) };
}

function never(): never {
  throw new Error('no answer');
}
