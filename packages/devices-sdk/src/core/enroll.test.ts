import { expect, it } from 'vitest';
import { describeInEverySetup } from '../testing/setups.js';
import { readTestJwt } from '../testing/test-jwt.js';

describeInEverySetup('enrolling', (bench) => {
  it('registers the device with its keys and remembers what the server answered', async () => {
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    const enrollment = await device.authenticator.enroll({ accessToken, pushToken: 'token-1', enableCiba: true });
    const stored = bench.server.state.enrollments.get(enrollment.id);
    expect(stored).toMatchObject({ userId: '00uJo', pushToken: 'token-1', transactionTypes: ['LOGIN', 'CIBA'] });
    expect(Object.keys(stored?.keys ?? {})).toEqual(['proofOfPossession']);
    expect(enrollment).toMatchObject({
      userId: '00uJo',
      username: 'jo@example.com',
      state: 'active',
      transactionTypes: ['LOGIN', 'CIBA'],
      userVerification: false,
      deviceId: stored?.device.id,
    });
    expect(await device.authenticator.allEnrollments()).toMatchObject([{ id: enrollment.id, userId: '00uJo' }]);
    expect(await device.restart().allEnrollments()).toMatchObject([{ id: enrollment.id }]);
    expect(device.kids.size).toBe(2);
  });

  it('sends the forms of devices protocol 1.2 to 1.4', async () => {
    const device = bench.newDevice();
    const accessToken = bench.server.signIn('00uJo');
    await device.authenticator.enroll({ accessToken, pushToken: '', enableUserVerification: true });
    const [org, policy, post] = bench.server.seen;
    expect(org).toMatchObject({ method: 'GET', path: '/.well-known/okta-organization' });
    expect(org?.headers.authorization).toBeUndefined();
    expect(policy?.path).toBe(`/.well-known/app-authenticator-configuration?oauthClientId=${bench.server.state.clientId}`);
    expect(policy?.headers).toMatchObject({ accept: 'application/json; okta-version=1.0.0', authorization: `Bearer ${accessToken}` });
    expect(post?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json; okta-version=1.0.0' });
    const body: unknown = JSON.parse(post?.body ?? '');
    const key = { kty: 'EC', crv: 'P-256', kid: expect.stringMatching(/^[0-9A-F-]{36}$/), x: expect.any(String), y: expect.any(String) };
    expect(body).toMatchObject({
      authenticatorId: 'aut0000000000000000A',
      device: {
        platform: 'NODE',
        osVersion: '20',
        displayName: 'Test device',
        screenLockType: 'PASSCODE',
        clientInstanceKey: key,
        clientInstanceBundleId: 'com.example.approve',
        clientInstanceVersion: '1.0.0',
        clientInstanceDeviceSdkVersion: expect.stringContaining('CountersignDevicesSdk'),
        authenticatorAppKey: expect.stringMatching(/^[0-9A-F-]{36}$/),
      },
      methods: {
        push: { pushToken: '', capabilities: { transactionTypes: ['LOGIN'] }, keys: { proofOfPossession: key, userVerification: key } },
      },
    });
    expect(post?.body).not.toContain('"d"');
  });

  it('says null for a user who wants no user verification and nothing when it was not asked', async () => {
    const device = bench.newDevice();
    for (const enableUserVerification of [false, undefined]) {
      const accessToken = bench.server.signIn(`00u${String(enableUserVerification)}`);
      await device.authenticator.enroll({ accessToken, ...(enableUserVerification === undefined ? {} : { enableUserVerification }) });
    }
    const posts = bench.server.seen.filter((request) => request.method === 'POST').map((request) => JSON.parse(request.body));
    expect(posts[0].methods.push.keys).toHaveProperty('userVerification', null);
    expect(posts[1].methods.push.keys).not.toHaveProperty('userVerification');
  });

  it('enrols a second account on the same device by attestation', async () => {
    const device = bench.newDevice();
    const first = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') });
    const second = await device.restart().enroll({ accessToken: bench.server.signIn('00uAda') });
    expect(second.deviceId).toBe(first.deviceId);
    expect(second.id).not.toBe(first.id);
    const body = JSON.parse(bench.server.seen.at(-1)?.body ?? '');
    expect(body.device).not.toHaveProperty('clientInstanceKey');
    const { header, claims } = readTestJwt(body.device.deviceAttestation.clientInstanceKeyAttestation);
    expect(header).toMatchObject({ alg: 'ES256', typ: '' });
    expect(claims).toMatchObject({ aud: bench.server.org, sub: first.deviceId, iss: body.device.clientInstanceId });
    expect(await device.authenticator.allEnrollments()).toHaveLength(2);
    expect(device.kids.size).toBe(3);
  });

  it.each([
    { errorCode: 'E0000153', status: 410 },
    { errorCode: 'E0000011', status: 401 },
  ])('enrols once more as a new device after $errorCode', async ({ errorCode, status }) => {
    const device = bench.newDevice();
    const first = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') });
    bench.server.state.devices.clear();
    const answer = { status, body: { errorCode, errorSummary: 'gone', errorCauses: [] } };
    bench.server.faults.push({ path: '/idp/myaccount/app-authenticators', effect: answer });
    const second = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uAda') });
    expect(second.deviceId).not.toBe(first.deviceId);
    const [, known, fresh] = bench.server.seen.filter((request) => request.method === 'POST').map((request) => JSON.parse(request.body));
    expect(known.device).toMatchObject({ id: first.deviceId });
    expect(fresh.device).not.toHaveProperty('id');
    expect(fresh.device).not.toHaveProperty('deviceAttestation');
    expect(fresh.device.authenticatorAppKey).toBe(known.device.authenticatorAppKey);
    expect(fresh.methods).toEqual(known.methods);
  });

  it('gives up after that one retry and leaves no keys behind', async () => {
    const device = bench.newDevice();
    await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') });
    const before = [...device.kids];
    await expect(device.authenticator.enroll({ accessToken: 'no-such-token' })).rejects.toMatchObject({
      code: 'access_token_rejected',
      serverErrorCode: 'E0000011',
    });
    expect(bench.server.seen.filter((request) => request.method === 'POST')).toHaveLength(3);
    expect([...device.kids]).toEqual(before);
  });

  it('replaces the keys when the same user enrols again', async () => {
    const device = bench.newDevice();
    const first = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo'), enableUserVerification: true });
    const again = await device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') });
    expect(again.id).toBe(first.id);
    expect(again.userVerification).toBe(false);
    const stored = bench.server.state.enrollments.get(again.id);
    expect(device.kids.size).toBe(2);
    expect([...device.kids]).toContain(stored?.keys['proofOfPossession']?.kid);
  });

  it.each([
    { what: 'a token without the manage scope', scopes: ['openid'], required: false, code: 'access_denied', serverErrorCode: 'E0000006' },
    {
      what: 'a missing user-verification key',
      scopes: undefined,
      required: true,
      code: 'user_verification_required',
      serverErrorCode: 'E0000158',
    },
  ])('reports $what and leaves nothing behind', async ({ scopes, required, code, serverErrorCode }) => {
    const device = bench.newDevice();
    bench.server.state.userVerificationRequired = required;
    const enrolling = device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo', scopes) });
    await expect(enrolling).rejects.toMatchObject({ name: 'DeviceError', code, serverErrorCode, nextStep: expect.stringMatching(/\.$/) });
    expect(device.kids.size).toBe(0);
    expect(await device.authenticator.allEnrollments()).toEqual([]);
  });

  it.each([
    { what: 'no authenticator for the client', policy: undefined, code: 'policy_not_found' },
    { what: 'an authenticator without push', policy: { supportedMethods: [{ type: 'totp', status: 'ACTIVE' }] }, code: 'push_not_offered' },
    {
      what: 'an enroll endpoint at another host',
      policy: { appAuthenticatorEnrollEndpoint: 'https://evil.example/enroll' },
      code: 'invalid_server_response',
    },
    { what: 'a policy without its id', policy: { authenticatorId: 1 }, code: 'invalid_server_response' },
  ])('refuses $what', async ({ policy, code }) => {
    const device = bench.newDevice(policy === undefined ? { clientId: '0oaUnknown' } : {});
    bench.server.state.policy = policy ?? {};
    await expect(device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') })).rejects.toMatchObject({ code });
    expect(bench.server.seen.filter((request) => request.method === 'POST')).toEqual([]);
  });

  it.each([{ member: 'id' }, { member: 'user' }, { member: 'device' }, { member: 'methods' }])(
    'refuses an answer without $member',
    async ({ member }) => {
      const device = bench.newDevice();
      const push = { id: 'opf1', links: { pending: { href: `${bench.server.org}/pending` } } };
      const body = {
        id: 'pfd1',
        authenticatorId: 'aut1',
        user: { id: '00u1' },
        device: { id: 'guo1', clientInstanceId: 'cli1' },
        methods: { push },
      };
      const answer = { status: 200, body: { ...body, [member]: undefined } };
      bench.server.faults.push({ path: '/idp/myaccount/app-authenticators', effect: answer });
      await expect(device.authenticator.enroll({ accessToken: bench.server.signIn('00uJo') })).rejects.toMatchObject({
        code: 'invalid_server_response',
        message: expect.stringContaining(member),
      });
    },
  );

  it('downloads the policy with and without a token', async () => {
    const { authenticator } = bench.newDevice();
    bench.server.state.userVerificationRequired = true;
    const policy = { authenticatorId: 'aut0000000000000000A', name: 'Acme Approve', userVerification: 'REQUIRED', keyProtection: 'ANY' };
    expect(await authenticator.downloadPolicy()).toMatchObject({ ...policy, transactionTypes: ['LOGIN', 'CIBA'] });
    expect(await authenticator.downloadPolicy({ accessToken: 'anything' })).toMatchObject({ ...policy, webPushKey: undefined });
    bench.server.state.policy = { cs_webPush: { publicKey: 'BPub' } };
    expect(await authenticator.downloadPolicy()).toMatchObject({ webPushKey: 'BPub' });
  });

  it.each([
    { orgUrl: 'http://id.example.com' },
    { orgUrl: 'ftp://id.example.com' },
    { orgUrl: 'https://user@id.example.com' },
    { orgUrl: 'id.example.com' },
    { clientId: '' },
    { skewSeconds: -1 },
  ])('refuses the configuration %j at once', (config) => {
    expect(() => bench.newDevice(config)).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
  });

  it('reports a server that cannot be reached', async () => {
    const device = bench.newDevice();
    bench.server.faults.push({ path: '/.well-known/okta-organization', effect: 'refuse' });
    const failing = device.authenticator.enroll({ accessToken: 'x' });
    await expect(failing).rejects.toMatchObject({ code: 'network_error', cause: expect.anything() });
  });
});
