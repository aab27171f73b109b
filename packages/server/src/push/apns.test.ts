import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { PushMessage } from '@countersign/engine';
import { FixedClock, sampleChallenge, TestDevice } from '@countersign/engine/testing';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApnsSender } from './apns.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const clock = new FixedClock();
const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now() });
const message: PushMessage = {
  enrollment: context.enrollment,
  authenticator: {
    ...context.authenticator,
    apns: { providerId: 'ppc1', appBundleId: 'com.example.app', debugAppBundleId: 'com.example.debug' },
  },
  challengeJwt: 'a.b.c',
  transactionId: context.challenge.transactionId,
  asksUserVerification: true,
  allowActions: false,
  expiresAt: clock.now() + 300_000,
};

/** Speaks what Apple documents of its provider API: HTTP/2, a path per device token, a JSON reason beside the status. */
let apple: Http2Server;
let baseUrls: { production: string; sandbox: string };
let answer: { status: number; reason?: string; retryAfter?: string };
let requests: { headers: IncomingHttpHeaders; body: string }[];
const sessions = new Set<ServerHttp2Session>();

beforeAll(async () => {
  apple = createServer();
  apple.on('session', (session) => sessions.add(session));
  apple.on('stream', (stream, headers) => {
    let body = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (body += chunk));
    stream.on('end', () => {
      requests.push({ headers, body });
      stream.respond({ ':status': answer.status, ...(answer.retryAfter === undefined ? {} : { 'retry-after': answer.retryAfter }) });
      stream.end(answer.reason === undefined ? '' : JSON.stringify({ reason: answer.reason }));
    });
  });
  await new Promise<void>((resolve) => apple.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(apple.address() as AddressInfo).port}`; // a TCP server's address is an object
  baseUrls = { production: 'http://127.0.0.1:9', sandbox: url };
});
beforeEach(() => {
  answer = { status: 200 };
  requests = [];
});
afterAll(() => {
  for (const session of sessions) session.destroy();
  apple.close();
});

const credentials = {
  find: async (_orgId: string, id: string) =>
    id === 'ppc1'
      ? {
          type: 'APNS' as const,
          keyId: 'KEYID12345',
          teamId: 'TEAMID1234',
          tokenSigningKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        }
      : undefined,
};
const newSender = () => createApnsSender({ clock, credentials, baseUrls });

describe('APNs', () => {
  it('posts to the device token with an ES256 provider token of the team', async () => {
    const sender = newSender();
    expect(await sender.send(message)).toEqual({ outcome: 'sent', detail: 'APNs 200' });
    expect(requests[0]?.headers).toMatchObject({
      ':method': 'POST',
      ':path': `/3/device/${context.enrollment.pushToken}`,
      'apns-topic': 'com.example.debug',
    });
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ payloadVersion: 'IDXv1', challenge: 'a.b.c' });
    const [scheme, token = ''] = (requests[0]?.headers.authorization ?? '').split(' ');
    expect(scheme).toBe('bearer');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', kid: 'KEYID12345' });
    const { payload } = await jwtVerify(token, publicKey);
    expect(payload).toEqual({ iss: 'TEAMID1234', iat: clock.now() / 1000 });
    sender.close();
  });

  it('keeps its connection, and its provider token for fifty minutes', async () => {
    const sender = newSender();
    const before = sessions.size;
    await sender.send(message);
    clock.advance(49 * 60_000);
    await sender.send(message);
    clock.advance(60_000);
    await sender.send(message);
    expect(sessions.size).toBe(before + 1);
    const tokens = requests.map(({ headers }) => headers.authorization);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[0]);
    sender.close();
  });

  it.each([
    [
      { status: 410, reason: 'Unregistered' },
      { outcome: 'unregistered', detail: 'APNs 410 Unregistered' },
    ],
    [
      { status: 400, reason: 'BadDeviceToken' },
      { outcome: 'unregistered', detail: 'APNs 400 BadDeviceToken' },
    ],
    [
      { status: 400, reason: 'BadTopic' },
      { outcome: 'failed', detail: 'APNs 400 BadTopic' },
    ],
    [
      { status: 413, reason: 'PayloadTooLarge' },
      { outcome: 'failed', detail: 'APNs 413 PayloadTooLarge' },
    ],
    [
      { status: 429, reason: 'TooManyRequests', retryAfter: '7' },
      { outcome: 'retry', detail: 'APNs 429 TooManyRequests', afterMs: 7000 },
    ],
    [
      { status: 500, reason: 'InternalServerError' },
      { outcome: 'retry', detail: 'APNs 500 InternalServerError' },
    ],
    [{ status: 503 }, { outcome: 'retry', detail: 'APNs 503' }],
  ])('answers %j as %j', async (told, result) => {
    answer = told;
    const sender = newSender();
    expect(await sender.send(message)).toEqual(result);
    sender.close();
  });

  it('makes a new provider token when Apple calls the old one expired', async () => {
    const sender = newSender();
    answer = { status: 403, reason: 'ExpiredProviderToken' };
    expect(await sender.send(message)).toMatchObject({ outcome: 'retry' });
    answer = { status: 200 };
    clock.advance(1000);
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    expect(requests[1]?.headers.authorization).not.toBe(requests[0]?.headers.authorization);
    sender.close();
  });

  it('retries when nobody answers, and connects anew after a lost connection', async () => {
    const sender = newSender();
    expect(await sender.send({ ...message, enrollment: { ...context.enrollment, apsEnvironment: 'PRODUCTION' } })).toMatchObject({
      outcome: 'retry',
    });
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    sender.close();
  });

  it.each(['../../evil', 'zz', 'fcm:token'])('never puts %j into a path', async (pushToken) => {
    const sender = newSender();
    expect(await sender.send({ ...message, enrollment: { ...context.enrollment, pushToken } })).toMatchObject({ outcome: 'unregistered' });
    expect(requests).toEqual([]);
    sender.close();
  });

  it('lets the device pull where there is no provider', async () => {
    const sender = newSender();
    expect(await sender.send({ ...message, authenticator: context.authenticator })).toMatchObject({ outcome: 'pull-only' });
    const gone = { providerId: 'ppc9', appBundleId: 'a', debugAppBundleId: 'b' };
    expect(await sender.send({ ...message, authenticator: { ...context.authenticator, apns: gone } })).toMatchObject({
      outcome: 'pull-only',
    });
    sender.close();
  });
});
