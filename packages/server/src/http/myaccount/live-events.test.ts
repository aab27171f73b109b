import { get, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { toTimestamp } from '@countersign/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { manageScope, openDeviceApp, type DeviceApp } from '../../testing/open-device-app.js';

const path = '/idp/myaccount/app-authenticators/events';
const readScope = manageScope.replace('manage', 'maintenance.read');
let app: DeviceApp;
let url: string;
const opened: ClientRequest[] = [];

beforeAll(async () => {
  app = await openDeviceApp();
  url = await app.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  for (const stream of opened.splice(0)) stream.destroy();
  await vi.waitUntil(() => app.engine.live.size === 0);
});
afterAll(() => app.close());

/** What an app reads: the head, the text so far, and whether it is over. */
interface Read {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly over: boolean;
}

function open(token: string, query = '', headers: Record<string, string> = {}): Promise<Read> {
  return new Promise((resolve, reject) => {
    const request = get(
      `${url}${path}${query}`,
      { agent: false, headers: { authorization: `Bearer ${token}`, ...headers } },
      (response) => {
        const stream = { status: response.statusCode, headers: response.headers, text: '', over: false };
        response.setEncoding('utf8').on('data', (chunk: string) => (stream.text += chunk));
        response.on('close', () => (stream.over = true)).on('error', () => undefined);
        resolve(stream);
      },
    );
    request.on('error', reject);
    opened.push(request);
  });
}
async function person(devices = 1) {
  const userId = await app.addUser();
  const token = await app.bearer({ userId, scopes: [readScope] });
  const phones = [];
  for (let count = 0; count < devices; count += 1) {
    const device = app.newDevice();
    phones.push({ device, ...(await app.enroll(device, { userId, pushToken: '' })) });
  }
  return { userId, login: `${userId}@example.com`, token, phones };
}
const event = (type: string, transactionId: unknown, enrollmentId: string | undefined) =>
  `event: ${type}\ndata: ${JSON.stringify({ transactionId, enrollmentId })}\n\n`;

describe('the live channel (decisions 2.10)', () => {
  it('tells an open app of a challenge and of its end, on every device of the person, with ids only', async () => {
    const { login, token, phones } = await person(2);
    const [here, there] = phones;
    const stream = await open(token, `?enrollment=${there?.enrollmentId}`);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-okta-request-id': expect.any(String),
    });
    await app.ask({ login_hint: login, binding_message: 'Pay 50 EUR' });
    await expect.poll(() => stream.text.split('event: challenge').length, { interval: 10 }).toBe(3);
    const [challenge = ''] = await app.pending(here ?? { pending: '' }, token);
    const { transactionId } = JSON.parse(/data: (.*)/.exec(stream.text)?.[1] ?? '{}');
    if (here === undefined) throw new Error('no device');
    await app.answer(here.device, challenge);
    await expect.poll(() => stream.text.split('event: closed').length, { interval: 10 }).toBe(3);
    const expected = [
      ': open\n\n',
      ...['challenge', 'closed'].flatMap((type) => phones.map((phone) => event(type, transactionId, phone.enrollmentId))),
    ];
    expect(stream.text.split(/(?<=\n\n)/).toSorted()).toEqual(expected.toSorted());
  });

  it('first tells what waits already, and beats every fifteen seconds', async () => {
    const { login, token, phones } = await person();
    await app.ask({ login_hint: login });
    const stream = await open(token);
    await expect.poll(() => stream.text, { interval: 10 }).toContain(phones[0]?.enrollmentId);
    app.clock.advance(15_000);
    await expect.poll(() => stream.text, { interval: 10 }).toContain(': beat\n\n');
  });

  it('ends with its token', async () => {
    const { token } = await person();
    const stream = await open(token);
    app.clock.advance(3_590_000);
    expect(stream.over).toBe(false);
    app.clock.advance(10_000);
    await expect.poll(() => stream.over, { interval: 10 }).toBe(true);
  });

  it('is for trusted origins, as its neighbours are', async () => {
    const trusted = 'https://approve.example.com';
    await app.database.query({
      text: `insert into trusted_origin (id, org_id, name, origin, status, scopes, created_at, updated_at)
        values ('tosTest', $1, 'Approve', $2, 'ACTIVE', '["CORS"]', $3, $3)`,
      values: [app.orgId, trusted, toTimestamp(app.clock.now())],
    });
    await app.engine.bus.publish([{ kind: 'changed', record: 'trusted-origin', id: '' }]);
    const { token } = await person();
    const allowed = async (origin: string) => (await open(token, '', { origin })).headers['access-control-allow-origin'];
    expect(await allowed(trusted)).toBe(trusted);
    expect(await allowed('https://evil.example')).toBeUndefined();
  });

  it.each<[string, () => Promise<{ readonly token: string; readonly query?: string }>, number, string]>([
    ['without a good token', async () => ({ token: 'nonsense' }), 401, 'E0000011'],
    ['without a scope for it', async () => ({ token: await app.bearer({ scopes: ['openid'] }) }), 403, 'E0000006'],
    [
      'for the enrollment of somebody else',
      async () => ({ token: (await person()).token, query: `?enrollment=${(await person()).phones[0]?.enrollmentId}` }),
      403,
      'E0000006',
    ],
    ['for what is no enrollment', async () => ({ token: (await person()).token, query: '?enrollment=../x' }), 404, 'E0000007'],
    ['for who has enrolled nothing', async () => ({ token: (await person(0)).token }), 410, 'E0000154'],
  ])('is refused %s', async (_what, caller, status, code) => {
    const { token, query = '' } = await caller();
    const answer = await app.call('GET', `${path}${query}`, { token });
    expect([answer.statusCode, answer.json().errorCode]).toEqual([status, code]);
  });

  it('is refused to who holds too many, and free again when one hangs up', async () => {
    const { token } = await person();
    await open(token);
    await open(token);
    expect((await app.call('GET', path, { token })).json()).toMatchObject({ errorCode: 'E0000047' });
    opened.at(-1)?.destroy();
    await expect.poll(() => app.engine.live.size, { interval: 10 }).toBe(1);
    expect((await open(token)).status).toBe(200);
  });

  it('ends for all when the node goes down', async () => {
    const { token } = await person();
    const stream = await open(token);
    app.engine.live.close();
    await expect.poll(() => stream.over, { interval: 10 }).toBe(true);
    expect((await app.call('GET', path, { token })).statusCode).toBe(429);
  });
});
