import type { EcDeviceKey } from '@countersign/contracts/wire';
import { canonicalJson } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { sampleChallenge, sampleOrg, type SampleChallengeOptions } from '../../testing/sample-challenge.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { createTestKey, signWithTestKey, TestDevice, type AnswerOptions } from '../../testing/test-device.js';
import { TestPasskey } from '../../testing/test-passkey.js';
import type { ChallengeInContext } from '../../ports/challenge-store.js';
import type { BadSignature } from '../../ports/device-lock-store.js';
import type { DecideRequest } from '../../ports/backchannel-request-store.js';
import { ApiError } from '../api-error.js';
import { sha256 } from '../digest.js';
import type { Org } from '../org/org.js';
import { createMissCounter } from '../throttle/miss-counter.js';
import { challengeClaims } from './challenge-claims.js';
import { verifyResponse, type VerifyEngine } from './verify-response.js';

const caller = { requestId: 'r', ip: '192.0.2.7', userAgent: 'test' };

function setUp(options: Partial<SampleChallengeOptions> & { readonly type?: 'EC' | 'RSA'; readonly org?: Org } = {}) {
  const clock = new FixedClock();
  const device =
    options.device ?? new TestDevice({ now: () => clock.now(), ...(options.type === undefined ? {} : { type: options.type }) });
  let context: ChallengeInContext | undefined = sampleChallenge({ ...options, device, now: clock.now() });
  const decided: DecideRequest[] = [];
  const known: string[] = [];
  const counted: BadSignature[] = [];
  let clientActive = true;
  let serverActive = true;
  // what the stores answer, by hand: the only thing under test is what is asked of them
  const engine: VerifyEngine = {
    clock,
    random: new SeededRandom('events'),
    challenges: {
      find: async (_orgId, transactionId, enrollmentId) =>
        context?.challenge.transactionId === transactionId && context.enrollment.id === enrollmentId ? context : undefined,
      listOpen: async () => [],
    },
    authorizationServers: { find: async () => ({ active: serverActive }) as never, list: async () => [] },
    bus: {} as VerifyEngine['bus'],
    deviceLocks: { countBadSignature: async (failure) => void counted.push(failure) },
    // no key: a person who waits for the answer to arrive does not wait for a signature
    keyring: {} as VerifyEngine['keyring'],
    clients: {
      findByClientId: async () => ({ active: clientActive }) as never,
      isAssigned: async () => true,
    },
    requests: {
      findByTransactionId: async (_orgId: string, transactionId: string) =>
        context?.request.transactionId === transactionId ? context.request : undefined,
      decide: async (decision: DecideRequest) => {
        decided.push(decision);
        return decided.length === 1;
      },
    } as VerifyEngine['requests'],
    index: { decided: (hash: string, state: string) => void known.push(`${hash} ${state}`) } as Partial<
      VerifyEngine['index']
    > as VerifyEngine['index'],
  };
  const org = options.org ?? sampleOrg;
  const badAnswers = createMissCounter(clock, { limit: 20, windowMs: 60_000 });
  const asked = challengeClaims(sampleOrg, context, clock.now());
  const challengeJwt = signWithTestKey(createTestKey({ type: 'EC' }), asked);
  const post = (challengeResponse: string | undefined, transactionId = `ft${'0'.repeat(32)}`, ip = caller.ip) =>
    verifyResponse(engine, { org, transactionId, challengeResponse, caller: { ...caller, ip }, badAnswers }).catch((error: unknown) => {
      if (error instanceof ApiError) return error.code;
      throw error;
    });
  return {
    asked,
    clock,
    counted,
    device,
    decided,
    known,
    post,
    answer: (more: AnswerOptions = {}) => device.answer(challengeJwt, more),
    change: (change: (context: ChallengeInContext) => ChallengeInContext | undefined) => {
      if (context !== undefined) context = change(context);
    },
    deactivateClient: () => (clientActive = false),
    deactivateServer: () => (serverActive = false),
  };
}

