import { createAesCipher, createPushProvider, systemAdministrator } from '@countersign/engine';
import { LocalBus, SeededRandom } from '@countersign/engine/testing';
import { createManagementStores, createOutboxStore, createPushCredentialStore } from '@countersign/storage';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '../outbound/guarded-fetch.js';
import { createPushSenders } from '../push/push-senders.js';
import { collection, openDeviceApp, type DeviceApp } from '../testing/open-device-app.js';
import { openWebPushStandIn, type WebPushStandIn } from '../testing/web-push-stand-in.js';
import { deliverChallenge } from './deliver-challenge.js';
import { createOutboxRunner } from './outbox-runner.js';

let app: DeviceApp;
let service: WebPushStandIn;
let http: GuardedFetch;
let publicKey: string;

beforeAll(async () => {
  app = await openDeviceApp();
  service = await openWebPushStandIn({ now: () => app.clock.now() });
  http = createGuardedFetch({ allowLoopback: true });
  const management = createManagementStores({ database: app.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) });
  const input = { providerType: 'WEBPUSH' as const, name: 'Browsers', configuration: {} };
  const provider = await createPushProvider({ management, engine: app.engine }, input, systemAdministrator(app.orgId));
  await app.database.query({
    text: `update authenticator set document = jsonb_set(document, '{provider,configuration,webpush}', jsonb_build_object('id', $1::text)) where id = $2`,
    values: [provider.id, app.authenticatorId],
  });
  await app.engine.bus.publish([{ kind: 'changed', record: 'authenticator', id: '' }]);
  publicKey = (await app.engine.authenticators.findById(app.orgId, app.authenticatorId))?.webPush?.publicKey ?? '';
});
afterAll(async () => {
  await service.close();
  await http.close();
  await app.close();
});

const browser = () => app.newDevice({ platform: 'WEB' });

/** Sends all that is due, as the server does. */
async function sendDue(): Promise<void> {
  const credentials = createPushCredentialStore({ database: app.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) });
  const urls = { apnsUrls: { production: service.url, sandbox: service.url }, fcmUrls: { messages: service.url, token: service.url } };
  const pushSender = createPushSenders({ clock: app.clock, credentials, org: app.engine.org, http, ...urls });
  const runner = createOutboxRunner({
    outbox: createOutboxStore(app),
    bus: new LocalBus(),
    clock: app.clock,
    random: new SeededRandom('browsers'),
    log: pino({ level: 'silent' }),
    deliver: (message) => deliverChallenge({ engine: app.engine, pushSender }, message),
  });
  runner.start();
  await expect
    .poll(async () => (await app.database.query({ text: 'select id from outbox where attempts = 0' })).rows.length, { interval: 10 })
    .toBe(0);
  await runner.stop();
  await pushSender.close();
}

async function shown(enrollmentId: string) {
  const text = 'select push_state, push_detail, push_at from challenge where enrollment_id = $1 order by created_at desc limit 1';
  return (await app.database.query<object>({ text, values: [enrollmentId] })).rows[0];
}

describe('pushes to browsers', () => {
  it('reach every browser that lives; a dead subscription is retired, seen in the log, and stops nobody', async () => {
    const userId = await app.addUser();
    const gone = service.subscribe(publicKey).replace('/s/', '/gone/');
    const [living, dead, pulling] = [
      await app.enroll(browser(), { userId, pushToken: service.subscribe(publicKey) }),
      await app.enroll(browser(), { userId, pushToken: gone }),
      await app.enroll(browser(), { userId, pushToken: '' }),
    ];
    await app.ask({ login_hint: `${userId}@example.com`, binding_message: 'Pay 50 EUR' });
    expect(await shown(living.enrollmentId)).toEqual({ push_state: 'queued', push_detail: null, push_at: null });
    await sendDue();
    expect(service.taken).toHaveLength(1);
    expect(service.taken[0]?.content).toEqual({ transactionId: expect.stringMatching(/^ft/), enrollmentId: living.enrollmentId });
    expect(await shown(living.enrollmentId)).toEqual({ push_state: 'sent', push_detail: 'Web Push 201', push_at: app.clock.now() });
    expect(await shown(dead.enrollmentId)).toMatchObject({ push_state: 'retired', push_detail: 'unregistered: Web Push 410' });
    expect(await shown(pulling.enrollmentId)).toEqual({ push_state: 'none', push_detail: null, push_at: null });
    const after = await app.engine.enrollments.findById(app.orgId, dead.enrollmentId);
    expect(after?.enrollment).toMatchObject({ pushToken: '', status: 'ACTIVE' });
    const { rows } = await app.database.query<{ display_message: string }>({
      text: `select display_message from system_log where targets @> jsonb_build_array(jsonb_build_object('id', $1::text)) order by published_at desc, uuid`,
      values: [dead.enrollmentId],
    });
    expect(rows.map((row) => row.display_message)).toContain('The push provider no longer knows the device: its push token was forgotten');
    for (const enrolled of [living, dead, pulling]) expect(await app.pending(enrolled, await app.bearer({ userId }))).toHaveLength(1);
  });

  it('wait while the service is busy, and say so', async () => {
    const userId = await app.addUser();
    const enrolled = await app.enroll(browser(), { userId, pushToken: service.subscribe(publicKey) });
    service.answerNext({ status: 503, retryAfter: '5' });
    await app.ask({ login_hint: `${userId}@example.com` });
    await sendDue();
    expect(await shown(enrolled.enrollmentId)).toMatchObject({ push_state: 'queued', push_detail: 'Web Push 503' });
    const { rows } = await app.database.query<object>({
      text: `select due_at, finished_at from outbox where payload->>'enrollmentId' = $1`,
      values: [enrolled.enrollmentId],
    });
    expect(rows).toEqual([{ due_at: app.clock.now() + 5_000, finished_at: null }]);
  });

  it('need a subscription: what is none is refused when a browser enrols or changes', async () => {
    const userId = await app.addUser();
    const token = await app.bearer({ userId });
    const body = browser().enrollBody({ authenticatorId: app.authenticatorId, pushToken: 'fcm:token' });
    expect((await app.call('POST', collection, { token, body })).json()).toMatchObject({ errorCode: 'E0000001' });
    const enrolled = await app.enroll(browser(), { userId, pushToken: '' });
    const patch = (pushToken: string) =>
      app.call('PATCH', `${collection}/${enrolled.enrollmentId}`, { token, body: { methods: { push: { pushToken } } } });
    expect((await patch('{"endpoint":"https://push.example.com"}')).json()).toMatchObject({ errorCode: 'E0000001' });
    const subscription: object = JSON.parse(service.subscribe(publicKey));
    expect((await patch(JSON.stringify({ ...subscription, extra: 'x' }))).statusCode).toBe(200);
    const stored = (await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId))?.enrollment.pushToken ?? '{}';
    expect({ ...JSON.parse(stored), expirationTime: null }).toEqual(subscription);
  });
});
