import { expect, it } from 'vitest';
import { createServerKey } from '../testing/protocol-state.js';
import { describeInEverySetup } from '../testing/setups.js';

// Making RSA keys is slow; these two are nobody's published key until a test publishes one.
const foreignKey = createServerKey();
const nextKey = createServerKey();

describeInEverySetup('checking a challenge', (bench) => {
  const enroll = async (enableCiba = true) => {
    const device = bench.newDevice();
    const enrollment = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableCiba });
    return { device, enrollment };
  };
  const push = (transactionId: string) => ({ payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) });

  it('shows what the reference says a challenge has', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, { userVerification: 'PREFERRED' });
    const challenge = await device.authenticator.parsePush(push(transactionId));
    expect(challenge).toMatchObject({
      transactionId,
      enrollmentId: enrollment.id,
      userId: '00uJo',
      originUrl: bench.server.org,
      transactionType: 'CIBA',
      bindingMessage: 'Pay 50 EUR to J. Doe?',
      appInstanceName: 'Acme Payments',
      clientOS: 'UNKNOWN',
      clientLocation: 'Unknown location',
      userVerification: 'PREFERRED',
      expired: false,
    });
    expect(challenge.transactionTime.getTime()).toBe(bench.server.state.now);
    expect(challenge.expiresAt.getTime()).toBe(bench.server.state.now + 300_000);
  });

  it('reads a text with every kind of character as it was sent', async () => {
    const { device, enrollment } = await enroll();
    const bindingMessage = 'Überweisung 50 € an Łukasz — 100%25 日本 🙂';
    const transactionId = bench.server.ask(enrollment.id, { challengeContext: { transactionType: 'CIBA', bindingMessage } });
    expect((await device.authenticator.parsePush(push(transactionId))).bindingMessage).toBe(bindingMessage);
  });

  it.each([
    { name: 'plain names', wrap: (challenge: string): unknown => ({ payloadVersion: 'IDXv1', challenge, aps: {} }) },
    { name: 'prefixed names', wrap: (challenge: string): unknown => ({ 'okta.payloadVersion': 'IDXv1', 'okta.challenge': challenge }) },
    { name: 'JSON text', wrap: (challenge: string): unknown => JSON.stringify({ payloadVersion: 'IDXv1', challenge }) },
  ])('is found in a push with $name', async ({ wrap }) => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const challenge = await device.authenticator.parsePush(wrap(bench.server.challenge(transactionId)));
    expect(challenge.transactionId).toBe(transactionId);
  });

  it.each([undefined, null, 'hello', [], {}, { challenge: 'x' }, { payloadVersion: 'IDXv2', challenge: 'x' }, { payloadVersion: 'IDXv1' }])(
    'leaves the push %j to the rest of the app',
    async (payload) => {
      const { device } = await enroll();
      await expect(device.authenticator.parsePush(payload)).rejects.toMatchObject({ code: 'push_not_recognized' });
    },
  );

  const now = () => Math.floor(bench.server.state.now / 1000);
  const claimCases: { name: string; code: string; claims: () => Record<string, unknown> }[] = [
    { name: 'another org as iss', code: 'challenge_not_for_this_app', claims: () => ({ iss: 'https://id.example.com' }) },
    { name: 'another app as aud', code: 'challenge_not_for_this_app', claims: () => ({ aud: '0oaOther' }) },
    { name: 'a list as aud', code: 'challenge_not_for_this_app', claims: () => ({ aud: [bench.server.state.clientId] }) },
    { name: 'another orgId', code: 'challenge_not_for_this_app', claims: () => ({ orgId: '00oOther' }) },
    { name: 'another user', code: 'challenge_not_for_this_app', claims: () => ({ userId: '00uOther' }) },
    { name: 'another method', code: 'challenge_not_for_this_app', claims: () => ({ methodEnrollmentId: 'opfOther' }) },
    { name: 'another jti', code: 'challenge_not_for_this_app', claims: () => ({ jti: 'ftOther' }) },
    { name: 'an unknown enrollment', code: 'account_not_found_for_challenge', claims: () => ({ authenticatorEnrollmentId: 'pfdOther' }) },
    { name: 'no enrollment', code: 'challenge_malformed', claims: () => ({ authenticatorEnrollmentId: undefined }) },
    {
      name: 'a verificationUri elsewhere',
      code: 'challenge_not_for_this_app',
      claims: () => ({ verificationUri: 'https://evil.example/verify' }),
    },
    {
      name: 'a verificationUri at another port',
      code: 'challenge_not_for_this_app',
      claims: () => ({ verificationUri: 'http://127.0.0.1:1/verify' }),
    },
    {
      name: 'a verificationUri with a user name',
      code: 'challenge_not_for_this_app',
      claims: () => ({ verificationUri: `${bench.server.org}@evil.example/` }),
    },
    { name: 'no nonce', code: 'challenge_malformed', claims: () => ({ nonce: '' }) },
    { name: 'no transactionId', code: 'challenge_malformed', claims: () => ({ transactionId: undefined }) },
    { name: 'no context', code: 'challenge_malformed', claims: () => ({ challengeContext: undefined }) },
    { name: 'another method than push', code: 'challenge_malformed', claims: () => ({ method: 'totp' }) },
    { name: 'a text as exp', code: 'challenge_malformed', claims: () => ({ exp: String(now() + 300) }) },
    { name: 'an expiry before its issue', code: 'challenge_malformed', claims: () => ({ iat: now(), exp: now() - 1 }) },
    { name: 'a future iat', code: 'challenge_malformed', claims: () => ({ iat: now() + 301, exp: now() + 600 }) },
    { name: 'a future nbf', code: 'challenge_malformed', claims: () => ({ nbf: now() + 301 }) },
    { name: 'a past exp', code: 'challenge_expired', claims: () => ({ iat: now() - 700, nbf: now() - 700, exp: now() - 301 }) },
    { name: 'a strange server id', code: 'challenge_malformed', claims: () => ({ authorizationServerId: '../evil' }) },
  ];
  it.each(claimCases)('refuses $name', async ({ claims, code }) => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, claims());
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code });
    expect(bench.server.state.transactions.get(transactionId)?.state).toBe('pending');
  });

  it.each([
    { name: 'exp 299 s ago', claims: () => ({ iat: now() - 400, nbf: now() - 400, exp: now() - 299 }) },
    { name: 'iat in 299 s', claims: () => ({ iat: now() + 299, nbf: now() + 299, exp: now() + 500 }) },
    {
      name: 'no nbf, userId and jti',
      claims: () => ({ nbf: undefined, userId: undefined, jti: undefined, methodEnrollmentId: undefined }),
    },
  ])('accepts $name', async ({ claims }) => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, claims());
    await expect(device.authenticator.parsePush(push(transactionId))).resolves.toMatchObject({ transactionId });
  });

  it.each([
    { name: 'no algorithm', header: { alg: 'none' } },
    { name: 'an HMAC', header: { alg: 'HS256' } },
    { name: 'an elliptic curve', header: { alg: 'ES256' } },
    { name: 'another type', header: { typ: 'JWT' } },
    { name: 'no type', header: { typ: undefined } },
    { name: 'no key id', header: { kid: undefined } },
    { name: 'an unknown key id', header: { kid: 'nobody' } },
    { name: 'a critical extension', header: { crit: ['b64'] } },
  ])('refuses a header with $name', async ({ header }) => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, {}, header);
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code: 'challenge_untrusted' });
  });

  it('takes the type in any case', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, {}, { typ: 'OKTA-pushbind+jwt' });
    await expect(device.authenticator.parsePush(push(transactionId))).resolves.toMatchObject({ transactionId });
  });

  it('refuses a signature by another key, and claims changed after signing', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const [header = '', , signature = ''] = bench.server.challenge(transactionId).split('.');
    bench.server.state.transactions.set(transactionId, {
      ...(bench.server.state.transactions.get(transactionId) ?? {
        id: '',
        enrollmentId: '',
        nonce: '',
        claims: {},
        header: {},
        state: 'pending',
      }),
      claims: { challengeContext: { transactionType: 'CIBA', bindingMessage: 'Pay 5000 EUR to E. Vil?' } },
    });
    const [, changed = ''] = bench.server.challenge(transactionId).split('.');
    const tampered = { payloadVersion: 'IDXv1', challenge: `${header}.${changed}.${signature}` };
    await expect(device.authenticator.parsePush(tampered)).rejects.toMatchObject({ code: 'challenge_untrusted' });
    bench.server.state.signingKey = { ...foreignKey, kid: bench.server.state.signingKey.kid };
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code: 'challenge_untrusted' });
  });

  it('fetches the key set once, and again for a key it does not know, but not for every unknown key', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const fetches = () => bench.server.seen.filter((request) => request.path === '/v1/keys').length;
    await device.authenticator.parsePush(push(transactionId));
    await device.restart().parsePush(push(transactionId));
    expect(fetches()).toBe(1);
    bench.server.state.now += 31_000;
    bench.server.state.signingKey = nextKey;
    bench.server.state.publishedKeys = [...bench.server.state.publishedKeys, nextKey];
    await device.authenticator.parsePush(push(transactionId));
    expect(fetches()).toBe(2);
    bench.server.state.now += 1000;
    bench.server.state.signingKey = foreignKey;
    for (const attempt of [1, 2, 3]) {
      await expect(device.authenticator.parsePush(push(transactionId)), String(attempt)).rejects.toMatchObject({
        code: 'challenge_untrusted',
      });
    }
    expect(fetches()).toBe(2);
  });

  it('stops trusting a key that the server has withdrawn for an hour', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    await device.authenticator.parsePush(push(transactionId));
    bench.server.state.publishedKeys = [nextKey];
    bench.server.state.now += 3_600_001;
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code: 'challenge_untrusted' });
  });

  it('takes the key set of the authorization server the challenge names', async () => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id, { authorizationServerId: 'default' });
    await device.authenticator.parsePush(push(transactionId));
    expect(bench.server.seen.map((request) => request.path)).toContain('/oauth2/default/v1/keys');
  });

  it('says that transactions are switched off here, and nothing is sent', async () => {
    const { device, enrollment } = await enroll(false);
    const transactionId = bench.server.ask(enrollment.id);
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code: 'transaction_type_not_enabled' });
    const signIn = bench.server.ask(enrollment.id, { challengeContext: {} });
    expect((await device.authenticator.parsePush(push(signIn))).transactionType).toBe('LOGIN');
  });

  it('lists what is pending, the first to expire in front, and says what it refused', async () => {
    const { enrollment } = await enroll();
    const late = bench.server.ask(enrollment.id, { exp: now() + 290 });
    const soon = bench.server.ask(enrollment.id, { exp: now() + 20 });
    bench.server.ask(enrollment.id, { aud: '0oaOther' });
    bench.server.ask(enrollment.id, { iat: now() - 900, nbf: now() - 900, exp: now() - 600 });
    const { challenges, refused } = await enrollment.retrievePushChallenges();
    expect(challenges.map((challenge) => challenge.transactionId)).toEqual([soon, late]);
    expect(refused).toMatchObject([{ code: 'challenge_not_for_this_app' }]);
  });

  it('refuses a challenge of another enrollment in a list', async () => {
    const { device, enrollment } = await enroll();
    const other = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uAda'), enableCiba: true });
    const transactionId = bench.server.ask(other.id);
    const answer = {
      status: 200,
      body: [{ payloadVersion: 'IDXv1', challenge: bench.server.challenge(transactionId) }, { payloadVersion: 'x' }, 7],
    };
    bench.server.faults.push({ path: '/push/notifications', effect: answer });
    const { challenges, refused } = await enrollment.retrievePushChallenges();
    expect(challenges).toEqual([]);
    expect(refused).toMatchObject([{ code: 'challenge_not_for_this_app' }]);
  });

  it.each([{ body: {} }, { body: undefined }, { body: null }])('reports a pending list that is $body', async ({ body }) => {
    const { enrollment } = await enroll();
    bench.server.faults.push({ path: '/push/notifications', effect: { status: 200, body } });
    await expect(enrollment.retrievePushChallenges()).rejects.toMatchObject({ code: 'invalid_server_response' });
  });

  it.each([
    { what: 'names another issuer', metadata: { issuer: 'https://evil.example', jwks_uri: 'x' } },
    { what: 'has no key set', metadata: {} },
    { what: 'leads away from the org', metadata: { jwks_uri: 'https://evil.example/keys' } },
  ])('refuses discovery that $what', async ({ metadata }) => {
    const { device, enrollment } = await enroll();
    const transactionId = bench.server.ask(enrollment.id);
    const body = { issuer: bench.server.org, ...metadata };
    bench.server.faults.push({ path: '/.well-known/openid-configuration', effect: { status: 200, body } });
    await expect(device.authenticator.parsePush(push(transactionId))).rejects.toMatchObject({ code: 'invalid_server_response' });
  });
});
