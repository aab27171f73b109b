import { logEventOutput, type LogEvent } from '@countersign/contracts';
import { sealing, sealLog, type SystemLogEvent } from '@countersign/engine';
import { type LogSeal, verifyLog } from '@countersign/evidence';
import { createEventStore } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ManagementApp, openManagementApp } from '../../testing/open-management-app.js';

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface Page {
  readonly events: readonly LogEvent[];
  readonly types: readonly string[];
  /** Path and query of the link, below `/api/v1`. */
  readonly self: string;
  readonly next: string | undefined;
}

async function read(path: string): Promise<Page> {
  const answer = await api.call('GET', path);
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
  const events = z.array(logEventOutput.strict()).parse(answer.json());
  const links = [answer.headers.link ?? []].flat();
  const linked = (relation: string) => {
    const url = links.find((link) => link.endsWith(`; rel="${relation}"`))?.match(/^<([^>]+)>/)?.[1];
    return url?.replace(`${api.orgUrl}/api/v1`, '');
  };
  return { events, types: events.map(({ eventType }) => eventType), self: linked('self') ?? '', next: linked('next') };
}

let counter = 0;
/** An event of a test's own type, `ageMs` old. */
async function happen(eventType: string, more: Partial<SystemLogEvent> = {}, ageMs = 0): Promise<void> {
  counter += 1;
  await createEventStore({ database: api.database }).append({
    uuid: `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`,
    orgId: api.orgId,
    publishedAt: api.clock.now() - ageMs,
    eventType,
    severity: 'INFO',
    displayMessage: eventType,
    actor: { id: 'system', type: 'SystemPrincipal' },
    targets: [],
    outcome: { result: 'SUCCESS' },
    requestId: '',
    ip: '',
    userAgent: '',
    debugData: {},
    ...more,
  });
}
const about = (filter: string) => `filter=${encodeURIComponent(filter)}`;