describe('answers that decide (devices protocol 2.10)', () => {
  it.each(['EC', 'RSA'] as const)('must-have 26 an approval by an %s proof-of-possession key', async (type) => {
    const { post, answer, decided, known } = setUp({ type, userVerification: 'NONE' });
    const jwt = answer();
    expect(await post(jwt)).toBe('approved');
    expect(decided).toHaveLength(1);
    expect(known).toEqual([expect.stringMatching(/ approved$/)]);
    expect(decided[0]).toMatchObject({
      orgId: sampleOrg.id,
      transactionId: `ft${'0'.repeat(32)}`,
      enrollmentId: 'pfd0000000000000000A',
      outcome: 'approved',
      challengeResponse: jwt,
      decision: { deviceId: 'guo0000000000000000A', amr: ['swk', 'hwk'], userVerified: false, acr: undefined },
      event: { eventType: 'user.authentication.auth_via_mfa', outcome: { result: 'SUCCESS' }, ip: caller.ip },
    });
  });

  it('S-116 what the device was asked and the key that verified the answer are written with the decision', async () => {
    const { post, answer, decided, device } = setUp({ userVerification: 'REQUIRED', bindingMessage: 'Pay 5' });
    expect(await post(answer({ keyType: 'userVerification', userConsent: 'APPROVED_USER_VERIFICATION' }))).toBe('approved');
    expect(decided[0]?.evidence).toEqual({
      asked: expect.objectContaining({
        iss: sampleOrg.url,
        nonce: expect.any(String),
        transactionId: `ft${'0'.repeat(32)}`,
        authenticatorEnrollmentId: 'pfd0000000000000000A',
        challengeContext: expect.objectContaining({ bindingMessage: 'Pay 5' }),
      }),
      challengeJwt: undefined,
      keyType: 'userVerification',
      key: device.userVerification.jwk,
      passkey: undefined,
    });
  });

  it('S-018 a passkey beside the proof-of-possession key is user verification', async () => {
    const passkey = new TestPasskey({ rpId: 'app.example.com', origin: 'https://app.example.com' });
    const { post, answer, decided, device, change, asked } = setUp({ userVerification: 'PREFERRED' });
    change((context) => ({
      ...context,
      enrollment: { ...context.enrollment, keys: { ...context.enrollment.keys, userVerification: passkey.enrolled } },
    }));
    const { cs_display, nonce, transactionId } = asked;
    const statement = { cs_display: cs_display ?? '', nonce, transactionId, decision: 'approve' };
    const cs_uv = passkey.assert(sha256(canonicalJson(statement)));
    const shown = { cs_display, decision: 'approve', cs_uv };
    const consent = 'APPROVED_USER_VERIFICATION';
    expect(await post(answer({ userConsent: consent, claims: { ...shown, cs_uv: undefined } }))).toBe('E0000001');
    expect(await post(answer({ userConsent: consent, claims: { ...shown, cs_display: sha256('another text') } }))).toBe('E0000001');
    expect(decided).toEqual([]);
    expect(await post(answer({ userConsent: consent, claims: shown }))).toBe('approved');
    expect(decided[0]?.evidence).toMatchObject({
      key: device.proofOfPossession.jwk,
      keyType: 'proofOfPossession',
      passkey: passkey.enrolled,
    });
    expect(decided[0]?.decision).toMatchObject({ userVerified: true, amr: ['swk', 'hwk', 'user', 'mfa'] });
  });

  it('a passkey is no key that signs answers', async () => {
    const { post, answer, decided, change, device } = setUp();
    const mark = { rpId: 'app.example.com', origin: 'https://app.example.com' };
    const userVerification = { ...device.userVerification.jwk, 'cs:webauthn': mark } as EcDeviceKey;
    change((context) => ({ ...context, enrollment: { ...context.enrollment, keys: { ...context.enrollment.keys, userVerification } } }));
    expect(await post(answer({ keyType: 'userVerification', userConsent: 'APPROVED_USER_VERIFICATION' }))).toBe('E0000001');
    expect(decided).toEqual([]);
  });

  it('an approval with user verification says so in amr and acr', async () => {
    const { post, answer, decided } = setUp({ userVerification: 'REQUIRED', acrValues: ['urn:okta:loa:2fa:any'] });
    const jwt = answer({
      keyType: 'userVerification',
      userConsent: 'APPROVED_USER_VERIFICATION',
      claims: { amr: ['face', 'none', 'root', 7] },
    });
    expect(await post(jwt)).toBe('approved');
    expect(decided[0]?.decision).toMatchObject({
      amr: ['swk', 'hwk', 'user', 'face', 'mfa'],
      userVerified: true,
      acr: 'urn:okta:loa:2fa:any',
    });
  });

  it('a software key is no hardware key', async () => {
    const clock = new FixedClock();
    const { post, answer, decided } = setUp({ device: new TestDevice({ now: () => clock.now(), protection: 'SOFTWARE' }) });
    expect(await post(answer())).toBe('approved');
    expect(decided[0]?.decision.amr).toEqual(['swk']);
  });

  it('a denial', async () => {
    const { post, answer, decided } = setUp();
    expect(await post(answer({ userConsent: 'DENIED_CONSENT_PROMPT' }))).toBe('denied');
    expect(decided[0]).toMatchObject({ outcome: 'denied', event: { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' } } });
  });

  it.each(['APPROVED_CONSENT_PROMPT', 'CANCELLED_USER_VERIFICATION', 'NONE'])(
    'must-have 29 REQUIRED and %s without user verification: failed',
    async (userConsent) => {
      const { post, answer, decided } = setUp({ userVerification: 'REQUIRED' });
      expect(await post(answer({ userConsent }))).toBe('E0000001');
      expect(decided.map((decision) => decision.outcome)).toEqual(['failed']);
    },
  );

  it('must-have 30 PREFERRED and NONE from stock iOS', async () => {
    const { post, answer } = setUp({ userVerification: 'PREFERRED' });
    expect(await post(answer({ userConsent: 'NONE' }))).toBe('approved');
  });

  it('must-have 28 the second of two answers is 404, whatever it says', async () => {
    const { post, answer } = setUp();
    const jwt = answer();
    expect(await post(jwt)).toBe('approved');
    expect(await post(jwt)).toBe('E0000007');
    expect(await post(answer({ userConsent: 'DENIED_CONSENT_PROMPT' }))).toBe('E0000007');
  });

  it.each([-300, 300])('must-have 33 an answer of a device whose clock is %i s off', async (seconds) => {
    const { clock, post, answer } = setUp();
    const iat = Math.floor(clock.now() / 1000) + seconds;
    expect(await post(answer({ claims: { iat, exp: iat + 300, nbf: iat - 300 } }))).toBe('approved');
  });

  it('an answer without transactionType and amr, as the published schema allows', async () => {
    const { post, answer } = setUp();
    const claims = {
      amr: undefined,
      challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT' },
      deviceSignals: undefined,
      integrations: null,
    };
    expect(await post(answer({ claims }))).toBe('approved');
  });
});

describe('S-W8 bad signatures count against the device', () => {
  const foreign = (device: TestDevice) => ({ key: createTestKey(), header: { kid: device.proofOfPossession.jwk.kid } });
  const otherNonce = { nonce: 'q7c1Vn2bN0-uT8JmS4yQkXw5ZrGd6HfLpE3aoIiB9sN' };
  it.each<[string, (device: TestDevice) => AnswerOptions, number]>([
    ['by another key', foreign, 1],
    ['under the id of another key', () => ({ header: { kid: 'other' } }), 1],
    ['not of a stranger, who does not know the nonce', (device) => ({ ...foreign(device), claims: otherNonce }), 0],
    ['not what is well signed and means nothing', () => ({ userConsent: 'USER_ABANDONED' }), 0],
  ])('%s', async (_name, options, count) => {
    const { device, post, answer, counted } = setUp();
    expect(await post(answer(options(device)))).toBe('E0000001');
    expect(counted).toHaveLength(count);
    if (count > 0) expect(counted[0]).toMatchObject({ maxFailures: 5, event: { eventType: 'device.lifecycle.suspend', severity: 'WARN' } });
  });

  it('unless it is out of service already', async () => {
    const { device, post, answer, change, counted } = setUp();
    change((context) => ({ ...context, device: { ...context.device, status: 'SUSPENDED' } }));
    await post(answer(foreign(device)));
    expect(counted).toEqual([]);
  });
});

describe('answers that do not count consume nothing (S-110, must-have 28)', () => {
  const now = Math.floor(new FixedClock().now() / 1000);
  it.each<[string, AnswerOptions]>([
    ['a foreign key under the right kid', { header: {}, key: createTestKey() }],
    ['another sub', { claims: { sub: '00u0000000000000000B' } }],
    ['another transaction', { claims: { tx: 'ftother' } }],
    ['another nonce', { claims: { nonce: 'q7c1Vn2bN0-uT8JmS4yQkXw5ZrGd6HfLpE3aoIiB9sN' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'https://id.example.org' } }],
    ['an audience in an array', { claims: { aud: ['https://id.example.com'] } }],
    ['another method enrollment', { claims: { methodEnrollmentId: 'opf0000000000000000B' } }],
    ['another enrollment', { claims: { iss: 'pfd0000000000000000B' } }],
    ['an iss that is no id', { claims: { iss: 'x\u0000' } }],
    ['the role of the other key', { claims: { keyType: 'userVerification' } }],
    ['an unknown role', { claims: { keyType: 'other' } }],
    ['a role named like a member of objects', { claims: { keyType: 'constructor' } }],
    ["the maintenance assertion's typ", { header: { typ: 'JWT' } }],
    ['no typ', { header: { typ: undefined } }],
    ['alg none', { header: { alg: 'none' } }],
    ['alg RS256 for an EC key', { header: { alg: 'RS256' } }],
    ['alg HS256', { header: { alg: 'HS256' } }],
    ['a critical header', { header: { crit: ['exp'] } }],
    ['no kid', { header: { kid: undefined } }],
    ['another kid', { header: { kid: 'other' } }],
    ['expired beyond the skew', { claims: { iat: now - 700, nbf: now - 1000, exp: now - 301 } }],
    ['not valid for another while', { claims: { nbf: now + 301 } }],
    ['signed in the future', { claims: { iat: now + 301 } }],
    ['no exp', { claims: { exp: undefined } }],
    ['times as strings', { claims: { exp: String(now + 300) } }],
    ['no iat', { claims: { iat: undefined } }],
    ['no jti', { claims: { jti: undefined } }],
    [
      'another type of transaction',
      { claims: { challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT', transactionType: 'LOGIN' } } },
    ],
    ['no context', { claims: { challengeResponseContext: null } }],
    ['an unknown consent', { userConsent: 'APPROVED' }],
    ['user verification claimed with the possession key', { userConsent: 'APPROVED_USER_VERIFICATION' }],
    ['consent only, with the user-verification key', { keyType: 'userVerification', userConsent: 'APPROVED_CONSENT_PROMPT' }],
    ['an abandoned prompt', { userConsent: 'USER_ABANDONED' }],
  ])('%s', async (_name, options) => {
    const { device, post, answer, decided } = setUp();
    const kid = device.proofOfPossession.jwk.kid;
    expect(await post(answer(options.key === undefined ? options : { ...options, header: { kid } }))).toBe('E0000001');
    expect(decided).toEqual([]);
    expect(await post(answer())).toBe('approved');
  });

  it.each([
    ['not a JWS', 'nonsense'],
    ['a JWS over no object', `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${Buffer.from('[]').toString('base64url')}.AAAA`],
    ['a body of the wrong form', undefined],
  ])('%s is 400 while the transaction is pending, 404 when it is unknown', async (_name, response) => {
    const { post, decided } = setUp();
    expect(await post(response)).toBe('E0000001');
    expect(await post(response, `ft${'1'.repeat(32)}`)).toBe('E0000007');
    expect(decided).toEqual([]);
  });

  it('an unknown word where user verification is required', async () => {
    const { post, answer, decided } = setUp({ userVerification: 'REQUIRED' });
    expect(await post(answer({ userConsent: 'APPROVED' }))).toBe('E0000001');
    expect(decided).toEqual([]);
  });

  it('one flipped bit of the signature', async () => {
    const { post, answer, decided } = setUp();
    const jwt = answer();
    const at = jwt.length - 10;
    const flipped = `${jwt.slice(0, at)}${jwt[at] === 'A' ? 'B' : 'A'}${jwt.slice(at + 1)}`;
    expect(await post(flipped)).toBe('E0000001');
    expect(decided).toEqual([]);
  });

  it('NONE from a device that is not stock iOS', async () => {
    const { post, answer, decided } = setUp({ type: 'RSA', userVerification: 'PREFERRED' });
    expect(await post(answer({ userConsent: 'NONE' }))).toBe('E0000001');
    expect(decided).toEqual([]);
  });

  it('a skipped preference where the org allows none', async () => {
    const org = { ...sampleOrg, settings: { ...sampleOrg.settings, preferredUserVerificationMayBeSkipped: false } };
    const { post, answer, decided } = setUp({ org });
    expect(await post(answer({ userConsent: 'CANCELLED_USER_VERIFICATION' }))).toBe('E0000001');
    expect(decided).toEqual([]);
  });
});

describe('who may answer, and when (S-071, devices protocol 2.10 steps 1 and 7)', () => {
  it.each<[string, (context: ChallengeInContext) => ChallengeInContext, string]>([
    ['a suspended user', (context) => ({ ...context, userStatus: 'SUSPENDED' }), 'E0000155'],
    ['a deprovisioned user', (context) => ({ ...context, userStatus: 'DEPROVISIONED' }), 'E0000156'],
    ['a suspended device', (context) => ({ ...context, device: { ...context.device, status: 'SUSPENDED' } }), 'E0000152'],
    ['a deactivated device', (context) => ({ ...context, device: { ...context.device, status: 'DEACTIVATED' } }), 'E0000153'],
    ['a suspended enrollment', (context) => ({ ...context, enrollment: { ...context.enrollment, status: 'SUSPENDED' } }), 'E0000180'],
    ['a deleted enrollment', (context) => ({ ...context, enrollment: { ...context.enrollment, status: 'DELETED' } }), 'E0000154'],
    ['a decided request', (context) => ({ ...context, request: { ...context.request, state: 'denied' } }), 'E0000007'],
    ['a superseded challenge', (context) => ({ ...context, challenge: { ...context.challenge, state: 'superseded' } }), 'E0000007'],
  ])('%s', async (_name, change, code) => {
    const { post, answer, decided, change: apply } = setUp();
    apply(change);
    expect(await post(answer())).toBe(code);
    expect(decided).toEqual([]);
  });

  it('an expired request, at the very instant', async () => {
    const { clock, post, answer, decided } = setUp();
    const jwt = answer();
    clock.advance(299_999);
    const early = setUp();
    early.clock.advance(299_999);
    expect(await early.post(early.answer())).toBe('approved');
    clock.advance(1);
    expect(await post(jwt)).toBe('E0000007');
    expect(decided).toEqual([]);
  });

  it('a client that was deactivated meanwhile', async () => {
    const { post, answer, decided, deactivateClient } = setUp();
    deactivateClient();
    expect(await post(answer())).toBe('E0000007');
    expect(decided).toEqual([]);
  });

  it('an authorization server that was deactivated meanwhile', async () => {
    const { post, answer, decided, deactivateServer } = setUp();
    deactivateServer();
    expect(await post(answer())).toBe('E0000007');
    expect(decided).toEqual([]);
  });

  it.each(['ft\u0000', '../x', 'x'.repeat(65), ''])('a path that is no transaction id: %j', async (transactionId) => {
    const { post, answer } = setUp();
    expect(await post(answer(), transactionId)).toBe('E0000007');
  });
});

describe('senders of bad answers are slowed down', () => {
  it('20 bad answers from one address: 429 for a minute, for that address and transaction only', async () => {
    const { clock, post, answer } = setUp();
    const forged = answer({ key: createTestKey(), header: { kid: 'x' } });
    for (let count = 0; count < 20; count += 1) expect(await post(forged)).toBe('E0000001');
    expect(await post(answer())).toBe('E0000047');
    expect(await post(answer(), undefined, '198.51.100.1')).toBe('approved');
    clock.advance(60_000);
    expect(await post(answer())).toBe('E0000007');
  });

  it('answers to unknown transactions are not counted: there is nothing to remember', async () => {
    const { post, answer } = setUp();
    for (let count = 0; count < 30; count += 1) expect(await post(answer(), 'ftunknown')).toBe('E0000007');
  });
});

describe('number matching (S-013)', () => {
  const withNumber = () => {
    const set = setUp({ userVerification: 'NONE' });
    set.change((context) => ({
      ...context,
      request: { ...context.request, numberChallenge: { answer: '52', choices: ['17', '52', '80'] } },
    }));
    return set;
  };

  it('the right number approves', async () => {
    const { post, answer, decided } = withNumber();
    expect(await post(answer({ claims: { cs_number: '52' } }))).toBe('approved');
    expect(decided[0]).toMatchObject({ outcome: 'approved', event: { outcome: { result: 'SUCCESS' } } });
  });

  it.each(['17', '99'])('a wrong number denies and is recorded: %s', async (number) => {
    const { post, answer, decided, known } = withNumber();
    expect(await post(answer({ claims: { cs_number: number } }))).toBe('denied');
    expect(decided).toMatchObject([
      {
        outcome: 'denied',
        decision: { reason: 'APPROVED_CONSENT_PROMPT by proofOfPossession, with a wrong number' },
        event: { outcome: { result: 'FAILURE', reason: 'WRONG_NUMBER' } },
      },
    ]);
    expect(known).toEqual([expect.stringMatching(/ denied$/)]);
    expect(await post(answer({ claims: { cs_number: '52' } }))).toBe('E0000007');
  });

  it.each([undefined, 52, '', '5', '052', '５２'])('an approval without a number of two digits consumes nothing: %j', async (number) => {
    const { post, answer, decided } = withNumber();
    expect(await post(answer({ claims: { cs_number: number } }))).toBe('E0000001');
    expect(decided).toEqual([]);
    expect(await post(answer({ claims: { cs_number: '52' } }))).toBe('approved');
  });

  it('a denial needs no number', async () => {
    const { post, answer, decided } = withNumber();
    expect(await post(answer({ userConsent: 'DENIED_CONSENT_PROMPT' }))).toBe('denied');
    expect(decided[0]?.event.outcome).toEqual({ result: 'FAILURE', reason: 'INVALID_CREDENTIALS' });
  });

  it('a number nobody asked for is not looked at', async () => {
    const { post, answer } = setUp({ userVerification: 'NONE' });
    expect(await post(answer({ claims: { cs_number: '11' } }))).toBe('approved');
  });
});
