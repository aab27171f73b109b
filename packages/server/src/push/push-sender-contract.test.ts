/** What every push channel promises, over stand-ins that speak the services' own protocols and check what they are sent. */
import type { PushResult } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApns, openFcm, openWebPush, type PushHarness } from '../testing/push-harness.js';
import type { StandInAnswer } from '../testing/push-stand-in.js';

interface Channel {
  readonly name: string;
  readonly open: () => Promise<PushHarness>;
  /** Over which a burst may go. */
  readonly maxConnections: number;
  /** What the service documents, and what we make of it. */
  readonly answers: readonly (readonly [StandInAnswer, PushResult['outcome'], afterMs?: number])[];
}

const channels: readonly Channel[] = [
  {
    name: 'APNs',
    open: openApns,
    maxConnections: 1,
    answers: [
      [{ status: 400, reason: 'BadDeviceToken' }, 'unregistered'],
      [{ status: 400, reason: 'DeviceTokenNotForTopic' }, 'unregistered'],
      [{ status: 410, reason: 'Unregistered' }, 'unregistered'],
      [{ status: 410, reason: 'ExpiredToken' }, 'unregistered'],
      [{ status: 400, reason: 'BadTopic' }, 'failed'],
      [{ status: 400, reason: 'PayloadEmpty' }, 'failed'],
      [{ status: 403, reason: 'InvalidProviderToken' }, 'failed'],
      [{ status: 403, reason: 'MissingProviderToken' }, 'failed'],
      [{ status: 403, reason: 'BadCertificateEnvironment' }, 'failed'],
      [{ status: 403, reason: 'ExpiredProviderToken' }, 'retry'],
      [{ status: 404, reason: 'BadPath' }, 'failed'],
      [{ status: 413, reason: 'PayloadTooLarge' }, 'failed'],
      [{ status: 429, reason: 'TooManyProviderTokenUpdates' }, 'retry'],
      [{ status: 429, reason: 'TooManyRequests', retryAfter: '7' }, 'retry', 7_000],
      [{ status: 500, reason: 'InternalServerError' }, 'retry'],
      [{ status: 503, reason: 'ServiceUnavailable' }, 'retry'],
      [{ status: 503, reason: 'Shutdown', retryAfter: 'Thu, 15 Jan 2026 12:00:20 GMT' }, 'retry', 20_000],
    ],
  },
  {
    name: 'FCM',
    open: openFcm,
    maxConnections: 4,
    answers: [
      [{ status: 404, reason: 'UNREGISTERED' }, 'unregistered'],
      [{ status: 403, reason: 'SENDER_ID_MISMATCH' }, 'unregistered'],
      [{ status: 400, reason: 'bad token' }, 'unregistered'],
      [{ status: 400, reason: 'no token' }, 'unregistered'],
      [{ status: 400, reason: 'INVALID_ARGUMENT' }, 'failed'],
      [{ status: 401, reason: 'THIRD_PARTY_AUTH_ERROR' }, 'failed'],
      [{ status: 401 }, 'retry'],
      [{ status: 403 }, 'failed'],
      [{ status: 404 }, 'failed'],
      [{ status: 429, reason: 'QUOTA_EXCEEDED' }, 'retry'],
      [{ status: 429, reason: 'QUOTA_EXCEEDED', retryAfter: '30' }, 'retry', 30_000],
      [{ status: 500, reason: 'INTERNAL' }, 'retry'],
      [{ status: 503, reason: 'UNAVAILABLE' }, 'retry'],
      [{ status: 503, reason: 'UNAVAILABLE', retryAfter: '12' }, 'retry', 12_000],
    ],
  },
  {
    name: 'Web Push',
    open: openWebPush,
    maxConnections: 8,
    answers: [
      [{ status: 404 }, 'unregistered'],
      [{ status: 410 }, 'unregistered'],
      [{ status: 400 }, 'failed'],
      [{ status: 401 }, 'failed'],
      [{ status: 403, reason: '{"reason":"BadJwtToken"}' }, 'failed'],
      [{ status: 413 }, 'failed'],
      [{ status: 307 }, 'failed'],
      [{ status: 429 }, 'retry'],
      [{ status: 429, retryAfter: '60' }, 'retry', 60_000],
      [{ status: 500 }, 'retry'],
      [{ status: 503, retryAfter: '5' }, 'retry', 5_000],
    ],
  },
];

