import type { PushMessage } from '@countersign/engine';
import { FixedClock, sampleChallenge, TestDevice } from '@countersign/engine/testing';
import { describe, expect, it } from 'vitest';
import { apnsNotification, fcmMessage } from './payloads.js';

const clock = new FixedClock();
const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now() });
const challengeJwt = `e30.${'c'.repeat(1500)}.s`;
const message = (more: Partial<PushMessage> = {}): PushMessage => ({
  enrollment: context.enrollment,
  authenticator: {
    ...context.authenticator,
    apns: { providerId: 'ppc1', appBundleId: 'com.example.app', debugAppBundleId: 'com.example.debug' },
    fcm: { providerId: 'ppc2' },
  },
  challengeJwt,
  transactionId: context.challenge.transactionId,
  asksUserVerification: true,
  allowActions: false,
  expiresAt: clock.now() + 300_000,
  ...more,
});
const parsed = (text: string | undefined): unknown => JSON.parse(text ?? 'null');

describe('what a push says (devices protocol 2.3)', () => {
  it('must-have 24 APNs userInfo has payloadVersion IDXv1 and the challenge at its top level, and a generic alert', () => {
    expect(parsed(apnsNotification(message())?.body)).toEqual({
      aps: {
        alert: { title: 'Acme Approve', body: 'A request is waiting for your answer.' },
        category: 'OKTA_PUSH_UV_CHALLENGE',
        sound: 'default',
        'interruption-level': 'time-sensitive',
      },
      payloadVersion: 'IDXv1',
      challenge: challengeJwt,
    });
  });

  it('must-have 24 FCM data has okta.challenge and okta.payloadVersion, only strings, and no notification block', () => {
    const pushToken = 'fcm:token';
    expect(parsed(fcmMessage(message({ enrollment: { ...context.enrollment, pushToken } }), clock.now()))).toEqual({
      message: {
        token: pushToken,
        android: { priority: 'HIGH', ttl: '300s', collapse_key: context.challenge.transactionId },
        data: { 'okta.challenge': challengeJwt, 'okta.payloadVersion': 'IDXv1' },
      },
    });
  });

  it.each([
    [false, true, 'OKTA_PUSH_UV_CHALLENGE'],
    [false, false, 'OKTA_PUSH_UV_CHALLENGE'],
    [true, true, 'OKTA_PUSH_UV_CHALLENGE'],
    [true, false, 'OKTA_PUSH_CHALLENGE'],
  ])('must-have 25 buttons allowed: %s, user verification asked: %s → %s', (allowActions, asksUserVerification, category) => {
    expect(parsed(apnsNotification(message({ allowActions, asksUserVerification }))?.body)).toMatchObject({ aps: { category } });
  });

  it('must-have 24 what would exceed 4096 bytes is a wake-up without the challenge', () => {
    const large = message({ challengeJwt: `e30.${'c'.repeat(4000)}.s` });
    for (const body of [apnsNotification(large)?.body, fcmMessage(large, clock.now())]) {
      expect(Buffer.byteLength(body ?? '')).toBeLessThanOrEqual(4096);
      expect(body).not.toContain('ccc');
      expect(body).toContain(context.challenge.transactionId);
    }
  });

  it('fills 4096 bytes to the last', () => {
    const overhead = Buffer.byteLength(apnsNotification(message({ challengeJwt: '' }))?.body ?? '');
    expect(parsed(apnsNotification(message({ challengeJwt: 'c'.repeat(4096 - overhead) }))?.body)).toHaveProperty('challenge');
    expect(parsed(apnsNotification(message({ challengeJwt: 'c'.repeat(4097 - overhead) }))?.body)).not.toHaveProperty('challenge');
  });

  it('an org that only wakes devices sends ids and nothing else', () => {
    const wakeUp = message({ challengeJwt: undefined });
    expect(parsed(apnsNotification(wakeUp)?.body)).toMatchObject({
      aps: { 'content-available': 1 },
      transactionId: wakeUp.transactionId,
      enrollmentId: context.enrollment.id,
    });
    expect(parsed(fcmMessage(wakeUp, clock.now()))).toMatchObject({
      message: { data: { transactionId: wakeUp.transactionId, enrollmentId: context.enrollment.id } },
    });
  });

  it.each([
    ['DEVELOPMENT', 'sandbox', 'com.example.debug'],
    ['PRODUCTION', 'production', 'com.example.app'],
    [undefined, 'production', 'com.example.app'],
  ] as const)('apsEnvironment %s goes to %s with topic %s', (apsEnvironment, environment, topic) => {
    const notification = apnsNotification(message({ enrollment: { ...context.enrollment, apsEnvironment } }));
    expect(notification?.environment).toBe(environment);
    expect(notification?.headers).toEqual({
      'apns-push-type': 'alert',
      'apns-priority': '10',
      'apns-topic': topic,
      'apns-expiration': String(clock.now() / 1000 + 300),
      'apns-collapse-id': context.challenge.transactionId,
    });
  });
});
