import { expect, it } from 'vitest';
import type { Challenge, ChallengeHandlers, CompletedStep, ConsentChoice, UserVerificationOutcome } from '../index.js';
import type { SigningRefusal } from '../ports/key-store.js';
import { describeInEverySetup, type TestDevice } from '../testing/setups.js';

describeInEverySetup('answering a challenge', (bench) => {
  const enroll = async (enableUserVerification = false) => {
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    const enrollment = await device.authenticator.enroll({ accessToken, enableCiba: true, enableUserVerification });
    const stored = bench.server.state.enrollments.get(enrollment.id);
    return { device, enrollment, stored };
  };
  const ask = async (device: TestDevice, enrollmentId: string, claims: Record<string, unknown> = {}) => {
    const transactionId = bench.server.ask(enrollmentId, claims);
    const challenge = await device.authenticator.parsePush({ payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) });
    return { challenge, transaction: () => bench.server.state.transactions.get(transactionId) };
  };
  const handlersFor = (choice: ConsentChoice) => {
    const steps: string[] = [];
    const handlers: ChallengeHandlers = {
      consent: ({ step, challenge }) => {
        steps.push(`${step} ${challenge.bindingMessage}`);
        return choice;
      },
      message: ({ step, reason }) => void steps.push(`${step} ${reason}`),
      completed: ({ step, delivery }) => void steps.push(`${step} ${delivery}`),
    };
    return { steps, handlers };
  };
  const verifyCalls = () => bench.server.seen.filter((request) => request.path.endsWith('/verify'));

  it('approves with the proof-of-possession key, in the form of devices protocol 2.8 and 2.9', async () => {
    const { device, enrollment, stored } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    const { steps, handlers } = handlersFor('approve');
    const completed = await challenge.resolve(handlers);
    expect(completed).toMatchObject({ choice: 'approve', userVerified: false, delivery: 'accepted' });
    expect(steps).toEqual(['consent Pay 50 EUR to J. Doe?', 'completed accepted']);
    expect(transaction()?.state).toBe('approved');
    const [request] = verifyCalls();
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json; okta-version=1.0.0' });
    expect(request?.headers.authorization).toBeUndefined();
    const iat = bench.server.state.now / 1000;
    expect(transaction()?.answer?.header).toEqual({ alg: 'ES256', typ: 'okta-pushbind+jwt', kid: stored?.keys['proofOfPossession']?.kid });
    expect(transaction()?.answer?.claims).toEqual({
      iss: enrollment.id,
      sub: '00uJo',
      aud: bench.server.org,
      tx: challenge.transactionId,
      nonce: transaction()?.nonce,
      methodEnrollmentId: stored?.methodId,
      keyType: 'proofOfPossession',
      amr: [],
      challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT', transactionType: 'CIBA' },
      deviceSignals: {
        id: stored?.device.id,
        clientInstanceId: stored?.device.clientInstanceId,
        authenticatorAppKey: expect.any(String),
        platform: 'NODE',
        screenLockType: 'PASSCODE',
      },
      integrations: [],
      signalProviders: [],
      iat,
      exp: iat + 300,
      nbf: iat - 300,
      jti: expect.any(String),
    });
  });

  it('denies with the proof-of-possession key and no prompt, whatever verification is asked', async () => {
    const { device, enrollment } = await enroll(true);
    const { challenge, transaction } = await ask(device, enrollment.id, { userVerification: 'REQUIRED' });
    expect(await challenge.resolve(handlersFor('deny').handlers)).toMatchObject({ choice: 'deny', userVerified: false });
    expect(transaction()?.state).toBe('denied');
    expect(transaction()?.answer?.claims['challengeResponseContext']).toEqual({
      userConsent: 'DENIED_CONSENT_PROMPT',
      transactionType: 'CIBA',
    });
    expect(device.platform.prompts).toEqual([]);
  });

  it('counts anything but "approve" as a denial', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    // A JavaScript caller may return anything.
    await challenge.resolve({ consent: () => 'yes' as ConsentChoice });
    expect(transaction()?.state).toBe('denied');
  });

  interface VerificationCase {
    readonly asked: string;
    readonly enrolled: boolean;
    readonly verification?: UserVerificationOutcome;
    readonly signing?: SigningRefusal;
    readonly lost?: boolean;
    readonly consent: string;
    readonly amr?: readonly string[];
    readonly message?: string;
  }
  const verified = { consent: 'APPROVED_USER_VERIFICATION' };
  const cases: VerificationCase[] = [
    { asked: 'NONE', enrolled: true, consent: 'APPROVED_CONSENT_PROMPT' },
    { asked: 'DISCOURAGED', enrolled: true, consent: 'APPROVED_CONSENT_PROMPT' },
    { asked: 'unknown', enrolled: true, consent: 'APPROVED_CONSENT_PROMPT' },
    ...['PREFERRED', 'REQUIRED'].flatMap((asked): VerificationCase[] => [
      { asked, enrolled: true, verification: { result: 'verified', method: 'face' }, ...verified, amr: ['face'] },
      { asked, enrolled: true, verification: { result: 'verified', method: 'fpt' }, ...verified, amr: ['fpt'] },
      { asked, enrolled: true, verification: { result: 'verified', method: 'pin' }, ...verified, amr: ['pin'] },
      { asked, enrolled: true, verification: { result: 'verified', method: 'none' }, ...verified, amr: ['none'] },
      {
        asked,
        enrolled: true,
        verification: { result: 'cancelled' },
        consent: 'CANCELLED_USER_VERIFICATION',
        message: 'userVerificationCancelled',
      },
      {
        asked,
        enrolled: true,
        verification: { result: 'failed' },
        consent: 'UV_TEMPORARILY_UNAVAILABLE',
        message: 'userVerificationFailed',
      },
      {
        asked,
        enrolled: true,
        verification: { result: 'invalidated' },
        consent: 'UV_PERMANENTLY_UNAVAILABLE',
        message: 'userVerificationKeyUnusable',
      },
      { asked, enrolled: true, signing: 'cancelled', consent: 'CANCELLED_USER_VERIFICATION', message: 'userVerificationCancelled' },
      { asked, enrolled: true, signing: 'failed', consent: 'UV_TEMPORARILY_UNAVAILABLE', message: 'userVerificationFailed' },
      { asked, enrolled: true, signing: 'invalidated', consent: 'UV_PERMANENTLY_UNAVAILABLE', message: 'userVerificationKeyUnusable' },
      { asked, enrolled: true, lost: true, consent: 'UV_PERMANENTLY_UNAVAILABLE', message: 'userVerificationKeyUnusable' },
    ]),
    { asked: 'REQUIRED', enrolled: false, consent: 'UV_PERMANENTLY_UNAVAILABLE', message: 'userVerificationKeyNotEnrolled' },
    {
      asked: 'REQUIRED',
      enrolled: true,
      verification: { result: 'unavailable' },
      consent: 'UV_PERMANENTLY_UNAVAILABLE',
      message: 'userVerificationFailed',
    },
    // Where the stock SDK answers NONE.
    { asked: 'PREFERRED', enrolled: false, consent: 'APPROVED_CONSENT_PROMPT', message: 'userVerificationKeyNotEnrolled' },
    {
      asked: 'PREFERRED',
      enrolled: true,
      verification: { result: 'unavailable' },
      consent: 'APPROVED_CONSENT_PROMPT',
      message: 'userVerificationFailed',
    },
  ];
  it.each(cases)('approves when $asked is asked, key enrolled: $enrolled, $verification$signing: $consent', async (row) => {
    const { device, enrollment, stored } = await enroll(row.enrolled);
    const { challenge, transaction } = await ask(device, enrollment.id, { userVerification: row.asked });
    if (row.verification !== undefined) device.platform.verification = row.verification;
    device.platform.signing = row.signing;
    if (row.lost === true) await device.ports.keys.delete(stored?.keys['userVerification']?.kid ?? '');
    const { steps, handlers } = handlersFor('approve');
    const outcome = await challenge.resolve(handlers).catch((error: unknown) => error);
    const byUser = row.consent === 'APPROVED_USER_VERIFICATION';
    expect(transaction()?.answer?.claims).toMatchObject({
      keyType: byUser ? 'userVerification' : 'proofOfPossession',
      amr: row.amr ?? [],
      challengeResponseContext: { userConsent: row.consent },
    });
    expect(steps.filter((step) => step.startsWith('message'))).toEqual(row.message === undefined ? [] : [`message ${row.message}`]);
    const refused = row.asked === 'REQUIRED' && !byUser;
    expect(outcome).toMatchObject(refused ? { code: 'answer_refused', serverErrorCode: 'E0000001' } : { userVerified: byUser });
  });

  it('lets the app run the verification itself', async () => {
    const { device, enrollment } = await enroll(true);
    const { challenge } = await ask(device, enrollment.id, { userVerification: 'REQUIRED' });
    const completed = await challenge.resolve({
      consent: () => 'approve',
      userVerification: async (step) => {
        expect(step.challenge.transactionId).toBe(challenge.transactionId);
        return step.verify();
      },
    });
    expect(completed.userVerified).toBe(true);
    expect(device.platform.prompts).toEqual(['Pay 50 EUR to J. Doe?']);
  });

  it('shows a transaction once at a time and answers it once', async () => {
    const { device, enrollment } = await enroll();
    const { challenge } = await ask(device, enrollment.id);
    const { challenges } = await enrollment.retrievePushChallenges();
    const [pulled] = challenges as [Challenge];
    let release = (_choice: ConsentChoice): void => undefined;
    const first = challenge.resolve({ consent: () => new Promise((resolve) => (release = resolve)) });
    await expect(pulled.resolve(handlersFor('deny').handlers)).rejects.toMatchObject({ code: 'challenge_in_progress' });
    release('approve');
    await first;
    await expect(pulled.resolve(handlersFor('deny').handlers)).rejects.toMatchObject({ code: 'challenge_already_answered' });
    expect(verifyCalls()).toHaveLength(1);
  });

  it('sends nothing when the app fails while asking, and can be asked again', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    await expect(challenge.resolve({ consent: () => Promise.reject(new Error('screen closed')) })).rejects.toThrow('screen closed');
    expect(verifyCalls()).toHaveLength(0);
    await challenge.resolve(handlersFor('approve').handlers);
    expect(transaction()?.state).toBe('approved');
  });

  it('reads a 404 after its own lost reply as already answered', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    bench.server.faults.push({ path: '/verify', effect: 'loseReply' });
    const { steps, handlers } = handlersFor('approve');
    const completed = await challenge.resolve(handlers);
    expect(completed).toMatchObject({ choice: 'approve', delivery: 'alreadyAnswered' } satisfies Partial<CompletedStep>);
    expect(steps.at(-1)).toBe('completed alreadyAnswered');
    expect(transaction()?.state).toBe('approved');
  });

  it('keeps the signed answer when no attempt got a reply, and sends that one without asking again', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    bench.server.faults.push({ path: '/verify', effect: 'refuse' }, { path: '/verify', effect: 'refuse' });
    const { steps, handlers } = handlersFor('approve');
    await expect(challenge.resolve(handlers)).rejects.toMatchObject({ code: 'network_error' });
    expect(transaction()?.state).toBe('pending');
    await challenge.resolve(handlersFor('deny').handlers);
    expect(transaction()?.state).toBe('approved');
    expect(steps).toEqual(['consent Pay 50 EUR to J. Doe?']);
    expect(new Set(verifyCalls().map((request) => request.body)).size).toBe(1);
  });

  it('reads a 404 after a broken gateway as already answered', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    bench.server.faults.push({ path: '/verify', effect: { status: 502 } });
    await expect(challenge.resolve(handlersFor('approve').handlers)).rejects.toMatchObject({ code: 'server_error', status: 502 });
    const stored = transaction();
    if (stored !== undefined) stored.state = 'approved';
    expect(await challenge.resolve(handlersFor('approve').handlers)).toMatchObject({ delivery: 'alreadyAnswered' });
  });

  it('reads a 404 without a lost reply as closed: decided elsewhere', async () => {
    const { device, enrollment } = await enroll();
    const { challenge, transaction } = await ask(device, enrollment.id);
    const stored = transaction();
    if (stored !== undefined) stored.state = 'denied';
    await expect(challenge.resolve(handlersFor('approve').handlers)).rejects.toMatchObject({
      code: 'challenge_closed',
      serverErrorCode: 'E0000007',
    });
  });

  it('asks nobody when the challenge has expired meanwhile', async () => {
    const { device, enrollment } = await enroll();
    const { challenge } = await ask(device, enrollment.id);
    bench.server.state.now += 601_000;
    const { steps, handlers } = handlersFor('approve');
    expect(challenge.expired).toBe(true);
    await expect(challenge.resolve(handlers)).rejects.toMatchObject({ code: 'challenge_expired' });
    expect(steps).toEqual([]);
  });

  it.each([
    { errorCode: 'E0000155', status: 423, code: 'user_suspended' },
    { errorCode: 'E0000152', status: 403, code: 'device_suspended' },
    { errorCode: 'E0000180', status: 423, code: 'enrollment_suspended' },
    { errorCode: 'E0000001', status: 400, code: 'answer_refused' },
  ])('reports $errorCode as $code', async ({ errorCode, status, code }) => {
    const { device, enrollment } = await enroll();
    const { challenge } = await ask(device, enrollment.id);
    bench.server.faults.push({ path: '/verify', effect: { status, body: { errorCode } } });
    await expect(challenge.resolve(handlersFor('approve').handlers)).rejects.toMatchObject({ code, serverErrorCode: errorCode });
  });

  it('reports a proof-of-possession key that is gone', async () => {
    const { device, enrollment } = await enroll();
    const { challenge } = await ask(device, enrollment.id);
    for (const kid of device.kids) await device.ports.keys.delete(kid);
    await expect(challenge.resolve(handlersFor('approve').handlers)).rejects.toMatchObject({ code: 'key_missing' });
  });

  it('can stamp an answer with the time of the challenge', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const payload = { payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) };
    const issuedAt = bench.server.state.now / 1000;
    bench.server.state.now += 20_000;
    const challenge = await device.restart({ answerTime: 'challenge' }).parsePush(payload);
    await challenge.resolve(handlersFor('approve').handlers);
    expect(bench.server.state.transactions.get(transactionId)?.answer?.claims).toMatchObject({ iat: issuedAt, exp: issuedAt + 300 });
  });
});
