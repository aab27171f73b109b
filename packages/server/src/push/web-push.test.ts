import { createECDH } from 'node:crypto';
import { createVapidKeyPair, type PushMessage } from '@countersign/engine';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { createGuardedFetch } from '../outbound/guarded-fetch.js';
import { openWebPush, type PushHarness } from '../testing/push-harness.js';
import { decryptPush, type WebPushStandIn } from '../testing/web-push-stand-in.js';
import { createWebPushSender } from './web-push.js';

let harness: PushHarness<WebPushStandIn>;
beforeAll(async () => {
  harness = await openWebPush();
});
afterAll(() => harness.close());

const tokenOf = (authorization = '') => /^vapid t=([^,]+), k=/.exec(authorization)?.[1] ?? '';

describe('Web Push', () => {
  it('S-100 carries ids only, also where other channels carry the challenge, in bodies of one length', async () => {
    const { sender, service, message } = harness;
    await sender.send(message);
    await sender.send({ ...message, transactionId: 'ft1' });
    expect(service.taken.at(-2)?.content).toEqual({ transactionId: message.transactionId, enrollmentId: message.enrollment.id });
    expect(service.sizes.at(-1)).toBe(service.sizes.at(-2));
  });

  it('signs with the VAPID key for the origin of the service, and reuses the token until its last hour (RFC 8292)', async () => {
    const { sender, service, message, clock } = harness;
    const living = (): PushMessage => ({ ...message, expiresAt: clock.now() + 300_000 });
    const first = service.authorizations.length;
    await sender.send(living());
    expect(decodeProtectedHeader(tokenOf(service.authorizations[first]))).toEqual({ typ: 'JWT', alg: 'ES256' });
    const claims = decodeJwt(tokenOf(service.authorizations[first]));
    expect(claims).toMatchObject({ aud: service.url, sub: 'https://id.example.com' });
    clock.advance((claims.exp ?? 0) * 1000 - clock.now() - 3600_000 - 1);
    await sender.send(living());
    clock.advance(1);
    await sender.send(living());
    const [a, b, c] = service.authorizations.slice(first).map(tokenOf);
    expect(b).toBe(a);
    expect(c).not.toBe(b);
  });

  it('goes through the guard: an address within the house is never reached', async () => {
    const { service, message, clock } = harness;
    const http = createGuardedFetch({ allowLoopback: false });
    const credentials = { find: async () => ({ type: 'WEBPUSH' as const, ...createVapidKeyPair(), subject: 'mailto:ops@example.com' }) };
    const sender = createWebPushSender({ clock, credentials, http, contact: async () => 'https://id.example.com' });
    const before = service.connections;
    for (const endpoint of [service.url, 'https://127.0.0.1/', 'https://169.254.169.254/', 'https://localhost/', 'https://[fd00::1]/']) {
      const pushToken = JSON.stringify({ ...JSON.parse(message.enrollment.pushToken), endpoint });
      const result = await sender.send({ ...message, enrollment: { ...message.enrollment, pushToken }, expiresAt: clock.now() + 1_000 });
      expect(result).toEqual({ outcome: 'failed', detail: 'Web Push: the address is refused' });
    }
    expect(service.connections).toBe(before);
    await http.close();
  });

  it('keeps the word in which a service says why, and nothing else it says', async () => {
    const { sender, service, message, clock } = harness;
    const living = (): PushMessage => ({ ...message, expiresAt: clock.now() + 300_000 });
    service.answerNext({ status: 403, reason: '{"reason":"BadJwtToken"}' }, { status: 403, reason: '<p>Secrets of the house</p>' });
    expect((await sender.send(living())).detail).toBe('Web Push 403 BadJwtToken');
    expect((await sender.send(living())).detail).toBe('Web Push 403');
  });

  it('retires what is no subscription', async () => {
    const { sender, message } = harness;
    const enrollment = { ...message.enrollment, pushToken: '{"endpoint":"https://push.example.com/"}' };
    expect(await sender.send({ ...message, enrollment })).toMatchObject({ outcome: 'unregistered' });
  });

  it('the stand-in takes what web-push makes, so it reads the protocol as others do', async () => {
    const { service } = harness;
    const { publicKey, privateKey } = webpush.generateVAPIDKeys();
    const subscription = JSON.parse(service.subscribe(publicKey));
    const options = {
      vapidDetails: { subject: 'mailto:ops@example.com', publicKey, privateKey },
      TTL: 60,
      urgency: 'high' as const,
      topic: 't',
    };
    const { endpoint, headers, body } = webpush.generateRequestDetails(subscription, '{"text":"hello"}', options);
    const { 'Content-Length': _length, ...named } = headers as Record<string, string>; // one of them is a number
    // the test's clock does not run; the token of web-push is of now
    harness.clock.advance(Math.max(0, Date.now() - harness.clock.now()));
    const answer = await fetch(endpoint, { method: 'POST', headers: named, body: new Uint8Array(body ?? []) });
    expect(answer.status).toBe(201);
    expect(service.taken.at(-1)?.content).toEqual({ text: 'hello' });
  });

  it('the stand-in opens nothing that was altered', async () => {
    const key = createECDH('prime256v1');
    const p256dh = key.generateKeys().toString('base64url');
    const auth = Buffer.alloc(16, 3);
    const { cipherText } = webpush.encrypt(p256dh, auth.toString('base64url'), '{}', 'aes128gcm');
    expect(decryptPush(cipherText, { key, auth })).toBe('{}');
    cipherText[cipherText.length - 1] = (cipherText.at(-1) ?? 0) ^ 1;
    expect(() => decryptPush(cipherText, { key, auth })).toThrow();
  });
});
