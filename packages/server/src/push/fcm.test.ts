import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushMessage } from '@countersign/engine';
import { FixedClock, sampleChallenge, TestDevice } from '@countersign/engine/testing';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFcmSender } from './fcm.js';
import { createPushRouter } from './push-router.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const clock = new FixedClock();
const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now() });
const message: PushMessage = {
  enrollment: { ...context.enrollment, pushToken: 'fcm:token', apsEnvironment: undefined },
  authenticator: { ...context.authenticator, fcm: { providerId: 'ppc2' } },
  challengeJwt: 'a.b.c',
  transactionId: context.challenge.transactionId,
  asksUserVerification: true,
  allowActions: false,
  expiresAt: clock.now() + 300_000,
};

/** Speaks what Google documents: RFC 7523 at the token endpoint, `messages:send` with error details. */
let google: Server;
let baseUrls: { messages: string; token: string };
let answer: { status: number; code?: string; retryAfter?: string };
let sent: { url: string; headers: IncomingHttpHeaders; body: string }[];
let tokenRequests: string[];

beforeAll(async () => {
  google = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/token') {
        tokenRequests.push(body);
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ access_token: `ya29.${tokenRequests.length}`, expires_in: 3599, token_type: 'Bearer' }));
        return;
      }
      sent.push({ url: request.url ?? '', headers: request.headers, body });
      if (answer.retryAfter !== undefined) response.setHeader('retry-after', answer.retryAfter);
      response.statusCode = answer.status;
      const details =
        answer.code === undefined ? [] : [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: answer.code }];
      response.end(JSON.stringify(answer.status === 200 ? { name: 'projects/p/messages/1' } : { error: { code: answer.status, details } }));
    });
  });
  await new Promise<void>((resolve) => google.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(google.address() as AddressInfo).port}`; // a TCP server's address is an object
  baseUrls = { messages: url, token: `${url}/token` };
});
beforeEach(() => {
  answer = { status: 200 };
  sent = [];
  tokenRequests = [];
});
afterAll(() => google.close());

const credentials = {
  find: async (_orgId: string, id: string) =>
    id === 'ppc2'
      ? {
          type: 'FCM' as const,
          projectId: 'acme-approve',
          clientEmail: 'push@acme-approve.iam.gserviceaccount.com',
          privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        }
      : undefined,
};
const newSender = () => createFcmSender({ clock, credentials, baseUrls });

describe('FCM', () => {
  it('gets a token for the service account and posts the data message to its project', async () => {
    expect(await newSender().send(message)).toEqual({ outcome: 'sent', detail: 'FCM 200' });
    const form = new URLSearchParams(tokenRequests[0]);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, { currentDate: new Date(clock.now()) });
    expect(payload).toEqual({
      iss: 'push@acme-approve.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/firebase.messaging',
      aud: baseUrls.token,
      iat: clock.now() / 1000,
      exp: clock.now() / 1000 + 3600,
    });
    expect(sent[0]?.url).toBe('/v1/projects/acme-approve/messages:send');
    expect(sent[0]?.headers.authorization).toBe('Bearer ya29.1');
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      message: { token: 'fcm:token', data: { 'okta.challenge': 'a.b.c', 'okta.payloadVersion': 'IDXv1' } },
    });
  });

  it('asks for one token, however many messages go out at once, and for the next before it ends', async () => {
    const sender = newSender();
    await Promise.all([sender.send(message), sender.send(message), sender.send(message)]);
    clock.advance(54 * 60_000);
    await sender.send(message);
    expect(tokenRequests).toHaveLength(1);
    clock.advance(60_000);
    await sender.send(message);
    expect(tokenRequests).toHaveLength(2);
  });

  it.each([
    [
      { status: 404, code: 'UNREGISTERED' },
      { outcome: 'unregistered', detail: 'FCM 404 UNREGISTERED' },
    ],
    [
      { status: 403, code: 'SENDER_ID_MISMATCH' },
      { outcome: 'unregistered', detail: 'FCM 403 SENDER_ID_MISMATCH' },
    ],
    [{ status: 404 }, { outcome: 'failed', detail: 'FCM 404' }],
    [
      { status: 400, code: 'INVALID_ARGUMENT' },
      { outcome: 'failed', detail: 'FCM 400 INVALID_ARGUMENT' },
    ],
    [
      { status: 429, code: 'QUOTA_EXCEEDED', retryAfter: '30' },
      { outcome: 'retry', detail: 'FCM 429 QUOTA_EXCEEDED', afterMs: 30_000 },
    ],
    [
      { status: 503, code: 'UNAVAILABLE' },
      { outcome: 'retry', detail: 'FCM 503 UNAVAILABLE' },
    ],
  ])('answers %j as %j', async (told, result) => {
    answer = told;
    expect(await newSender().send(message)).toEqual(result);
  });

  it('gets a new token after a 401', async () => {
    const sender = newSender();
    answer = { status: 401 };
    expect(await sender.send(message)).toMatchObject({ outcome: 'retry' });
    answer = { status: 200 };
    expect(await sender.send(message)).toMatchObject({ outcome: 'sent' });
    expect(tokenRequests).toHaveLength(2);
  });

  it('retries when nobody answers', async () => {
    const sender = createFcmSender({ clock, credentials, baseUrls: { ...baseUrls, token: 'http://127.0.0.1:9/token' } });
    expect(await sender.send(message)).toMatchObject({ outcome: 'retry' });
  });

  it('lets the device pull where there is no provider', async () => {
    expect(await newSender().send({ ...message, authenticator: context.authenticator })).toMatchObject({ outcome: 'pull-only' });
  });
});

describe('the way to a device', () => {
  const channel = (name: string) => ({ send: async () => ({ outcome: 'sent' as const, detail: name }) });
  const router = createPushRouter({ apns: channel('apns'), fcm: channel('fcm') });
  const apns = { providerId: 'ppc1', appBundleId: 'a', debugAppBundleId: 'b' };
  it.each([
    ['an iOS device, APNs configured', { apsEnvironment: 'PRODUCTION', pushToken: '00aa' }, { apns }, 'apns'],
    [
      'an iOS device, only FCM configured',
      { apsEnvironment: 'PRODUCTION', pushToken: '00aa' },
      { fcm: { providerId: 'x' } },
      'no push service for this device',
    ],
    ['an Android device, FCM configured', { apsEnvironment: undefined, pushToken: 't' }, { apns, fcm: { providerId: 'x' } }, 'fcm'],
    ['an Android device, nothing configured', { apsEnvironment: undefined, pushToken: 't' }, {}, 'no push service for this device'],
    ['a device without a token', { apsEnvironment: 'PRODUCTION', pushToken: '' }, { apns }, 'no push service for this device'],
    [
      'a browser',
      { apsEnvironment: undefined, pushToken: '{"endpoint":"https://x"}' },
      { fcm: { providerId: 'x' } },
      'no push service for this device',
    ],
  ] as const)('%s', async (_name, enrollment, configured, detail) => {
    const result = await router.send({
      ...message,
      enrollment: { ...message.enrollment, ...enrollment },
      authenticator: { ...message.authenticator, apns: undefined, fcm: undefined, ...configured },
    });
    expect(result.detail).toBe(detail);
  });
});
