/**
 * A device written from the protocol alone, with node:crypto and fetch: it shares no line with our Devices SDK, so that the two
 * cannot be wrong together.
 */
import { type KeyObject, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { redirectUriOf } from './ciba.js';
import { type HttpAnswer, memberAt, request, sendJson, textMember } from './http.js';
import { type Tokens, signIn } from './sign-in.js';
import type { ServerProcess } from './start-process.js';

const accept = 'application/json; okta-version=1.0.0';
const deviceScope = 'openid profile email offline_access okta.myAccount.appAuthenticator.manage okta.myAccount.appAuthenticator.read';

export type DeviceAlgorithm = 'ES256' | 'RS256';

export interface DeviceKeyPair {
  readonly kid: string;
  readonly algorithm: DeviceAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export interface TestChallenge {
  readonly jwt: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The display document of the pending list, when the server sent one. */
  readonly display: unknown;
}

export interface TestDevice {
  readonly enrollmentId: string;
  readonly methodId: string;
  readonly deviceId: string;
  readonly clientInstanceId: string;
  readonly userId: string;
  readonly tokens: Tokens;
  readonly possession: DeviceKeyPair;
  readonly pendingUrl: string;
}

export interface EnrollOptions {
  readonly algorithm?: DeviceAlgorithm;
  readonly login?: string;
  readonly password?: string;
  readonly transactionTypes?: readonly string[];
  readonly displayName?: string;
}

export interface AnswerOptions {
  readonly consent?: string;
  /** Claims to replace, for answers that must be refused. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly signWith?: DeviceKeyPair;
}

export function makeDeviceKey(algorithm: DeviceAlgorithm = 'ES256'): DeviceKeyPair {
  const { privateKey, publicKey } =
    algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  return { kid, algorithm, privateKey, publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, 'okta:kpr': 'SOFTWARE' } };
}

/** A compact JWS by a device key. */
export function signByDevice(key: DeviceKeyPair, typ: string, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: key.algorithm, typ, kid: key.kid })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** Signs in as the person and enrolls a device for login and CIBA (devices protocol 1.1 to 1.4). */
export async function enrollDevice(server: ServerProcess, options: EnrollOptions = {}): Promise<TestDevice> {
  const { algorithm = 'ES256', transactionTypes = ['LOGIN', 'CIBA'], displayName = 'Test phone' } = options;
  const { facts } = server;
  const tokens = await signIn({
    issuer: facts.orgUrl,
    clientId: facts.mobileClientId,
    redirectUri: await redirectUriOf(server, facts.mobileClientId),
    scope: deviceScope,
    login: options.login ?? facts.user.login,
    password: options.password ?? facts.user.password,
  });
  const policy = await request(`${server.url}/.well-known/app-authenticator-configuration?oauthClientId=${facts.mobileClientId}`, {
    headers: { accept },
  });
  const endpoint = memberAt(policy.json, 0, 'appAuthenticatorEnrollEndpoint');
  if (typeof endpoint !== 'string') throw new Error(`no authenticator metadata: ${policy.status} ${policy.text}`);
  const possession = makeDeviceKey(algorithm);
  const answer = await sendJson(
    'POST',
    endpoint,
    {
      authenticatorId: memberAt(policy.json, 0, 'authenticatorId'),
      device: {
        platform: algorithm === 'ES256' ? 'IOS' : 'ANDROID',
        osVersion: '17.1.0',
        displayName,
        secureHardwarePresent: false,
        screenLockType: 'PASSCODE',
        clientInstanceKey: makeDeviceKey(algorithm).publicJwk,
        clientInstanceBundleId: 'tests.device',
        clientInstanceVersion: '1.0.0',
        clientInstanceDeviceSdkVersion: 'TestDevice 1.0.0',
        authenticatorAppKey: randomUUID(),
      },
      methods: { push: { pushToken: '', capabilities: { transactionTypes }, keys: { proofOfPossession: possession.publicJwk } } },
    },
    { accept, authorization: `Bearer ${tokens.accessToken}` },
  );
  const text = (...path: readonly string[]): string => {
    const value = memberAt(answer.json, ...path);
    if (typeof value !== 'string') throw new Error(`enrollment answered ${answer.status} without ${path.join('.')}: ${answer.text}`);
    return value;
  };
  return {
    enrollmentId: text('id'),
    methodId: text('methods', 'push', 'id'),
    deviceId: text('device', 'id'),
    clientInstanceId: text('device', 'clientInstanceId'),
    userId: text('user', 'id'),
    tokens,
    possession,
    pendingUrl: text('methods', 'push', 'links', 'pending', 'href'),
  };
}

/** The unanswered challenges of the device, each checked against the server's published keys (devices protocol 2.4, 2.5). */
export async function pendingChallenges(device: TestDevice, bearer: string = device.tokens.accessToken): Promise<readonly TestChallenge[]> {
  const answer = await request(device.pendingUrl, { headers: { accept, authorization: `Bearer ${bearer}` } });
  if (answer.status !== 200 || !Array.isArray(answer.json)) throw new Error(`the pending list answered ${answer.status}: ${answer.text}`);
  return Promise.all(answer.json.map((item: unknown) => readChallenge(new URL(device.pendingUrl).origin, item)));
}

async function readChallenge(org: string, item: unknown): Promise<TestChallenge> {
  const jwt = memberAt(item, 'challenge');
  if (memberAt(item, 'payloadVersion') !== 'IDXv1' || typeof jwt !== 'string')
    throw new Error(`not a pending item: ${JSON.stringify(item)}`);
  const { header, claims } = decodeJwt(jwt);
  if (header['alg'] !== 'RS256' || header['typ'] !== 'okta-pushbind+jwt') throw new Error(`unexpected header ${JSON.stringify(header)}`);
  const discovery = await request(`${org}/.well-known/openid-configuration`);
  const jwks = await request(textMember(discovery, 'jwks_uri'));
  const keys = memberAt(jwks.json, 'keys');
  const key: unknown = Array.isArray(keys) ? keys.find((candidate: unknown) => memberAt(candidate, 'kid') === header['kid']) : undefined;
  if (typeof key !== 'object' || key === null) throw new Error(`the challenge's key ${String(header['kid'])} is not published`);
  const [signed, signature] = splitSignature(jwt);
  const isGenuine = verify(
    'sha256',
    Buffer.from(signed),
    createPublicKey({ key: { ...key }, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  if (!isGenuine) throw new Error('the signature of the challenge is wrong');
  return { jwt, header, claims, display: memberAt(item, 'display') };
}

/** Answers a challenge (devices protocol 2.8, 2.9). Approves by the possession key unless told otherwise. */
export function answerChallenge(device: TestDevice, challenge: TestChallenge, options: AnswerOptions = {}): Promise<HttpAnswer> {
  const { consent = 'APPROVED_CONSENT_PROMPT', claims = {}, signWith = device.possession } = options;
  const now = Math.floor(Date.now() / 1_000);
  const challengeResponse = signByDevice(signWith, 'okta-pushbind+jwt', {
    iss: device.enrollmentId,
    sub: device.userId,
    aud: challenge.claims['iss'],
    tx: challenge.claims['transactionId'],
    nonce: challenge.claims['nonce'],
    methodEnrollmentId: device.methodId,
    keyType: 'proofOfPossession',
    amr: [],
    challengeResponseContext: { userConsent: consent, transactionType: memberAt(challenge.claims['challengeContext'], 'transactionType') },
    deviceSignals: { id: device.deviceId, clientInstanceId: device.clientInstanceId },
    integrations: [],
    signalProviders: [],
    iat: now,
    nbf: now - 300,
    exp: now + 300,
    jti: randomUUID().toUpperCase(),
    ...claims,
  });
  const verificationUri = challenge.claims['verificationUri'];
  if (typeof verificationUri !== 'string') throw new Error('the challenge has no verificationUri');
  return sendJson('POST', verificationUri, { method: 'push', challengeResponse }, { accept });
}

/** Pulls until a challenge with this binding message is there, then answers it. */
export async function answerPending(device: TestDevice, bindingMessage: string, options: AnswerOptions = {}): Promise<HttpAnswer> {
  const challenges = await pendingChallenges(device);
  const challenge = challenges.find((candidate) => memberAt(candidate.claims['challengeContext'], 'bindingMessage') === bindingMessage);
  if (challenge === undefined) throw new Error(`no pending challenge says "${bindingMessage}"; there are ${challenges.length}`);
  return answerChallenge(device, challenge, options);
}

/** A token for background work, proven by the possession key (devices protocol 1.5). */
export async function maintenanceToken(
  server: ServerProcess,
  device: TestDevice,
  scope = 'okta.myAccount.appAuthenticator.maintenance.manage',
): Promise<HttpAnswer> {
  const now = Math.floor(Date.now() / 1_000);
  const assertion = signByDevice(device.possession, 'JWT', {
    iss: 'urn:okta:devices:app:authenticator',
    aud: server.facts.orgUrl,
    sub: device.userId,
    methodEnrollmentId: device.methodId,
    iat: now,
    nbf: now - 300,
    exp: now + 300,
    jti: randomUUID(),
  });
  return request(`${server.url}/oauth2/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: server.facts.mobileClientId,
      scope,
      assertion,
    }),
  });
}

export function decodeJwt(jwt: string): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
} {
  const [header = '', claims = ''] = jwt.split('.');
  // a JWS of the server under test: object shapes are what the callers then check
  const parse = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: parse(header), claims: parse(claims) };
}

function splitSignature(jwt: string): readonly [signed: string, signature: string] {
  const at = jwt.lastIndexOf('.');
  return [jwt.slice(0, at), jwt.slice(at + 1)];
}
