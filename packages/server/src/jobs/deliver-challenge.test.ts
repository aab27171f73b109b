import type { ClaimedMessage, PushMessage, PushResult, PushSender } from '@countersign/engine';
import { claimsOf } from '@countersign/engine/testing';
import { createOutboxStore } from '@countersign/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDeviceApp, type DeviceApp } from '../testing/open-device-app.js';
import { deliverChallenge } from './deliver-challenge.js';

let app: DeviceApp;
let sent: PushMessage[];
let result: PushResult;
const pushSender: PushSender = {
  send: async (message) => {
    sent.push(message);
    return result;
  },
};

beforeAll(async () => {
  app = await openDeviceApp();
});
afterAll(() => app.close());
beforeEach(() => {
  sent = [];
  result = { outcome: 'sent', detail: 'APNs 200' };
});

/** A phone with a push token, asked for approval: the message in the outbox, claimed. */
async function asked(pushToken = '00aa11bb') {
  const userId = await app.addUser();
  const device = app.newDevice();
  const enrolled = await app.enroll(device, { userId, pushToken });
  const user = await app.engine.users.findById(app.orgId, userId);
  await app.ask({ login_hint: user?.login ?? '', binding_message: 'Pay 50 EUR' });
  const claimed = await createOutboxStore(app).claim(10, 30_000, app.clock.now());
  return { device, enrolled, userId, message: claimed.find(({ payload }) => payload.enrollmentId === enrolled.enrollmentId) };
}

const deliver = (message: ClaimedMessage | undefined) => {
  if (message === undefined) throw new Error('nothing was in the outbox');
  return deliverChallenge({ engine: app.engine, pushSender }, message);
};
const tokenOf = async (enrollmentId: string) => (await app.engine.enrollments.findById(app.orgId, enrollmentId))?.enrollment.pushToken;

describe('delivering a challenge', () => {
  it('sends the signed challenge of this enrollment to its token', async () => {
    const { message, enrolled } = await asked();
    expect(await deliver(message)).toEqual({ outcome: 'done', push: 'sent', detail: 'APNs 200' });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      enrollment: { id: enrolled.enrollmentId, pushToken: '00aa11bb' },
      transactionId: message?.payload.transactionId,
      allowActions: false,
    });
    expect(claimsOf(sent[0]?.challengeJwt ?? '')).toMatchObject({
      authenticatorEnrollmentId: enrolled.enrollmentId,
      transactionId: message?.payload.transactionId,
      challengeContext: { transactionType: 'CIBA', bindingMessage: 'Pay 50 EUR' },
    });
  });

  it('must-have 25 says that user verification is asked, whichever of the two keys the device has for it', async () => {
    expect(await deliver((await asked()).message)).toMatchObject({ outcome: 'done' });
    const { device, enrolled, userId } = await asked();
    const key = { ...device.userVerification.jwk };
    const patch = { methods: { push: { keys: { userVerificationBioOrPin: key } } } };
    const token = await app.bearer({ userId });
    expect((await app.call('PATCH', `/idp/myaccount/app-authenticators/${enrolled.enrollmentId}`, { token, body: patch })).statusCode).toBe(
      200,
    );
    const user = await app.engine.users.findById(app.orgId, userId);
    await app.ask({ login_hint: user?.login ?? '' });
    const claimed = await createOutboxStore(app).claim(10, 30_000, app.clock.now());
    expect(await deliver(claimed.find(({ payload }) => payload.enrollmentId === enrolled.enrollmentId))).toMatchObject({ outcome: 'done' });
    expect(sent.map(({ asksUserVerification }) => asksUserVerification)).toEqual([false, true]);
  });

  it('asks nothing of a device without a token: it pulls', async () => {
    expect((await asked('')).message).toBeUndefined();
  });

  it.each<[PushResult, object]>([
    [
      { outcome: 'pull-only', detail: 'no provider' },
      { outcome: 'done', push: 'none', detail: 'not sent: no provider' },
    ],
    [
      { outcome: 'retry', detail: 'APNs 503', afterMs: 7_000 },
      { outcome: 'retry', detail: 'APNs 503', afterMs: 7_000 },
    ],
    [
      { outcome: 'failed', detail: 'APNs 400' },
      { outcome: 'dead', push: 'failed', detail: 'APNs 400' },
    ],
  ])('takes %j as %j', async (answer, delivery) => {
    const { message, enrolled } = await asked();
    result = answer;
    expect(await deliver(message)).toEqual(delivery);
    expect(await tokenOf(enrolled.enrollmentId)).toBe('00aa11bb');
  });

  it('forgets a token the provider no longer knows, and keeps the enrollment', async () => {
    const { message, enrolled, userId } = await asked();
    result = { outcome: 'unregistered', detail: 'APNs 410' };
    expect(await deliver(message)).toEqual({ outcome: 'dead', push: 'retired', detail: 'unregistered: APNs 410' });
    const kept = await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId);
    expect(kept?.enrollment).toMatchObject({ pushToken: '', status: 'ACTIVE' });
    expect(await app.pending(enrolled, await app.bearer({ userId }))).toHaveLength(1);
  });

  it('does not bother a person who has answered already', async () => {
    const { message, enrolled, device, userId } = await asked();
    const [challenge = ''] = await app.pending(enrolled, await app.bearer({ userId }));
    expect((await app.answer(device, challenge)).statusCode).toBe(200);
    expect(await deliver(message)).toEqual({ outcome: 'done', push: 'none', detail: 'not needed: answered before it was sent' });
    expect(sent).toEqual([]);
  });

  it('sends nothing for a challenge that has expired or never was', async () => {
    const { message } = await asked();
    if (message === undefined) throw new Error('nothing was in the outbox');
    app.clock.advance(301_000);
    expect(await deliver(message)).toMatchObject({ outcome: 'dead' });
    expect(await deliver({ ...message, payload: { ...message.payload, transactionId: 'ftUnknown' } })).toMatchObject({
      outcome: 'dead',
      detail: 'the challenge does not exist',
    });
    expect(sent).toEqual([]);
  });
});
