import type { PushMessage } from '@countersign/engine';
import { afterEach, describe, expect, it } from 'vitest';
import type { FcmStandIn } from '../testing/fcm-stand-in.js';
import { openFcm, type PushHarness } from '../testing/push-harness.js';

let harness: PushHarness<FcmStandIn>;
afterEach(() => harness.close());

describe('FCM', () => {
  it('carries the challenge as data', async () => {
    harness = await openFcm();
    const { sender, service, message } = harness;
    expect(await sender.send(message)).toEqual({ outcome: 'sent', detail: 'FCM 200' });
    expect(service.taken[0]).toMatchObject({
      token: 'fcm:token',
      content: { 'okta.challenge': 'a.b.c', 'okta.payloadVersion': 'IDXv1' },
    });
  });

  it('asks for one token, however many messages go out at once, and for the next before it ends', async () => {
    harness = await openFcm();
    const { sender, service, message, clock } = harness;
    const living = (): PushMessage => ({ ...message, expiresAt: clock.now() + 300_000 });
    await Promise.all([sender.send(living()), sender.send(living()), sender.send(living())]);
    clock.advance(54 * 60_000);
    await sender.send(living());
    expect(service.tokensIssued).toBe(1);
    clock.advance(60_000);
    await sender.send(living());
    expect(service.tokensIssued).toBe(2);
  });

  it('gets a new token at once when Google no longer takes the old one', async () => {
    harness = await openFcm();
    const { sender, service, message } = harness;
    await sender.send(message);
    service.revokeTokens();
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    expect(service.tokensIssued).toBe(2);
  });

  it.each([
    [{ status: 400, reason: 'invalid_grant' }, 'failed'],
    [{ status: 401, reason: 'invalid_client' }, 'failed'],
    [{ status: 429, reason: 'rate_limited' }, 'retry'],
    [{ status: 503, reason: 'unavailable' }, 'retry'],
  ])('whose service account gets no token (%j) is %s', async (answer, outcome) => {
    harness = await openFcm();
    const { sender, service, message } = harness;
    service.answerTokenRequests(answer);
    expect(await sender.send(message)).toEqual({ outcome, detail: `FCM the service account got no token (${answer.status})` });
    expect(service.attempts).toBe(0);
    service.answerTokenRequests(undefined);
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
  });

  it('speaks HTTP/2 where the service does, many messages over a connection', async () => {
    harness = await openFcm({ secure: true });
    const { sender, hasty, service, message } = harness;
    const results = await Promise.all(Array.from({ length: 50 }, () => sender.send(message)));
    expect(new Set(results.map(({ detail }) => detail))).toEqual(new Set(['FCM 200']));
    expect(service.httpVersions).toEqual(new Set(['2.0']));
    expect(service.connections).toBeLessThanOrEqual(4);
    service.answerNext({ status: 404, reason: 'UNREGISTERED' });
    expect(await sender.send(message)).toMatchObject({ outcome: 'unregistered' });
    service.answerNext('hang');
    expect(await hasty.send(message)).toMatchObject({ outcome: 'retry' });
    service.answerAll(undefined);
    await expect.poll(() => hasty.send(message), { interval: 10 }).toMatchObject({ outcome: 'sent' });
  });
});