describe.each(channels)('a push by $name', ({ open, answers, maxConnections }) => {
  let harness: PushHarness;
  beforeAll(async () => {
    harness = await open();
  });
  afterAll(() => harness.close());
  beforeEach(() => harness.service.answerAll(undefined));

  it('arrives, for as long as the request lives', async () => {
    const { sender, service, message } = harness;
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    const push = service.taken.at(-1);
    const token = message.enrollment.pushToken.startsWith('{')
      ? JSON.parse(message.enrollment.pushToken).endpoint
      : message.enrollment.pushToken;
    expect(push).toMatchObject({ token, expiresAt: message.expiresAt });
  });

  it('replaces the earlier one of the same transaction, and no other', async () => {
    const { sender, service, message } = harness;
    await sender.send(message);
    await sender.send(message);
    await sender.send({ ...message, transactionId: `ft${'1'.repeat(32)}` });
    const [first, again, other] = service.taken.slice(-3).map(({ collapse }) => collapse);
    expect(first).toBeTruthy();
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('S-100 that only wakes names ids: nothing of the person, the client or the question', async () => {
    const { sender, service, message } = harness;
    await sender.send({ ...message, challengeJwt: undefined });
    const { aps = {}, ...content } = service.taken.at(-1)?.content ?? {};
    expect(content).toEqual({ transactionId: message.transactionId, enrollmentId: message.enrollment.id });
    for (const secret of [message.enrollment.userId, 'jo@example.com', 'Acme Payments', 'Pay 50'])
      expect(JSON.stringify(aps)).not.toContain(secret);
  });

  const cases = answers.map(([answer, outcome, afterMs]) => ({ answer, outcome, afterMs }));
  it.each(cases)('$answer means $outcome', async ({ answer, outcome, afterMs }) => {
    const { sender, service, message } = harness;
    service.answerAll(answer);
    const result = await sender.send(message);
    expect(result.outcome).toBe(outcome);
    expect(result.detail).toContain(String(answer.status));
    if (result.outcome === 'retry') expect(result.afterMs).toBe(afterMs);
    service.answerAll(undefined);
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
  });

  it('keeps its connections: twenty one after the other, then twenty at once', async () => {
    const { sender, service, message } = harness;
    const before = service.connections;
    for (let count = 0; count < 20; count += 1) await sender.send(message);
    expect(service.connections - before).toBeLessThanOrEqual(1);
    const results = await Promise.all(Array.from({ length: 20 }, () => sender.send(message)));
    expect(results.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(service.connections).toBeLessThanOrEqual(before + maxConnections);
  });

  it('is tried again later when nobody answers, and the next one gets through', async () => {
    const { sender, hasty, service, message, unreachable } = harness;
    expect(await sender.send(unreachable)).toMatchObject({ outcome: 'retry' });
    await hasty.send(message);
    service.answerNext('hang');
    expect(await hasty.send(message)).toMatchObject({ outcome: 'retry' });
    await expect.poll(() => hasty.send(message), { interval: 10 }).toMatchObject({ outcome: 'sent' });
  });

  it('does not leave when there is nothing to send with: the device pulls', async () => {
    const { sender, service, message, orphan } = harness;
    const before = service.attempts;
    const { apns, fcm, webPush, ...authenticator } = message.authenticator;
    expect([apns, fcm, webPush].filter((provider) => provider !== undefined)).toHaveLength(1);
    const none = { ...message, authenticator: { ...authenticator, apns: undefined, fcm: undefined, webPush: undefined } };
    for (const impossible of [none, orphan]) expect(await sender.send(impossible)).toMatchObject({ outcome: 'pull-only' });
    expect(service.attempts).toBe(before);
  });

  it('does not leave after the request has ended', async () => {
    const { sender, service, message, clock } = harness;
    const before = service.attempts;
    clock.advance(300_000);
    expect(await sender.send(message)).toEqual({ outcome: 'failed', detail: 'expired before it could be sent' });
    expect(service.attempts).toBe(before);
  });
});