describe('GET /api/v1/logs', () => {
  it('shows who changed what in the shape of a LogEvent, with the id of the request and the rate limit', async () => {
    const answer = await api.call(
      'POST',
      '/groups',
      { profile: { name: 'Auditors' } },
      { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' },
    );
    const { id } = answer.json<{ id: string }>();
    const [event] = (await read(`/logs?${about(`target.id eq "${id}"`)}`)).events;
    expect(event).toMatchObject({
      published: new Date(api.clock.now()).toISOString(),
      eventType: 'group.lifecycle.create',
      version: '0',
      severity: 'INFO',
      legacyEventType: null,
      actor: { id: api.administratorId, type: 'User', alternateId: 'admin@countersign.local', detailEntry: null },
      client: { userAgent: { os: 'Windows', browser: 'FIREFOX' }, device: 'Computer', ipAddress: '127.0.0.1', id: null },
      outcome: { result: 'SUCCESS', reason: null },
      target: [{ id, displayName: 'Auditors', changeDetails: null }],
      transaction: { type: 'WEB', id: answer.headers['x-okta-request-id'] },
      request: { ipChain: [{ ip: '127.0.0.1', version: 'V4' }] },
    });
    const listed = await api.call('GET', '/logs?limit=1');
    expect(listed.headers).toMatchObject({ 'x-rate-limit-limit': expect.anything(), 'x-rate-limit-remaining': expect.anything() });
    expect((await api.call('GET', '/logs', undefined, { authorization: 'SSWS nothing' })).statusCode).toBe(401);
  });

  it('begins seven days ago, and ends pages of a closed time without a next one', async () => {
    await happen('x.page.old', {}, 8 * 86_400_000);
    for (const age of [3, 2, 1]) await happen(`x.page.${age}`, {}, age * 3_600_000);
    const filter = about('eventType sw "x.page."');
    expect((await read(`/logs?${filter}`)).types).toEqual(['x.page.3', 'x.page.2', 'x.page.1']);
    const until = new Date(api.clock.now() + 1).toISOString();
    expect((await read(`/logs?${filter}&until=${until}&since=2026-01-01`)).types[0]).toBe('x.page.old');
    for (const [order, types] of [
      ['ASCENDING', ['x.page.3', 'x.page.2', 'x.page.1']],
      ['DESCENDING', ['x.page.1', 'x.page.2', 'x.page.3']],
    ] as const) {
      const first = await read(`/logs?${filter}&until=${until}&limit=2&sortOrder=${order}`);
      expect(first.types).toEqual(types.slice(0, 2));
      expect(first.self).toContain(`sortOrder=${order}`);
      const second = await read(first.next ?? '');
      expect([second.types, second.next]).toEqual([types.slice(2), undefined]);
    }
    expect((await read('/logs?q=X.PAGE.2')).types).toEqual(['x.page.2']);
    expect((await read('/logs?limit=0')).types).toEqual([]);
  });

  it('lets a program poll: always a next page, every event once, also those that are written late', async () => {
    const start = `/logs?limit=3&since=${new Date(api.clock.now()).toISOString()}&${about('eventType sw "x.poll."')}`;
    const empty = await read(start);
    expect(empty.types).toEqual([]);
    await happen('x.poll.a');
    const first = await read(empty.next ?? '');
    expect(first.types).toEqual(['x.poll.a']);
    api.clock.advance(2_000);
    await happen('x.poll.b');
    await happen('x.poll.late', {}, 1_500);
    const second = await read(first.next ?? '');
    expect(second.types).toEqual(['x.poll.late', 'x.poll.b']);
    api.clock.advance(20_000);
    const third = await read(second.next ?? '');
    expect([third.types, third.next === undefined]).toEqual([[], false]);
    expect(third.next).not.toMatch(/0000000000\d\d/);
    for (let n = 0; n < 50; n += 1) await happen(`x.poll.many${n}`);
    const many: string[] = [];
    let at = third.next;
    for (let pages = 0; pages < 30; pages += 1) {
      const page = await read(at ?? '');
      many.push(...page.types);
      at = page.next;
      // the rest comes when the seconds of the first ones are over
      if (page.types.length === 0) api.clock.advance(6_000);
    }
    expect(many).toEqual(Array.from({ length: 50 }, (_, n) => `x.poll.many${n}`));
  });

  it.each([
    ['limit=1001', 'E0000001'],
    ['limit=-1', 'E0000001'],
    ['since=yesterday', 'E0000001'],
    ['until=2026-02-30T00:00:00Z', 'E0000001'],
    ['since=2026-01-02&until=2026-01-01', 'E0000001'],
    ['sortOrder=UP', 'E0000001'],
    [`q=${'a+'.repeat(11)}`, 'E0000001'],
    ['q=%00', 'E0000001'],
    ['after=00u1', 'E0000029'],
    ["after=1_'", 'E0000029'],
    ['after=253402300800000_', 'E0000029'],
    ['after=253402300799999_', 'none'],
    ['after=99999999999999_&since=0000-01-01', 'none'],
    ['until=9999-12-31T23:59:59-10:00&q=%5C(&filter=uuid+sw+%22%5C%5C%22', 'none'],
    ['filter=eventType', 'E0000031'],
    ['filter=published+gt+%229999-12-31T23:59:59-10:00%22', 'E0000031'],
    ['filter=password+eq+%22x%22', 'E0000031'],
  ])('answers %s with %s', async (query, code) => {
    const answer = await api.call('GET', `/logs?${query}`);
    expect([answer.statusCode, answer.json<{ errorCode?: string }>().errorCode ?? 'none']).toEqual([code === 'none' ? 200 : 400, code]);
  });

  it('never shows a secret, whatever was done with it', async () => {
    const app = await api.expect<{ id: string; credentials: { oauthClient: { client_id: string; client_secret: string } } }>(
      200,
      'POST',
      '/apps',
      {
        name: 'oidc_client',
        label: 'Secretive',
        signOnMode: 'OPENID_CONNECT',
        credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
        settings: {
          oauthClient: {
            application_type: 'web',
            grant_types: ['authorization_code'],
            response_types: ['code'],
            redirect_uris: ['https://app.example/callback'],
          },
        },
      },
    );
    const { client_id: clientId, client_secret: secret } = app.credentials.oauthClient;
    const rotated = await api.expect<{ client_secret: string }>(201, 'POST', `/apps/${app.id}/credentials/secrets`, {});
    await api.expect(200, 'GET', `/apps/${app.id}/credentials/secrets`);
    await api.expect(200, 'PUT', `/users/${api.user.id}`, {
      profile: { login: api.user.login, email: api.user.login, firstName: 'A', lastName: 'B' },
    });
    await api.app.inject({
      method: 'POST',
      url: '/oauth2/default/v1/token',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:not-the-secret`).toString('base64')}` },
      payload: new URLSearchParams({ grant_type: 'client_credentials', scope: 'x' }).toString(),
    });
    const { body } = await api.call('GET', '/logs?limit=1000&since=2026-01-01');
    expect(body).toContain(app.id);
    for (const hidden of [secret, rotated.client_secret, api.token, 'not-the-secret', 'correct horse']) expect(body).not.toContain(hidden);
  });
});

