import { expect, it } from 'vitest';
import type { Challenge } from '../index.js';
import { createSoftwarePasskeys } from '../testing/software-passkeys.js';
import { describeInEverySetup } from '../testing/setups.js';

describeInEverySetup('user verification by a passkey', (bench) => {
  const enroll = async () => {
    const passkey = createSoftwarePasskeys();
    const device = bench.newDevice();
    const authenticator = device.restart({}, { passkey });
    const accessToken = bench.server.signIn('00uJo');
    const enrollment = await authenticator.enroll({
      accessToken,
      enableCiba: true,
      enableUserVerification: true,
      userName: 'jo@example.com',
    });
    const stored = () => bench.server.state.enrollments.get(enrollment.id);
    return { accessToken, authenticator, device, enrollment, passkey, stored };
  };
  const pull = async (device: Awaited<ReturnType<typeof enroll>>, userVerification = 'REQUIRED') => {
    const transactionId = bench.server.ask(device.enrollment.id, { userVerification });
    const [challenge] = (await device.enrollment.retrievePushChallenges()).challenges as [Challenge];
    return { challenge, transaction: () => bench.server.state.transactions.get(transactionId) };
  };

  it('enrols the passkey as user-verification key, with how it was made', async () => {
    const { device, enrollment, passkey, stored } = await enroll();
    const [kid] = passkey.credentials.keys();
    expect(enrollment.userVerification).toBe(true);
    expect(passkey.prompts).toEqual(['create for jo@example.com']);
    expect(stored()?.keys['userVerification']).toMatchObject({
      kid,
      kty: 'EC',
      'cs:webauthn': {
        rpId: 'approve.example.com',
        origin: 'https://approve.example.com',
        attestationObject: expect.any(String),
        clientDataJSON: expect.any(String),
      },
    });
    expect([...device.kids]).not.toContain(kid);
  });

  it('answers with an assertion over what was shown, asked and decided, signed by the proof-of-possession key', async () => {
    const device = await enroll();
    const { challenge, transaction } = await pull(device);
    expect(await challenge.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: true, delivery: 'accepted' });
    expect(transaction()?.state).toBe('approved');
    expect(transaction()?.answer?.claims).toMatchObject({
      keyType: 'proofOfPossession',
      decision: 'approve',
      challengeResponseContext: { userConsent: 'APPROVED_USER_VERIFICATION' },
      cs_uv: { credentialId: [...device.passkey.credentials.keys()][0] },
    });
  });

  it('shows no prompt for a denial, nor where no verification is asked', async () => {
    const device = await enroll();
    const { challenge } = await pull(device);
    expect(await challenge.resolve({ consent: () => 'deny' })).toMatchObject({ choice: 'deny', userVerified: false });
    const plain = await pull(device, 'NONE');
    expect(await plain.challenge.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: false });
    expect(device.passkey.prompts).toHaveLength(1);
  });

  it.each([
    { refused: 'cancelled', consent: 'CANCELLED_USER_VERIFICATION', reason: 'userVerificationCancelled' },
    { refused: 'failed', consent: 'UV_TEMPORARILY_UNAVAILABLE', reason: 'userVerificationFailed' },
    { refused: 'invalidated', consent: 'UV_PERMANENTLY_UNAVAILABLE', reason: 'userVerificationKeyUnusable' },
    { refused: 'unavailable', consent: 'APPROVED_CONSENT_PROMPT', reason: 'userVerificationFailed' },
  ] as const)('says $consent when the prompt was $refused', async ({ refused, consent, reason }) => {
    const device = await enroll();
    const { challenge, transaction } = await pull(device, 'PREFERRED');
    device.passkey.refused = refused;
    const messages: string[] = [];
    await challenge.resolve({ consent: () => 'approve', message: (step) => void messages.push(step.reason) });
    expect(messages).toEqual([reason]);
    expect(transaction()?.answer?.claims).toMatchObject({ decision: 'approve', challengeResponseContext: { userConsent: consent } });
    expect(transaction()?.answer?.claims).not.toHaveProperty('cs_uv');
  });

  it('is not verified by an app that says so without asking the passkey', async () => {
    const device = await enroll();
    const { challenge } = await pull(device);
    const resolving = challenge.resolve({
      consent: () => 'approve',
      userVerification: () => Promise.resolve({ result: 'verified', method: 'face' }),
    });
    await expect(resolving).rejects.toMatchObject({ code: 'answer_refused' });
  });

  it('is refused by the server when the passkey did not recognise the person', async () => {
    const device = await enroll();
    const { challenge, transaction } = await pull(device);
    device.passkey.userVerified = false;
    await expect(challenge.resolve({ consent: () => 'approve' })).rejects.toMatchObject({ code: 'answer_refused' });
    expect(transaction()?.state).toBe('pending');
  });

  it('cannot verify what came without a document to show', async () => {
    const device = await enroll();
    const transactionId = bench.server.ask(device.enrollment.id, { userVerification: 'PREFERRED' });
    const payload = { payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) };
    const challenge = await device.authenticator.parsePush(payload);
    expect(await challenge.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: false });
    expect(device.passkey.prompts).toHaveLength(1);
  });

  it.each([
    { refused: 'cancelled', code: 'user_verification_cancelled' },
    { refused: 'unavailable', code: 'user_verification_unavailable' },
  ] as const)('enrols nothing when making the passkey was $refused', async ({ refused, code }) => {
    const passkey = createSoftwarePasskeys();
    passkey.refused = refused;
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    const enrolling = device.restart({}, { passkey }).enroll({ accessToken, enableUserVerification: true });
    await expect(enrolling).rejects.toMatchObject({ code });
    expect(device.kids.size).toBe(0);
    expect(bench.server.state.enrollments.size).toBe(0);
  });

  it('lets go of a passkey that was replaced, removed, or deleted with its enrollment', async () => {
    const device = await enroll();
    const { accessToken, enrollment, passkey, stored } = device;
    const [first] = passkey.credentials.keys();
    await enrollment.setUserVerification({ accessToken, enabled: true });
    expect(passkey.credentials.size).toBe(1);
    expect([...passkey.credentials.keys()]).toEqual([stored()?.keys['userVerification']?.kid]);
    expect(passkey.credentials.has(first ?? '')).toBe(false);
    const without = await enrollment.setUserVerification({ accessToken, enabled: false });
    expect([without.userVerification, passkey.credentials.size]).toEqual([false, 0]);
    const again = await without.setUserVerification({ accessToken, enabled: true });
    const { challenge } = await pull({ ...device, enrollment: again });
    expect(await challenge.resolve({ consent: () => 'approve' })).toMatchObject({ userVerified: true });
    await again.delete({ accessToken });
    expect(passkey.credentials.size).toBe(0);
  });

  it('lets go of a new passkey when the server refuses the enrollment', async () => {
    const { accessToken, enrollment, passkey } = await enroll();
    const path = `/app-authenticators/${enrollment.id}`;
    bench.server.faults.push({ path, effect: { status: 400, body: { errorCode: 'E0000001' } } });
    const enabling = enrollment.setUserVerification({ accessToken, enabled: true });
    await expect(enabling).rejects.toMatchObject({ code: 'validation_failed' });
    expect(passkey.credentials.size).toBe(1);
  });
});
