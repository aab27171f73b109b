/** Held polls over HTTP: ciba-requirements 1.12, decisions 1.9. The clock stands still, so that only the decision itself can answer. */
import { createMissCounter, handleTokenRequest, requestBackchannelAuthentication } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cibaGrantType } from '../support/ciba.js';
import { type AnswerOptions, answerPending, enrollDevice, type TestDevice } from '../support/device.js';
import { type HttpAnswer, memberAt } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { askedWell, type CibaClient, createClient, goodFields, pollOnce, quickstartClient } from './cast.js';

let server: ServerInProcess;
let client: CibaClient;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess({ HELD_POLLS_PER_CLIENT: '3000' });
  client = quickstartClient(server);
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

const errorOf = (answer: HttpAnswer): unknown => memberAt(answer.json, 'error') ?? answer.status;
const hold = (authReqId: string, seconds = 20, holder = client) => pollOnce(server, holder, authReqId, { prefer: `wait=${seconds}` });
const held = () => server.running.engine.index.held;

function answer(message: string, options: AnswerOptions = {}): Promise<HttpAnswer> {
  const now = Math.floor(server.clock.now() / 1_000);
  return answerPending(device, message, { ...options, claims: { iat: now, nbf: now - 300, exp: now + 300 } });
}

/** Waits until the server holds so many polls. */
async function untilHeld(count: number): Promise<void> {
  while (held().size !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a held poll', () => {
  it('C-110 is answered by the decision, with the preference applied, while no time passes', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const poll = hold(authReqId);
    await untilHeld(1);
    await answer(message);
    const tokens = await poll;
    expect(tokens.status).toBe(200);
    expect(tokens.headers.get('preference-applied')).toBe('wait=20');
  });

  it('is told of a refusal the same way', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const poll = hold(authReqId);
    await untilHeld(1);
    await answer(message, { consent: 'DENIED_CONSENT_PROMPT' });
    expect(errorOf(await poll)).toBe('access_denied');
  });

  it('C-110 waits 25 seconds at most, whatever was asked', async () => {
    const { authReqId } = await askedWell(server, client);
    const poll = hold(authReqId, 600);
    await untilHeld(1);
    server.clock.advance(24_000);
    expect(held().size).toBe(1);
    server.clock.advance(1_500);
    const pending = await poll;
    expect(errorOf(pending)).toBe('authorization_pending');
    expect(pending.headers.get('preference-applied')).toBe('wait=25');
    // the next one may follow at once
    const next = hold(authReqId, 1);
    await untilHeld(1);
    server.clock.advance(1_500);
    expect(errorOf(await next)).toBe('authorization_pending');
  });

  it('ends with the request', async () => {
    const { authReqId } = await askedWell(server, client, { requested_expiry: '10' });
    const poll = hold(authReqId);
    await untilHeld(1);
    server.clock.advance(11_000);
    expect(errorOf(await poll)).toBe('expired_token');
  });

  it('C-106 that comes too early is told so at once', async () => {
    const { authReqId } = await askedWell(server, client);
    await pollOnce(server, client, authReqId);
    expect(errorOf(await hold(authReqId))).toBe('slow_down');
  });

  it('C-111 gives way to a later one for the same request, and one of two gets the tokens', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const first = hold(authReqId);
    await untilHeld(1);
    server.clock.advance(5_000);
    const second = hold(authReqId);
    expect(errorOf(await first)).toBe('authorization_pending');
    await untilHeld(1);
    await answer(message);
    expect((await second).status).toBe(200);
  });

  it('C-113 consumes nothing when its connection closes', async () => {
    const { authReqId, message } = await askedWell(server, client);
    const connection = new AbortController();
    const poll = fetch(`${server.url}/oauth2/default/v1/token`, {
      method: 'POST',
      signal: connection.signal,
      headers: { authorization: client.authorization, prefer: 'wait=20', 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=urn:openid:params:grant-type:ciba&auth_req_id=${authReqId}`,
    }).catch(() => 'closed');
    await untilHeld(1);
    connection.abort();
    await poll;
    await untilHeld(0);
    await answer(message);
    expect((await pollOnce(server, client, authReqId)).status).toBe(200);
  });

  it('is what all polls of a client with that setting are', async () => {
    const holder = await createClient(server, { oauth: { backchannel_hold_polls: true } });
    const { authReqId, message } = await askedWell(server, holder);
    const poll = pollOnce(server, holder, authReqId);
    await untilHeld(1);
    await answer(message);
    const tokens = await poll;
    expect(tokens.status).toBe(200);
    expect(tokens.headers.has('preference-applied')).toBe(false);
  });

  it('changes nothing for those who do not ask for it', async () => {
    const { authReqId } = await askedWell(server, client);
    expect(errorOf(await pollOnce(server, client, authReqId))).toBe('authorization_pending');
    expect(held().size).toBe(0);
  });
});

describe('two thousand held polls', () => {
  it('cost at most 40 statements and 5 timers in ten seconds', async () => {
    const { engine } = server.running;
    const authReqIds = await Promise.all(Array.from({ length: 2_000 }, () => acknowledgedInside()));
    const timersBefore = server.clock.scheduledCount;
    const polls = authReqIds.map((authReqId) => holdInside(authReqId, 10));
    await untilHeld(2_000);
    const statements = server.database.statementCount();
    expect(server.clock.scheduledCount - timersBefore).toBeLessThanOrEqual(5);
    for (let second = 0; second < 9; second += 1) {
      server.clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(server.database.statementCount() - statements).toBeLessThanOrEqual(40);
    expect(engine.index.held.size).toBe(2_000);
    server.clock.advance(2_000);
    expect(new Set(await Promise.all(polls))).toEqual(new Set(['authorization_pending']));
  });

  /** Without sockets: what is counted is what the engine and the store do. */
  async function addressed() {
    const { engine } = server.running;
    const org = await engine.org.get();
    const defaultServer = await engine.authorizationServers.find(org.id, 'default');
    if (defaultServer === undefined) throw new Error('no default server');
    const caller = { requestId: 'test', ip: '127.0.0.1', userAgent: 'test' };
    return { org, server: defaultServer, authorization: client.authorization, caller };
  }

  async function acknowledgedInside(): Promise<string> {
    const { engine } = server.running;
    const unknownHints = createMissCounter(server.clock, { limit: 1, windowMs: 1 });
    const form = new Map(Object.entries(goodFields(server)));
    return (await requestBackchannelAuthentication(engine, unknownHints, { ...(await addressed()), form })).auth_req_id;
  }

  async function holdInside(authReqId: string, waitSeconds: number): Promise<string> {
    const { engine, context } = server.running;
    const form = new Map([
      ['grant_type', cibaGrantType],
      ['auth_req_id', authReqId],
    ]);
    const closed = new AbortController().signal;
    const outcome = await handleTokenRequest(engine, context.grants, { ...(await addressed()), form, waitSeconds, closed });
    return outcome.kind === 'issued' ? 'issued' : outcome.error.code;
  }
});
