import type { PushMessage } from '@countersign/engine';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApnsStandIn } from '../testing/apns-stand-in.js';
import { openApns, type PushHarness } from '../testing/push-harness.js';

let harness: PushHarness<ApnsStandIn>;
beforeEach(async () => {
  harness = await openApns();
});
afterEach(() => harness.close());

describe('APNs', () => {
  it('carries the challenge under an ES256 provider token of the team', async () => {
    const { sender, service, message, clock } = harness;
    expect(await sender.send(message)).toEqual({ outcome: 'sent', detail: 'APNs 200' });
    expect(service.taken[0]?.content).toMatchObject({ payloadVersion: 'IDXv1', challenge: 'a.b.c' });
    const [token = ''] = service.providerTokens;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', kid: 'KEYID12345' });
    expect(decodeJwt(token)).toEqual({ iss: 'TEAMID1234', iat: clock.now() / 1000 });
  });

  it('keeps its provider token for fifty minutes', async () => {
    const { sender, service, message, clock } = harness;
    const living = (): PushMessage => ({ ...message, expiresAt: clock.now() + 300_000 });
    await sender.send(living());
    clock.advance(49 * 60_000);
    await sender.send(living());
    clock.advance(60_000);
    await sender.send(living());
    const [first, second, third] = service.providerTokens;
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('makes a new provider token at once when Apple calls the old one expired', async () => {
    const { sender, service, message } = harness;
    await sender.send(message);
    service.answerNext({ status: 403, reason: 'ExpiredProviderToken' });
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    const [, refused, renewed] = service.providerTokens;
    expect(renewed).not.toBe(refused);
    expect(service.attempts).toBe(3);
  });

  it('connects anew when Apple ends the connection in order', async () => {
    const { sender, service, message } = harness;
    await sender.send(message);
    service.goAway();
    for (let count = 0; count < 3; count += 1) expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    expect(service.connections).toBe(2);
  });

  it('sends again over a new connection what was under way when the old one broke', async () => {
    const { sender, service, message } = harness;
    await sender.send(message);
    service.answerNext('hang');
    const sending = sender.send(message);
    await expect.poll(() => service.attempts).toBe(2);
    service.goAway('abruptly');
    expect(await sending).toMatchObject({ outcome: 'sent' });
    expect(service.connections).toBe(2);
  });

  it.each(['../../evil', 'zz', 'fcm:token'])('never puts %j into a path', async (pushToken) => {
    const { sender, service, message } = harness;
    expect(await sender.send({ ...message, enrollment: { ...message.enrollment, pushToken } })).toMatchObject({ outcome: 'unregistered' });
    expect(service.attempts).toBe(0);
  });
});
