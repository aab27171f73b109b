/**
 * A device written from the protocol alone, with node:crypto and fetch: it shares no line with our Devices SDK, so that the two
 * cannot be wrong together.
 */
import { type KeyObject, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { redirectUriOf } from './ciba.js';
import { type HttpAnswer, memberAt, request, sendJson, textMember } from './http.js';
import { type Tokens, signIn } from './sign-in.js';
import type { TestServer } from './start-process.js';

/** The stock SDKs send it with every call but PATCH. */
export const accept = 'application/json; okta-version=1.0.0';
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
  readonly clientInstance: DeviceKeyPair;
  readonly possession: DeviceKeyPair;
  readonly userVerification: DeviceKeyPair | undefined;
  readonly pendingUrl: string;
}

export interface EnrollmentKeys {
  readonly clientInstance: DeviceKeyPair;
  readonly possession: DeviceKeyPair;
  /** `null` is sent as such: no key. */
  readonly userVerification?: DeviceKeyPair | null | undefined;
}

export interface EnrollmentBody {
  readonly authenticatorId: string;
  readonly device: Readonly<Record<string, unknown>>;
  readonly methods: { readonly push: Readonly<Record<string, unknown>> };
}

export interface EnrollOptions {
  readonly algorithm?: DeviceAlgorithm;
  readonly login?: string;
  readonly password?: string;
  readonly scope?: string;
  readonly transactionTypes?: readonly string[];
  readonly displayName?: string;
  readonly withUserVerification?: boolean;
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

/** Signs a person in to the device's app, as the org's own authorization server sees it (devices protocol 1.1). */
export async function signInOnDevice(
  server: TestServer,
  options: Pick<EnrollOptions, 'login' | 'password' | 'scope'> = {},
): Promise<Tokens> {
  const { facts } = server;
  return signIn({
    issuer: facts.orgUrl,
    clientId: facts.mobileClientId,
    redirectUri: await redirectUriOf(server, facts.mobileClientId),
    scope: options.scope ?? deviceScope,
    login: options.login ?? facts.user.login,
    password: options.password ?? facts.user.password,
  });
}

/** The first item of the authenticator metadata (devices protocol 1.3). */
export async function authenticatorMetadata(server: TestServer): Promise<unknown> {
  const url = `${server.url}/.well-known/app-authenticator-configuration?oauthClientId=${server.facts.mobileClientId}`;
  const answer = await request(url, { headers: { accept } });
  if (answer.status !== 200) throw new Error(`no authenticator metadata: ${answer.status} ${answer.text}`);
  return memberAt(answer.json, 0);
}

/** The body of an enrollment, as the stock SDKs send it (devices protocol 1.4). */
export function enrollmentBody(server: TestServer, keys: EnrollmentKeys, options: EnrollOptions = {}): EnrollmentBody {
  const { transactionTypes = ['LOGIN', 'CIBA'], displayName = 'Test phone' } = options;
  const isAndroid = keys.possession.algorithm === 'RS256';
  const { userVerification } = keys;
  return {
    authenticatorId: server.facts.authenticatorId,
    device: {
      platform: isAndroid ? 'ANDROID' : 'IOS',
      osVersion: isAndroid ? '12:2022-03-05' : '17.1.0',
      displayName,
      secureHardwarePresent: false,
      screenLockType: 'PASSCODE',
      clientInstanceKey: keys.clientInstance.publicJwk,
      clientInstanceBundleId: 'tests.device',
      clientInstanceVersion: '1.0.0',
      clientInstanceDeviceSdkVersion: 'TestDevice 1.0.0',
      ...(isAndroid ? {} : { authenticatorAppKey: randomUUID() }),
    },
    methods: {
      push: {
        pushToken: '',
        ...(isAndroid ? {} : { apsEnvironment: 'development' }),
        capabilities: { transactionTypes },
        keys: {
          proofOfPossession: keys.possession.publicJwk,
          ...(userVerification === undefined ? {} : { userVerification: userVerification === null ? null : userVerification.publicJwk }),
        },
      },
    },
  };
}

export async function sendEnrollment(server: TestServer, bearer: string, body: unknown): Promise<HttpAnswer> {
  const endpoint = memberAt(await authenticatorMetadata(server), 'appAuthenticatorEnrollEndpoint');
  return sendJson('POST', String(endpoint), body, { accept, authorization: `Bearer ${bearer}` });
}

/** Signs in as the person and enrolls a device for login and CIBA (devices protocol 1.1 to 1.4). */
export async function enrollDevice(server: TestServer, options: EnrollOptions = {}): Promise<TestDevice> {
  const { algorithm = 'ES256' } = options;
  const keys: EnrollmentKeys = {
    clientInstance: makeDeviceKey(algorithm),
    possession: makeDeviceKey(algorithm),
    ...(options.withUserVerification === true ? { userVerification: makeDeviceKey(algorithm) } : {}),
  };
  const tokens = await signInOnDevice(server, options);
  const answer = await sendEnrollment(server, tokens.accessToken, enrollmentBody(server, keys, options));
  return readEnrollment(answer, keys, tokens);
}

/** What a device keeps of the answer to its enrollment. Fails the test when a member is missing. */
export function readEnrollment(answer: HttpAnswer, keys: EnrollmentKeys, tokens: Tokens): TestDevice {
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
    clientInstance: keys.clientInstance,
    possession: keys.possession,
    userVerification: keys.userVerification ?? undefined,
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
  server: TestServer,
  device: TestDevice,
  options: { readonly scope?: string; readonly claims?: Readonly<Record<string, unknown>> } = {},
): Promise<HttpAnswer> {
  const { scope = 'okta.myAccount.appAuthenticator.maintenance.manage', claims = {} } = options;
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
    ...claims,
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