describe('GET /api/v1/logs/seals (S-118)', () => {
  const sealer = () => ({ management: api.admin.management, engine: api.engine });
  const readSeals = () => api.expect<readonly LogSeal[]>(200, 'GET', '/logs/seals?limit=100');
  const keys = async () => ({ keys: (await api.admin.management.transactions.listOrgKeys(api.orgId)).map((key) => ({ ...key })) });
  const check = async () =>
    verifyLog(await readSeals(), (await read('/logs?since=1970-01-01&until=2100-01-01&limit=1000')).events, { jwks: await keys() });

  it('two nodes seal what has settled, once; what was written is what anybody finds sealed', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await happen('x.test.seal', { actor: { id: '00u1', type: 'User', alternateId: 'ann@example.com' }, ip: '2001:db8::1' });
      await happen('x.test.seal', { outcome: { result: 'FAILURE', reason: 'é'.repeat(300) }, userAgent: 'Mozilla/5.0 (iPhone)' });
      api.clock.advance(sealing.settledAfterMs + 1);
      await Promise.all([sealLog(sealer()), sealLog(sealer())]);
    }
    const seals = await readSeals();
    expect(seals.map(({ number }) => number)).toEqual([1, 2, 3]);
    const result = await check();
    expect(result).toMatchObject({ ok: true, faults: [], checkedSeals: 3, unsealedEvents: 0 });
    expect(result.checkedEvents).toBeGreaterThan(6);
    expect(await api.expect(200, 'GET', '/logs/seals?limit=1&after=2')).toMatchObject([{ number: 3 }]);
    expect(await api.expect(400, 'GET', '/logs/seals?after=x')).toMatchObject({ errorCode: 'E0000029' });
  });

  it('a row that an operator changes, removes or adds is found', async () => {
    const text = `select uuid from system_log where event_type = 'x.test.seal' order by published_at, uuid`;
    const [one, two] = (await api.database.query<{ uuid: string }>({ text })).rows.map(({ uuid }) => uuid);
    const tamper = (change: string, uuid: unknown) => api.database.query({ text: `${change} where uuid = $1`, values: [uuid] });
    await tamper(`update system_log set actor = actor || '{"id": "00u2"}'`, one);
    expect((await check()).faults).toEqual([{ seal: 1, event: one, detail: 'It was altered, or added after the seal.' }]);
    await tamper(`update system_log set actor = actor || '{"id": "00u1"}'`, one);
    expect((await check()).ok).toBe(true);
    await tamper('delete from system_log', two);
    expect((await check()).faults).toMatchObject([{ seal: 1, detail: expect.stringContaining('events are missing') }]);
    // old months leave, and the chain goes on from its last seal
    await api.database.query({ text: 'delete from system_log' });
    await happen('x.test.seal');
    api.clock.advance(sealing.settledAfterMs + 1);
    expect(await sealLog(sealer())).toBe(1);
    expect(await check()).toMatchObject({ ok: true, firstSeal: 1, skippedSeals: 3, checkedSeals: 1 });
  });

  it('a batch ends between two milliseconds', async () => {
    const { length } = await readSeals();
    await Promise.all(Array.from({ length: sealing.batchEvents + 5 }, (_, index) => happen('x.test.seal', {}, index < 10 ? 2 : 1)));
    api.clock.advance(sealing.settledAfterMs + 1);
    expect(await sealLog(sealer(), AbortSignal.abort())).toBe(0);
    expect(await sealLog(sealer())).toBe(2);
    expect((await readSeals()).slice(length).map(({ digests }) => digests?.length)).toEqual([10, sealing.batchEvents - 5]);
  });
});
