/**
 * A device for tests: real keys, bodies and JWTs as the stock SDKs write them (devices protocol 1.4, 1.5, 2.9). It knows nothing of the
 * server's code but the names of the wire, so that it can stand for a device somebody else made.
 */
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { DeviceKey, DeviceKeyType } from '@countersign/contracts/wire';

export interface TestKey {
  readonly jwk: DeviceKey;
  readonly privateKey: KeyObject;
}

export interface TestKeyOptions {
  readonly type?: 'EC' | 'RSA';
  readonly protection?: 'HARDWARE' | 'SOFTWARE';
  readonly rsaBits?: number;
}

/** EC keys as iOS makes them, RSA keys as Android does. */
export function createTestKey({ type = 'EC', protection = 'HARDWARE', rsaBits = 2048 }: TestKeyOptions = {}): TestKey {
  const kid = type === 'EC' ? randomUUID().toUpperCase() : randomUUID();
  const pair = type === 'EC' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  const { x = '', y = '', n = '', e = '' } = pair.publicKey.export({ format: 'jwk' });
  const jwk: DeviceKey =
    type === 'EC'
      ? { kty: 'EC', crv: 'P-256', kid, x, y, 'okta:kpr': protection, 'okta:isFipsCompliant': true }
      : { kty: 'RSA', kid, n, e, 'okta:kpr': protection };
  return { jwk, privateKey: pair.privateKey };
}

