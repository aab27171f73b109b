/** What keeps people from being asked too often, by the wrong application, or for somebody else: security model T1. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerChallenge,
  enrollDevice,
  maintenanceToken,
  pendingChallenges,
  type TestChallenge,
  type TestDevice,
} from '../support/device.js';
import { type HttpAnswer, memberAt, postForm, request, sendJson, textMember } from '../support/http.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';
import { ask, askedWell, type CibaClient, createClient, goodFields, pollOnce, quickstartClient } from './cast.js';

let server: ServerInProcess;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess({ PROMPT_LIMITS: 'on' });
  device = await enrollDevice(server);
});
afterAll(() => server.stop());
// Days later, without moving the clock, which tokens and devices follow.
beforeEach(async () => {
  const past = `created_at = created_at - interval '2 days', expires_at = expires_at - interval '2 days'`;
  await server.database.transaction([{ text: `update challenge set ${past}` }, { text: `update backchannel_request set ${past}` }]);
});

const ssws = () => ({ authorization: `SSWS ${server.facts.apiToken}` });
const eventsOf = async (eventType: string) => {
  const text = 'select severity, outcome, targets, debug_data from system_log where event_type = $1 order by published_at';
  return (await server.database.query<Record<string, unknown>>({ text, values: [eventType] })).rows;
};
async function challengeOf(message: string): Promise<TestChallenge> {
  const found = (await pendingChallenges(device)).find(({ claims }) => memberAt(claims['challengeContext'], 'bindingMessage') === message);
  if (found === undefined) throw new Error(`no pending challenge says "${message}"`);
  return found;
}
const answer = async (message: string, consent: string, claims: Record<string, unknown> = {}) =>
  answerChallenge(device, await challengeOf(message), { consent, claims });
async function report(transactionId: unknown, reason: string, enrollmentId = device.enrollmentId): Promise<HttpAnswer> {
  const token = textMember(await maintenanceToken(server, device), 'access_token');
  const url = `${server.facts.orgUrl}/idp/myaccount/app-authenticators/${enrollmentId}/transactions/${String(transactionId)}/report`;
  return sendJson('POST', url, { reason }, { authorization: `Bearer ${token}` });
}

describe('prompt limits of the quickstart org', () => {
  it('S-007 the sixth live prompt of one client is refused with an event, however many are asked at once; another client may still ask', async () => {
    const [client, other] = [await createClient(server), await createClient(server)];
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(server, client, goodFields(server))));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(7);
    for (const { status, json } of refused) {
      expect(status).toBe(403);
      expect(json).toEqual({ error: 'access_denied', error_description: 'The user cannot be asked now.' });
    }
    const events = await eventsOf('x.ciba.prompt.limit');
    expect(events).toHaveLength(7);
    expect(events[0]).toMatchObject({ severity: 'WARN', outcome: { result: 'DENY', reason: 'prompt limit: livePerClient' } });
    expect((await ask(server, other, goodFields(server))).status).toBe(200);
    expect(await pendingChallenges(device)).toHaveLength(6);
  });

  it('S-008 count the person, however a client names them', async () => {
    const client = await createClient(server);
    const { authReqId, message } = await askedWell(server, client);
    await answer(message, 'APPROVED_CONSENT_PROMPT');
    const idToken = textMember(await pollUntilDecided(client, authReqId), 'id_token');
    const { login } = server.facts.user;
    const hints = [{ login_hint: login }, { login_hint: login.toUpperCase() }, { id_token_hint: idToken }];
    const answers = await Promise.all([...hints, ...hints, ...hints].map((hint) => ask(server, client, { scope: 'openid', ...hint })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  it('S-041 a client with uniform answers does not learn that somebody is asked too often', async () => {
    const client = await createClient(server, { oauth: { backchannel_uniform_hints: true } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(server, client, goodFields(server))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(new Set(answers.map(({ json }) => Object.keys(Object(json)).join())).size).toBe(1);
    expect(await pendingChallenges(device)).toHaveLength(5);
  });
});

describe('the limits as an administrator sets them', () => {
  const url = () => `${server.url}/api/v1/org/promptLimits`;
  const put = (limits: object) => sendJson('PUT', url(), limits, ssws());

  it('count from the next request on; what is left out is as in a new org', async () => {
    const before = (await request(url(), { headers: ssws() })).json;
    expect(before).toMatchObject({ live: 10, livePerClient: 5, perTenMinutes: 60, perDay: 500 });
    const client = await createClient(server);
    expect((await put({ live: 2, livePerClient: 2 })).json).toMatchObject({ live: 2, livePerClient: 2, perTenMinutes: 5, perDay: 20 });
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask(server, client, goodFields(server))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect((await put({ live: 0 })).status).toBe(400);
    expect((await put({ perHour: 3 })).status).toBe(400);
    expect((await put(Object(before))).json).toEqual(before);
  });
});

describe('do not disturb (S-011)', () => {
  it('nobody asks while the pause lasts, which the person ends at will', async () => {
    const client = await createClient(server);
    const authorization = `Bearer ${textMember(await maintenanceToken(server, device), 'access_token')}`;
    const url = `${server.facts.orgUrl}/idp/myaccount/app-authenticators/${device.enrollmentId}/pause`;
    const pausedUntil = async () => memberAt((await request(url, { headers: { authorization } })).json, 'pausedUntil');
    expect(await pausedUntil()).toBeNull();
    const until = new Date(server.clock.now() + 30 * 60_000).toISOString();
    expect((await sendJson('POST', url, { minutes: 30 }, { authorization })).json).toEqual({ pausedUntil: until });
    expect(await pausedUntil()).toBe(until);
    expect(await ask(server, client, goodFields(server))).toMatchObject({ status: 403, json: { error: 'access_denied' } });
    expect(await pendingChallenges(device)).toEqual([]);
    expect((await eventsOf('x.ciba.prompt.limit')).at(-1)).toMatchObject({ outcome: { reason: 'prompt limit: paused' } });
    expect((await sendJson('POST', url, { minutes: 1441 }, { authorization })).status).toBe(400);
    expect((await sendJson('POST', url, { minutes: 5 })).status).toBe(401);
    expect((await request(url, { method: 'DELETE', headers: { authorization } })).status).toBe(204);
    expect((await ask(server, client, goodFields(server))).status).toBe(200);
  });
});

describe('a report from the device (S-006, S-010)', () => {
  it('not_me: the client is refused for this person until an administrator releases it', async () => {
    const client = await createClient(server);
    const { message } = await askedWell(server, client);
    const { transactionId } = (await challengeOf(message)).claims;
    expect((await report(transactionId, 'not_me')).status).toBe(400);
    expect((await answer(message, 'DENIED_CONSENT_PROMPT')).status).toBe(204);
    expect((await report(transactionId, 'not_me')).status).toBe(204);
    expect((await report(transactionId, 'not_me')).status).toBe(204);

    expect(await ask(server, client, goodFields(server))).toMatchObject({ status: 403, json: { error: 'access_denied' } });
    expect((await ask(server, quickstartClient(server), goodFields(server))).status).toBe(200);
    expect((await eventsOf('user.account.report_suspicious_activity_by_enduser'))[0]).toMatchObject({
      severity: 'WARN',
      debug_data: { reason: 'not_me', transactionId },
    });

    const blocks = `${server.url}/api/v1/users/${device.userId}/clientBlocks`;
    expect((await request(blocks, { headers: ssws() })).json).toMatchObject([
      { clientId: client.clientId, reason: 'not_me', transactionId, enrollmentId: device.enrollmentId },
    ]);
    expect((await request(`${blocks}/${client.clientId}`, { method: 'DELETE', headers: ssws() })).status).toBe(204);
    expect((await request(`${blocks}/${client.clientId}`, { method: 'DELETE', headers: ssws() })).status).toBe(404);
    // the same report again, late: what the administrator decided stands
    expect((await report(transactionId, 'not_me')).status).toBe(204);
    expect((await request(blocks, { headers: ssws() })).json).toEqual([]);
    expect((await ask(server, client, goodFields(server))).status).toBe(200);
  });

  it('ends the tokens of an approval that was fetched', async () => {
    const client = await createClient(server);
    const { authReqId, message } = await askedWell(server, client);
    const { transactionId } = (await challengeOf(message)).claims;
    await answer(message, 'APPROVED_CONSENT_PROMPT');
    const accessToken = textMember(await pollUntilDecided(client, authReqId), 'access_token');
    const userinfo = () => request(`${server.url}/oauth2/default/v1/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect((await userinfo()).status).toBe(200);
    expect((await report(transactionId, 'changed_mind')).status).toBe(204);
    expect((await userinfo()).status).toBe(401);
    expect((await ask(server, client, goodFields(server))).status).toBe(200);
  });

  it('ends an approval that nobody has fetched yet', async () => {
    const client = await createClient(server);
    const { authReqId, message } = await askedWell(server, client);
    const { transactionId } = (await challengeOf(message)).claims;
    await answer(message, 'APPROVED_CONSENT_PROMPT');
    expect((await report(transactionId, 'wrong_details')).status).toBe(204);
    expect(await pollUntilDecided(client, authReqId)).toMatchObject({ status: 400, json: { error: 'access_denied' } });
  });

  it('S-010 not_me ends whatever else the client asks, whoever waits for it, and holds however the person is named', async () => {
    const client = await createClient(server);
    const [first, waiting, approved] = [await askedWell(server, client), await askedWell(server, client), await askedWell(server, client)];
    const { transactionId } = (await challengeOf(first.message)).claims;
    const other = await askedWell(server, quickstartClient(server), { scope: 'openid' });
    await answer(approved.message, 'APPROVED_CONSENT_PROMPT');
    await answer(first.message, 'DENIED_CONSENT_PROMPT');
    const held = pollUntilDecided(client, waiting.authReqId);
    expect((await report(transactionId, 'not_me')).status).toBe(204);
    for (const end of [await held, await pollUntilDecided(client, approved.authReqId)])
      expect(end).toMatchObject({ status: 400, json: { error: 'access_denied' } });
    const left = (await pendingChallenges(device)).map(({ claims }) => memberAt(claims['challengeContext'], 'bindingMessage'));
    expect(left).toEqual([other.message]);
    const upper = await ask(server, client, goodFields(server, { login_hint: server.facts.user.login.toUpperCase() }));
    expect(upper.status).toBe(403);
  });

  it('S-076 fifty approvals, denials, reports, withdrawals and polls at once end in one state, and no token outlives a report', async () => {
    const client = await createClient(server);
    const { authReqId, message } = await askedWell(server, client);
    const challenge = await challengeOf(message);
    const { transactionId } = challenge.claims;
    const token = { token: authReqId };
    const turns: readonly (() => Promise<HttpAnswer>)[] = [
      () => answerChallenge(device, challenge),
      () => answerChallenge(device, challenge, { consent: 'DENIED_CONSENT_PROMPT' }),
      () => report(transactionId, 'changed_mind'),
      () => postForm(`${server.url}/oauth2/default/v1/revoke`, token, { authorization: client.authorization }),
      () => pollOnce(server, client, authReqId),
    ];
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => turns[turn % turns.length]?.()));
    expect(answers.filter((each) => (each?.status ?? 500) >= 500)).toEqual([]);
    const tokens = answers.map((each) => memberAt(each?.json, 'access_token')).filter((each) => typeof each === 'string');
    expect(tokens.length).toBeLessThanOrEqual(1);
    // the last word, after whatever was first
    expect((await report(transactionId, 'changed_mind')).status).toBe(204);
    for (const accessToken of tokens) {
      const userinfo = `${server.url}/oauth2/default/v1/userinfo`;
      expect((await request(userinfo, { headers: { authorization: `Bearer ${accessToken}` } })).status).toBe(401);
    }
    expect((await pollOnce(server, client, authReqId)).status).toBe(400);
    expect(await pendingChallenges(device)).toEqual([]);
  });

  it('says nothing of transactions this device was not asked about, and takes known reasons only', async () => {
    expect((await report('ftunknown', 'not_me')).status).toBe(404);
    expect((await report('..%2f', 'not_me')).status).toBe(404);
    expect((await report('ftunknown', 'bored')).status).toBe(400);
    expect((await report('ftunknown', 'not_me', 'pfdunknown')).status).toBe(404);
    const url = `${server.facts.orgUrl}/idp/myaccount/app-authenticators/${device.enrollmentId}/transactions/ftunknown/report`;
    expect((await sendJson('POST', url, { reason: 'not_me' })).status).toBe(401);
  });
});

describe('number matching (S-013)', () => {
  it.each(['choose', 'type'])('%s: the application has the number, the device never; approvals need it', async (mode) => {
    const client = await createClient(server, { oauth: { backchannel_number_challenge: mode } });
    const asked = async () => {
      const fields = goodFields(server);
      const acknowledged = await ask(server, client, fields);
      const number = textMember(acknowledged, 'number_challenge');
      expect(number).toMatch(/^[1-9]\d$/);
      return { number, message: fields['binding_message'] ?? '', authReqId: textMember(acknowledged, 'auth_req_id') };
    };

    const first = await asked();
    const challenge = await challengeOf(first.message);
    if (mode === 'type') expect(challenge.claims['cs_number']).toEqual({});
    else expect(memberAt(challenge.claims, 'cs_number', 'choices')).toEqual(expect.arrayContaining([first.number]));
    expect(memberAt(challenge.display, 'numberChallenge')).toBeUndefined();
    // a device that knows no numbers cannot approve
    expect((await answer(first.message, 'APPROVED_CONSENT_PROMPT')).status).toBe(400);
    expect((await answer(first.message, 'APPROVED_CONSENT_PROMPT', { cs_number: first.number })).status).toBe(200);
    expect((await pollUntilDecided(client, first.authReqId)).status).toBe(200);

    const second = await asked();
    const wrong = second.number === '10' ? '11' : '10';
    expect((await answer(second.message, 'APPROVED_CONSENT_PROMPT', { cs_number: wrong })).status).toBe(204);
    expect(await pollUntilDecided(client, second.authReqId)).toMatchObject({ status: 400, json: { error: 'access_denied' } });
    const { rows } = await server.database.query<{ reason: string }>({
      text: `select decision->>'reason' as reason from backchannel_request where binding_message = $1`,
      values: [second.message],
    });
    expect(rows).toEqual([{ reason: 'APPROVED_CONSENT_PROMPT by proofOfPossession, with a wrong number' }]);
  });
});

/** The decision reaches the index of this node with a message of the database. */
async function pollUntilDecided(client: CibaClient, authReqId: string): Promise<HttpAnswer> {
  return pollOnce(server, client, authReqId, { prefer: 'wait=5' });
}
