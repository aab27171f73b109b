/** A sender of each kind beside the stand-in of its push service, and a message it can send. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createVapidKeyPair, type PushCredentials, type PushMessage, type PushSender } from '@countersign/engine';
import { FixedClock, sampleChallenge, TestDevice } from '@countersign/engine/testing';
import { createGuardedFetch } from '../outbound/guarded-fetch.js';
import { createApnsSender } from '../push/apns.js';
import { createFcmSender } from '../push/fcm.js';
import { createWebPushSender } from '../push/web-push.js';
import { openApnsStandIn, type ApnsStandIn } from './apns-stand-in.js';
import { openFcmStandIn, type FcmStandIn } from './fcm-stand-in.js';
import { sharedKeyPairs } from './key-pairs.js';
import type { PushStandIn } from './push-stand-in.js';
import { selfSignedCertificate } from './self-signed-certificate.js';
import { openWebPushStandIn, type WebPushStandIn } from './web-push-stand-in.js';

export interface PushHarness<Service extends PushStandIn = PushStandIn> {
  readonly clock: FixedClock;
  readonly service: Service;
  readonly sender: PushSender;
  /** One that waits for an answer for a moment only. */
  readonly hasty: PushSender;
  /** To a device the service knows. */
  readonly message: PushMessage;
  /** Its authenticator names a provider that does not exist. */
  readonly orphan: PushMessage;
  /** To a service nobody runs. */
  readonly unreachable: PushMessage;
  close(): Promise<void>;
}

const hastyMs = 200;
/** A port nobody listens on. */
const nowhere = 'http://127.0.0.1:9';

/** Making one takes longer than the tests with it. */
const rsaPair = sharedKeyPairs(1);

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const credentialsOf = (known: PushCredentials) => ({ find: async (_orgId: string, id: string) => (id === 'ppc1' ? known : undefined) });

function baseMessage(clock: FixedClock): PushMessage {
  const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now(), bindingMessage: 'Pay 50 EUR' });
  return {
    enrollment: context.enrollment,
    authenticator: context.authenticator,
    challengeJwt: 'a.b.c',
    transactionId: context.challenge.transactionId,
    asksUserVerification: true,
    allowActions: false,
    expiresAt: clock.now() + 300_000,
  };
}

export async function openApns(): Promise<PushHarness<ApnsStandIn>> {
  const clock = new FixedClock();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [keyId, teamId] = ['KEYID12345', 'TEAMID1234'];
  const topics = ['com.example.app', 'com.example.debug'];
  const service = await openApnsStandIn({ now: () => clock.now(), publicKey, keyId, teamId, topics });
  const credentials = credentialsOf({ type: 'APNS', keyId, teamId, tokenSigningKey: pem(privateKey) });
  const options = { clock, credentials, baseUrls: { production: nowhere, sandbox: service.url } };
  const [sender, hasty] = [createApnsSender(options), createApnsSender({ ...options, timeoutMs: hastyMs })];
  const base = baseMessage(clock);
  const to = (providerId: string): PushMessage => ({
    ...base,
    authenticator: { ...base.authenticator, apns: { providerId, appBundleId: 'com.example.app', debugAppBundleId: 'com.example.debug' } },
  });
  const message = to('ppc1');
  return {
    clock,
    service,
    sender,
    hasty,
    message,
    orphan: to('ppc9'),
    unreachable: { ...message, enrollment: { ...message.enrollment, apsEnvironment: 'PRODUCTION' } },
    async close() {
      sender.close();
      hasty.close();
      await service.close();
    },
  };
}

/** `secure`: HTTP/2 over TLS, as Google's service. */
export async function openFcm({ secure = false } = {}): Promise<PushHarness<FcmStandIn>> {
  const clock = new FixedClock();
  const { privateKey, publicKey } = await rsaPair('RS256');
  const [projectId, clientEmail] = ['acme-approve', 'push@acme-approve.iam.gserviceaccount.com'];
  const certificate = secure ? selfSignedCertificate() : undefined;
  const trust = certificate === undefined ? {} : { certificate };
  const service = await openFcmStandIn({ now: () => clock.now(), publicKey, projectId, clientEmail, ...trust });
  const known = { type: 'FCM' as const, projectId, clientEmail, privateKey: pem(privateKey), tokenAudience: undefined };
  const credentials = {
    find: async (_orgId: string, id: string) => ({ ppc1: known, ppc2: { ...known, clientEmail: 'gone@example.com' } })[id],
  };
  const newSender = (messages: string, more: { readonly timeoutMs?: number } = {}) =>
    createFcmSender({
      clock,
      credentials,
      baseUrls: { messages, token: service.tokenUrl },
      ...more,
      ...(certificate === undefined ? {} : { ca: certificate.cert }),
    });
  const [sender, hasty, lost] = [newSender(service.url), newSender(service.url, { timeoutMs: hastyMs }), newSender(nowhere)];
  const base = baseMessage(clock);
  const to = (providerId: string, pushToken = 'fcm:token'): PushMessage => ({
    ...base,
    enrollment: { ...base.enrollment, pushToken, apsEnvironment: undefined },
    authenticator: { ...base.authenticator, fcm: { providerId } },
  });
  const unreachable = to('ppc1', 'fcm:unreachable');
  return {
    clock,
    service,
    sender: { send: (message) => (message.enrollment.pushToken === unreachable.enrollment.pushToken ? lost : sender).send(message) },
    hasty,
    message: to('ppc1'),
    orphan: to('ppc9'),
    unreachable,
    async close() {
      await Promise.all([sender.close(), hasty.close(), lost.close()]);
      await service.close();
    },
  };
}

export async function openWebPush(): Promise<PushHarness<WebPushStandIn>> {
  const clock = new FixedClock();
  const service = await openWebPushStandIn({ now: () => clock.now() });
  const pair = createVapidKeyPair();
  const [http, hastyHttp] = [
    createGuardedFetch({ allowLoopback: true }),
    createGuardedFetch({ allowLoopback: true, totalTimeoutMs: hastyMs }),
  ];
  const credentials = credentialsOf({ type: 'WEBPUSH', ...pair, subject: undefined });
  const options = { clock, credentials, contact: async () => 'https://id.example.com' };
  const [sender, hasty] = [createWebPushSender({ ...options, http }), createWebPushSender({ ...options, http: hastyHttp })];
  const base = baseMessage(clock);
  const subscription = service.subscribe(pair.publicKey);
  const to = (providerId: string, pushToken = subscription): PushMessage => ({
    ...base,
    enrollment: { ...base.enrollment, pushToken, apsEnvironment: undefined },
    authenticator: { ...base.authenticator, webPush: { providerId, publicKey: pair.publicKey } },
  });
  return {
    clock,
    service,
    sender,
    hasty,
    message: to('ppc1'),
    orphan: to('ppc9'),
    unreachable: to('ppc1', subscription.replace(service.url, nowhere)),
    async close() {
      await service.close();
      await Promise.all([http.close(), hastyHttp.close()]);
    },
  };
}