/** A compact JWS; members of `header` replace the usual ones, undefined leaves one out. */
export function signWithTestKey(key: TestKey, claims: object, header: Readonly<Record<string, unknown>> = {}): string {
  const alg = key.jwk.kty === 'EC' ? 'ES256' : 'RS256';
  const input = [{ alg, kid: key.jwk.kid, ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign(
    'sha256',
    Buffer.from(input),
    key.jwk.kty === 'EC' ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' } : key.privateKey,
  );
  return `${input}.${signature.toString('base64url')}`;
}

/** The claims of a compact JWS, unverified. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export interface TestDeviceOptions extends TestKeyOptions {
  readonly platform?: string;
  /** Milliseconds since the epoch, by the device's own clock. */
  readonly now: () => number;
}

export interface EnrollBodyOptions {
  readonly authenticatorId: string;
  readonly userVerification?: 'absent' | 'null' | 'key';
  readonly pushToken?: string;
  readonly transactionTypes?: readonly string[] | undefined;
  /** Sends these instead of a client instance key. */
  readonly known?: { readonly deviceId: string; readonly clientInstanceId: string; readonly attestation: string };
}

/** What an enrollment answer told the device. */
export interface EnrolledAs {
  readonly enrollmentId: string;
  readonly methodId: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly clientInstanceId: string;
}

export interface AnswerOptions {
  readonly userConsent?: string;
  readonly keyType?: DeviceKeyType;
  /** Signs with this key instead of the one `keyType` names. */
  readonly key?: TestKey;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

export class TestDevice {
  readonly platform: string;
  readonly appKey = randomUUID().toUpperCase();
  clientInstanceKey: TestKey;
  proofOfPossession: TestKey;
  userVerification: TestKey;
  readonly #options: TestDeviceOptions;

  constructor(options: TestDeviceOptions) {
    this.#options = options;
    this.platform = options.platform ?? (options.type === 'RSA' ? 'ANDROID' : 'IOS');
    this.clientInstanceKey = createTestKey(options);
    this.proofOfPossession = createTestKey(options);
    this.userVerification = createTestKey(options);
  }

  /** The body of `POST …/app-authenticators`. */
  enrollBody({
    authenticatorId,
    userVerification = 'absent',
    pushToken = '00aa11bb',
    transactionTypes,
    known,
  }: EnrollBodyOptions): Record<string, unknown> {
    const ios = this.platform === 'IOS';
    const identity =
      known === undefined
        ? { clientInstanceKey: this.clientInstanceKey.jwk }
        : {
            id: known.deviceId,
            clientInstanceId: known.clientInstanceId,
            deviceAttestation: { clientInstanceKeyAttestation: known.attestation },
          };
    const uv = { absent: {}, null: { userVerification: null }, key: { userVerification: this.userVerification.jwk } }[userVerification];
    return {
      authenticatorId,
      device: {
        platform: this.platform,
        osVersion: ios ? '17.1.0' : '12:2022-03-05',
        displayName: ios ? 'iPhone' : 'Pixel',
        manufacturer: ios ? 'APPLE' : 'Google',
        model: ios ? 'iPhone14,2' : 'Pixel 7',
        secureHardwarePresent: true,
        screenLockType: 'BIOMETRIC',
        ...identity,
        clientInstanceBundleId: 'com.example.approve',
        clientInstanceVersion: '1.0.0',
        clientInstanceDeviceSdkVersion: ios ? 'DeviceAuthenticator 1.1.0' : 'DeviceSDK 1.1.0',
        ...(ios ? { authenticatorAppKey: this.appKey } : {}),
      },
      methods: {
        push: {
          pushToken,
          ...(ios ? { apsEnvironment: 'development' } : {}),
          ...(transactionTypes === undefined ? {} : { capabilities: { transactionTypes } }),
          keys: { proofOfPossession: this.proofOfPossession.jwk, ...uv },
        },
      },
    };
  }

  /** `clientInstanceKeyAttestation`; its `typ` is the empty string. */
  attest(facts: { readonly deviceId: string; readonly clientInstanceId: string; readonly aud: string }, claims: object = {}): string {
    const { deviceId, clientInstanceId, aud } = facts;
    return signWithTestKey(
      this.clientInstanceKey,
      { iss: clientInstanceId, aud, sub: deviceId, ...this.times(), jti: randomUUID(), ...claims },
      { typ: '' },
    );
  }

  /** The assertion that gets a maintenance token. */
  assert(
    facts: Pick<EnrolledAs, 'userId' | 'methodId'> & { readonly aud: string },
    claims: object = {},
    key: TestKey = this.proofOfPossession,
  ): string {
    const usual = { iss: 'urn:okta:devices:app:authenticator', aud: facts.aud, sub: facts.userId, methodEnrollmentId: facts.methodId };
    return signWithTestKey(key, { ...usual, ...this.times(), jti: randomUUID(), ...claims }, { typ: 'JWT' });
  }

  /** The answer to a challenge JWT. */
  answer(challengeJwt: string, options: AnswerOptions = {}): string {
    const challenge = claimsOf(challengeJwt);
    const { userConsent = 'APPROVED_CONSENT_PROMPT', keyType = 'proofOfPossession' } = options;
    const key = options.key ?? (keyType === 'proofOfPossession' ? this.proofOfPossession : this.userVerification);
    const claims = {
      iss: challenge['authenticatorEnrollmentId'],
      sub: challenge['userId'],
      aud: challenge['iss'],
      tx: challenge['transactionId'],
      nonce: challenge['nonce'],
      methodEnrollmentId: challenge['methodEnrollmentId'],
      keyType,
      amr: keyType === 'proofOfPossession' ? [] : ['face'],
      challengeResponseContext: { userConsent, transactionType: 'CIBA' },
      deviceSignals: { id: 'guo', clientInstanceId: 'cli', authenticatorAppKey: this.appKey, platform: this.platform },
      integrations: [],
      signalProviders: [],
      ...this.times(),
      jti: randomUUID().toUpperCase(),
      ...options.claims,
    };
    return signWithTestKey(key, claims, { typ: 'okta-pushbind+jwt', ...options.header });
  }

  /** Five minutes either way of the device's clock, in seconds. */
  times(): { readonly iat: number; readonly exp: number; readonly nbf: number } {
    const iat = Math.floor(this.#options.now() / 1000);
    return { iat, exp: iat + 300, nbf: iat - 300 };
  }
}
