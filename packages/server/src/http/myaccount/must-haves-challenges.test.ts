/**
 * Must-haves 20 to 30, 34 and 35 of the devices protocol, section 7: what an unmodified Devices SDK needs to be asked and to answer.
 * What concerns the push itself (24, 25) is proved in push/payloads.test.ts.
 */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { claimsOf, createTestKey } from '@countersign/engine/testing';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, password, pkce } from '../../testing/browser-flow.js';
import { collection, manageScope, mergePatch, openDeviceApp, type DeviceApp } from '../../testing/open-device-app.js';

let app: DeviceApp;
/** A user of their own for each test, so that no test sees another's devices. */
let user: { readonly id: string; readonly login: string };
beforeAll(async () => {
  app = await openDeviceApp();
});
beforeEach(async () => {
  await app.setAuthenticator({});
  const id = await app.addUser();
  user = { id, login: `${id}@example.com` };
});
afterAll(() => app.close());

const enroll = (device = app.newDevice(), options: object = {}) => app.enroll(device, { userId: user.id, ...options });
const ask = (fields: Record<string, string> = {}) => app.ask({ login_hint: user.login, ...fields });
const token = () => app.bearer({ userId: user.id });
const pending = async (enrolled: { pending: string }) => app.pending(enrolled, await token());
async function onlyChallenge(enrolled: { pending: string }): Promise<string> {
  const challenges = await pending(enrolled);
  expect(challenges).toHaveLength(1);
  return challenges[0] ?? '';
}
const outcome = (response: LightMyRequestResponse) => [
  response.statusCode,
  response.body === '' ? '' : response.json<{ errorCode: string }>().errorCode,
];
const pollError = async (authReqId: string) => (await app.poll(authReqId)).json<{ error?: string }>().error;
/** Polls, no sooner than the client may, until the decision has reached this node. */
async function pollLater(authReqId: string): Promise<LightMyRequestResponse> {
  for (let turn = 0; ; turn += 1) {
    app.clock.advance(6_000);
    const response = await app.poll(authReqId);
    if (turn === 20 || response.json<{ error?: string }>().error !== 'authorization_pending') return response;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('challenges', () => {
  it('must-have 20 go to enrollments that take CIBA, and no longer after it was switched off', async () => {
    const [willing, unwilling] = [await enroll(), await enroll(app.newDevice(), { transactionTypes: ['LOGIN'] })];
    await ask();
    expect(await pending(willing)).toHaveLength(1);
    expect(await pending(unwilling)).toEqual([]);
    const body = { methods: { push: { capabilities: { transactionTypes: ['LOGIN'] } } } };
    const other = await enroll();
    await app.call('PATCH', `${collection}/${other.enrollmentId}`, { token: await token(), body, headers: { 'content-type': mergePatch } });
    await ask();
    expect(await pending(willing)).toHaveLength(2);
    expect(await pending(other)).toEqual([]);
  });

  it('must-have 21 carry every claim, signed RS256, and are found and verified as a device does', async () => {
    const enrolled = await enroll(app.newDevice(), { userVerification: 'key' });
    await ask({ binding_message: 'Pay 50 EUR to J. Doe?' });
    const jwt = await onlyChallenge(enrolled);
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const { alg, kid, typ } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, string>; // asserted below
    expect({ alg, typ }).toEqual({ alg: 'RS256', typ: 'okta-pushbind+jwt' });
    const discovery = await app.app.inject({ url: '/.well-known/openid-configuration' });
    const jwksUri = new URL(discovery.json<{ jwks_uri: string }>().jwks_uri);
    const key = (await app.app.inject({ url: jwksUri.pathname }))
      .json<{ keys: JsonWebKey[] }>()
      .keys.find((candidate) => candidate['kid'] === kid);
    expect(
      verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        createPublicKey({ key: key ?? {}, format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    const claims = claimsOf(jwt);
    const transactionId = String(claims['transactionId']);
    expect(transactionId).toMatch(/^ft[A-Za-z0-9_-]{32}$/);
    expect(claims).toEqual({
      iss: app.orgUrl,
      aud: app.mobile.clientId,
      iat: Math.floor(app.clock.now() / 1000),
      nbf: claims['iat'],
      exp: Number(claims['iat']) + 300,
      jti: transactionId,
      ver: 0,
      method: 'push',
      transactionId,
      nonce: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      orgId: app.orgId,
      userId: user.id,
      authenticatorEnrollmentId: enrolled.enrollmentId,
      methodEnrollmentId: enrolled.methodId,
      verificationUri: `${app.orgUrl}/idp/myaccount/app-authenticators/challenge/${transactionId}/verify`,
      userVerification: 'PREFERRED',
      userMediation: 'REQUIRED',
      appInstanceName: app.web.clientId,
      loginHint: user.login,
      requestReferrer: app.orgUrl,
      signals: ['screenLockType', 'platform'],
      challengeContext: {
        transactionType: 'CIBA',
        bindingMessage: 'Pay 50 EUR to J. Doe?',
        clientOS: 'UNKNOWN',
        clientLocation: 'Unknown location',
        transactionTime: new Date(app.clock.now()).toISOString(),
        showUserLocationInNotification: false,
        riskLevel: 'LOW',
        unusualActivitiesTextItems: [],
        challengeTextItems: [],
      },
      // ours: stock devices pass over it
      cs_display: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
  });

  it.each(['', '/oauth2/default'])(
    'must-have 22 keys are found from %s/.well-known/openid-configuration without credentials',
    async (path) => {
      const discovery = await app.app.inject({ url: `${path}/.well-known/openid-configuration` });
      expect(discovery.statusCode).toBe(200);
      const { issuer, jwks_uri: jwksUri } = discovery.json<{ issuer: string; jwks_uri: string }>();
      expect(issuer).toBe(`${app.orgUrl}${path}`);
      const jwks = await app.app.inject({ url: new URL(jwksUri).pathname });
      expect(jwks.statusCode).toBe(200);
      expect(jwks.json<{ keys: unknown[] }>().keys.length).toBeGreaterThan(0);
    },
  );

  it.each(['/oauth2/v1/keys', '/oauth2/default/v1/keys'])('must-have 23 %s has RSA keys with string members only', async (url) => {
    for (const key of (await app.app.inject({ url })).json<{ keys: Record<string, unknown>[] }>().keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' });
      for (const value of Object.values(key)) expect(typeof value).toBe('string');
    }
  });

  it('each device has its own nonce under one transactionId, and the auth_req_id reaches none (S-039, decisions 2.2)', async () => {
    const [first, second] = [await enroll(), await enroll()];
    const authReqId = await ask();
    const [one, two] = [await onlyChallenge(first), await onlyChallenge(second)];
    expect(claimsOf(one)['transactionId']).toBe(claimsOf(two)['transactionId']);
    expect(claimsOf(one)['nonce']).not.toBe(claimsOf(two)['nonce']);
    expect(JSON.stringify(claimsOf(one))).not.toContain(authReqId);
    expect(await pollError(String(claimsOf(one)['transactionId']))).toBe('invalid_grant');
  });

  it('S-011 do not disturb holds where prompt limits are off', async () => {
    const userId = await app.addUser();
    const enrolled = await app.enroll(app.newDevice(), { userId });
    const token = await app.bearer({ userId });
    const pause = `${collection}/${enrolled.enrollmentId}/pause`;
    const login_hint = (await app.engine.users.findById(app.orgId, userId))?.login ?? '';
    expect((await app.call('POST', pause, { token, body: { minutes: 30 } })).statusCode).toBe(200);
    await expect(app.ask({ login_hint })).rejects.toThrow('403');
    expect(await app.pending(enrolled, token)).toEqual([]);
    expect((await app.call('DELETE', pause, { token })).statusCode).toBe(204);
    await app.ask({ login_hint });
    expect(await app.pending(enrolled, token)).toHaveLength(1);
  });

  it('S-068 devices enrolled lately are not asked by an app that waits for them', async () => {
    const userId = await app.addUser();
    const login_hint = (await app.engine.users.findById(app.orgId, userId))?.login ?? '';
    const old = await app.enroll(app.newDevice(), { userId });
    const wait = (hours: number) =>
      app.database.query({
        text: `update app set document = jsonb_set(document, '{settings,oauthClient,backchannel_new_device_hours}', to_jsonb($2::integer)) where client_id = $1`,
        values: [app.web.clientId, hours],
      });
    await wait(24);
    await app.engine.bus.publish([{ kind: 'changed', record: 'client', id: app.web.clientId }]);
    await expect(app.ask({ login_hint })).rejects.toThrow('403');
    app.clock.advance(24 * 3_600_000);
    const fresh = await app.enroll(app.newDevice(), { userId });
    await app.ask({ login_hint });
    const token = await app.bearer({ userId });
    expect([await app.pending(old, token), await app.pending(fresh, token)].map(({ length }) => length)).toEqual([1, 0]);
    await wait(0);
    await app.engine.bus.publish([{ kind: 'changed', record: 'client', id: app.web.clientId }]);
    // enrolled through a node whose clock is ahead
    await app.database.query({
      text: `update enrollment set created_at = created_at + interval '1 second' where id = $1`,
      values: [fresh.enrollmentId],
    });
    await app.ask({ login_hint });
    expect(await app.pending(fresh, token)).toHaveLength(1);
  });

  it('end when the request expires', async () => {
    const enrolled = await enroll();
    await ask({ requested_expiry: '60' });
    expect(Number(claimsOf(await onlyChallenge(enrolled))['exp']) - app.clock.now() / 1000).toBeLessThanOrEqual(60);
    app.clock.advance(60_000);
    expect(await pending(enrolled)).toEqual([]);
  });
});

describe('answers', () => {
  it.each(['EC', 'RSA'] as const)('must-have 26 an approval by an %s key is 200 without a body, without credentials', async (type) => {
    const device = app.newDevice({ type });
    const enrolled = await enroll(device);
    await ask();
    const response = await app.answer(device, await onlyChallenge(enrolled));
    expect(outcome(response)).toEqual([200, '']);
  });

  it('must-have 27 before the answer the poll is pending, after an approval it gives tokens', async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    const authReqId = await ask();
    expect(await pollError(authReqId)).toBe('authorization_pending');
    expect(outcome(await app.answer(device, await onlyChallenge(enrolled)))).toEqual([200, '']);
    const tokens = (await pollLater(authReqId)).json<Record<string, string>>();
    expect(claimsOf(tokens['id_token'] ?? '')).toMatchObject({ sub: user.id, aud: app.web.clientId, amr: ['swk', 'hwk'] });
  });

  it('must-have 27 after a denial the poll is access_denied; the denial itself is 204', async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    const authReqId = await ask();
    expect(outcome(await app.answer(device, await onlyChallenge(enrolled), { userConsent: 'DENIED_CONSENT_PROMPT' }))).toEqual([204, '']);
    expect((await pollLater(authReqId)).json()).toMatchObject({ error: 'access_denied' });
  });

  it('must-have 28 an answered transaction leaves every list; a second answer is 404 E0000007', async () => {
    const [device, other] = [app.newDevice(), app.newDevice()];
    const [enrolled, alsoEnrolled] = [await enroll(device), await enroll(other)];
    await ask();
    const [challenge, otherChallenge] = [await onlyChallenge(enrolled), await onlyChallenge(alsoEnrolled)];
    const answer = device.answer(challenge);
    const send = () =>
      app.call('POST', String(claimsOf(challenge)['verificationUri']), { body: { method: 'push', challengeResponse: answer } });
    expect(outcome(await send())).toEqual([200, '']);
    expect(await pending(enrolled)).toEqual([]);
    expect(await pending(alsoEnrolled)).toEqual([]);
    expect(outcome(await send())).toEqual([404, 'E0000007']);
    expect(outcome(await app.answer(other, otherChallenge, { userConsent: 'DENIED_CONSENT_PROMPT' }))).toEqual([404, 'E0000007']);
  });

  it('must-have 28 of answers at the same time exactly one counts', async () => {
    const devices = [app.newDevice(), app.newDevice(), app.newDevice()];
    const enrolled = await Promise.all(devices.map((device) => enroll(device)));
    const authReqId = await ask();
    const challenges = await Promise.all(enrolled.map(onlyChallenge));
    const answers = await Promise.all(devices.flatMap((device, index) => [0, 1, 2].map(() => app.answer(device, challenges[index] ?? ''))));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 404)).toHaveLength(8);
    expect((await pollLater(authReqId)).statusCode).toBe(200);
  });

  it('must-have 28 a forged answer is 400 and the transaction stays answerable', async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    await ask();
    const challenge = await onlyChallenge(enrolled);
    const stranger = createTestKey();
    const kid = device.proofOfPossession.jwk.kid;
    const forged = [
      { key: stranger, header: { kid } },
      { claims: { nonce: 'wrong' } },
      { claims: { sub: app.user.id } },
      { claims: { iss: 'pfdother' } },
      { claims: { iss: 'pfd\u0000' } },
      { claims: { tx: 7, nonce: ['x'], iat: '1' } },
      { header: { alg: 'none' } },
    ];
    for (const options of forged) expect(outcome(await app.answer(device, challenge, options))).toEqual([400, 'E0000001']);
    expect(await pending(enrolled)).toEqual([challenge]);
    expect(outcome(await app.answer(device, challenge))).toEqual([200, '']);
  });

  it('S-W8 five forged answers to a challenge that was pulled put the device out of service, until it is brought back', async () => {
    const userId = await app.addUser();
    const device = app.newDevice();
    const enrolled = await app.enroll(device, { userId });
    const token = await app.bearer({ userId });
    const login = (await app.engine.users.findById(app.orgId, userId))?.login ?? '';
    const authReqId = await app.ask({ login_hint: login });
    const [challenge = ''] = await app.pending(enrolled, token);
    const forge = () => app.answer(device, challenge, { key: createTestKey(), header: { kid: device.proofOfPossession.jwk.kid } });
    for (let turn = 0; turn < 5; turn += 1) expect((await forge()).statusCode).toBe(400);
    expect((await app.answer(device, challenge)).statusCode).toBe(404);
    expect((await app.poll(authReqId)).json()).toMatchObject({ error: 'access_denied' });
    expect((await app.call('GET', enrolled.pending, { token })).json()).toMatchObject({ errorCode: 'E0000152' });
    await app.setStatus('device', (await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId))?.device.id ?? '', 'ACTIVE');
    await app.ask({ login_hint: login });
    const [next = ''] = await app.pending(enrolled, token);
    expect((await app.answer(device, next)).statusCode).toBe(200);
  });

  it("must-have 28 another user's device cannot answer, nor one that was not asked", async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    await ask();
    const challenge = await onlyChallenge(enrolled);
    const late = app.newDevice();
    const lateEnrolled = await enroll(late);
    const claims = { iss: lateEnrolled.enrollmentId, methodEnrollmentId: lateEnrolled.methodId };
    expect(outcome(await app.answer(late, challenge, { claims }))).toEqual([400, 'E0000001']);
    const foreign = app.newDevice();
    const foreignEnrolled = await app.enroll(foreign);
    const theirs = { iss: foreignEnrolled.enrollmentId, methodEnrollmentId: foreignEnrolled.methodId, sub: app.user.id };
    expect(outcome(await app.answer(foreign, challenge, { claims: theirs }))).toEqual([400, 'E0000001']);
    expect(await pending(enrolled)).toHaveLength(1);
  });

  it.each([
    ['no body', undefined],
    ['another method', { method: 'totp', challengeResponse: 'a.b.c' }],
    ['no answer', { method: 'push' }],
    ['an answer that is no JWS', { method: 'push', challengeResponse: 'nonsense' }],
  ])('must-have 28 %s is 400 while the transaction is pending, 404 where there is none', async (_name, body) => {
    const enrolled = await enroll();
    await ask();
    const uri = String(claimsOf(await onlyChallenge(enrolled))['verificationUri']);
    expect(outcome(await app.call('POST', uri, { body }))).toEqual([400, 'E0000001']);
    expect(outcome(await app.call('POST', uri.replace(/ft[^/]*/, `ft${'x'.repeat(32)}`), { body }))).toEqual([404, 'E0000007']);
  });

  it.each(['%00', 'ft%00', '..%2f..', 'x'.repeat(300)])('an answer to %s is 404 E0000007', async (name) => {
    const body = { method: 'push', challengeResponse: 'e30.e30.AAAA' };
    expect(outcome(await app.call('POST', `${collection}/challenge/${name}/verify`, { body }))).toEqual([404, 'E0000007']);
  });

  it('must-have 29 REQUIRED: consent by the possession key fails the transaction, the user-verification key approves', async () => {
    await app.setAuthenticator({ userVerification: 'REQUIRED' });
    const device = app.newDevice();
    const enrolled = await enroll(device, { userVerification: 'key' });
    const first = await ask();
    const challenge = await onlyChallenge(enrolled);
    expect(claimsOf(challenge)['userVerification']).toBe('REQUIRED');
    expect(outcome(await app.answer(device, challenge))).toEqual([400, 'E0000001']);
    expect((await pollLater(first)).json()).toMatchObject({ error: 'access_denied' });
    const second = await ask();
    const verified = { keyType: 'userVerification', userConsent: 'APPROVED_USER_VERIFICATION' } as const;
    expect(outcome(await app.answer(device, await onlyChallenge(enrolled), verified))).toEqual([200, '']);
    const tokens = (await pollLater(second)).json<Record<string, string>>();
    expect(claimsOf(tokens['id_token'] ?? '')['amr']).toEqual(['swk', 'hwk', 'user', 'face', 'mfa']);
  });

  it('must-have 30 PREFERRED is not asked of a device without the key, and NONE of stock iOS with the key approves', async () => {
    const [without, withKey] = [app.newDevice(), app.newDevice()];
    const [plain, verifying] = [await enroll(without), await enroll(withKey, { userVerification: 'key' })];
    await ask();
    expect(claimsOf(await onlyChallenge(plain))['userVerification']).toBe('NONE');
    const challenge = await onlyChallenge(verifying);
    expect(claimsOf(challenge)['userVerification']).toBe('PREFERRED');
    expect(outcome(await app.answer(withKey, challenge, { userConsent: 'NONE' }))).toEqual([200, '']);
  });

  it.each([
    ['enrollment', 'SUSPENDED', 423, 'E0000180'],
    ['device', 'SUSPENDED', 403, 'E0000152'],
    ['device', 'DEACTIVATED', 410, 'E0000153'],
    ['directory_user', 'SUSPENDED', 423, 'E0000155'],
    ['directory_user', 'DEPROVISIONED', 410, 'E0000156'],
  ] as const)('S-071 a %s that became %s after it was asked cannot answer', async (table, status, code, error) => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    await ask();
    const challenge = await onlyChallenge(enrolled);
    await app.setStatus(table, { enrollment: enrolled.enrollmentId, device: enrolled.deviceId, directory_user: user.id }[table], status);
    expect(outcome(await app.answer(device, challenge))).toEqual([code, error]);
  });

  it('S-069 an enrollment deleted after it was asked cannot answer: the other device can, and without one the transaction has ended', async () => {
    const [device, other] = [app.newDevice(), app.newDevice()];
    const [enrolled, remaining] = [await enroll(device), await enroll(other)];
    await ask();
    const [challenge, open] = [await onlyChallenge(enrolled), await onlyChallenge(remaining)];
    await app.call('DELETE', `${collection}/${enrolled.enrollmentId}`, { token: await token() });
    expect(outcome(await app.answer(device, challenge))).toEqual([410, 'E0000154']);
    await app.call('DELETE', `${collection}/${remaining.enrollmentId}`, { token: await token() });
    expect(outcome(await app.answer(other, open))).toEqual([404, 'E0000007']);
  });

  it('keys replaced while it was asked: only the new key answers', async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    await ask();
    const challenge = await onlyChallenge(enrolled);
    const old = device.proofOfPossession;
    device.proofOfPossession = createTestKey();
    await enroll(device);
    expect(outcome(await app.answer(device, challenge, { key: old }))).toEqual([400, 'E0000001']);
    expect(outcome(await app.answer(device, challenge))).toEqual([200, '']);
  });

  it('the decision is in the system log, with who, what and whence', async () => {
    const device = app.newDevice();
    const enrolled = await enroll(device);
    await ask();
    await app.answer(device, await onlyChallenge(enrolled), { userConsent: 'DENIED_CONSENT_PROMPT' });
    const text = `select actor, outcome, targets from system_log where event_type = 'user.authentication.auth_via_mfa' and actor->>'id' = $1`;
    const { rows } = await app.database.query({ text, values: [user.id] });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      targets: expect.arrayContaining([expect.objectContaining({ id: enrolled.enrollmentId })]),
    });
  });
});

describe('sign-in of the app', () => {
  it('must-have 34 its ID token is RS256, for a plain string audience, with nonce, name and email, by the https issuer of discovery', async () => {
    const hash = await app.engine.passwords.hash(password);
    const profile = { firstName: 'Jo', lastName: 'Doe' };
    await app.database.query({
      text: 'update directory_user set password_hash = $1, profile = $2 where id = $3',
      values: [hash, JSON.stringify(profile), user.id],
    });
    const browser = new Browser(app.app, app.orgUrl);
    const redirectUri = 'com.example.approve:/callback';
    const scope = `openid profile email offline_access ${manageScope} okta.myAccount.appAuthenticator.read`;
    const query = new URLSearchParams({
      client_id: app.mobile.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state: 's',
      nonce: 'n-0S6_WzA2Mj',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
    });
    let page = await browser.get(`/oauth2/v1/authorize?${query.toString()}`);
    if (page.statusCode >= 300 && page.statusCode < 400) page = await browser.get(String(page.headers.location));
    let answer = await browser.signIn(page, user.login);
    for (let hop = 0; hop < 3 && !String(answer.headers.location).startsWith(redirectUri); hop += 1)
      answer = await browser.get(String(answer.headers.location));
    const code = new URLSearchParams(String(answer.headers.location).split('?')[1]).get('code') ?? '';
    const response = await app.app.inject({
      method: 'POST',
      url: '/oauth2/v1/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: app.mobile.clientId,
        redirect_uri: redirectUri,
        code,
        code_verifier: pkce.verifier,
      }).toString(),
    });
    expect(response.statusCode).toBe(200);
    const tokens = response.json<Record<string, string>>();
    expect(JSON.parse(Buffer.from((tokens['id_token'] ?? '').split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ alg: 'RS256' });
    expect(claimsOf(tokens['id_token'] ?? '')).toMatchObject({
      iss: 'https://id.example.com',
      aud: app.mobile.clientId,
      sub: user.id,
      nonce: 'n-0S6_WzA2Mj',
      name: 'Jo Doe',
      email: user.login,
    });
    expect(tokens['refresh_token']).toBeTypeOf('string');
    const enrolled = await app.call('POST', collection, {
      token: tokens['access_token'],
      body: app.newDevice().enrollBody({ authenticatorId: app.authenticatorId }),
    });
    expect(enrolled.json()).toMatchObject({ user: { id: user.id } });
  });

  it('must-have 35 discovery has every member the OAuth SDKs decode', async () => {
    const document = (await app.app.inject({ url: '/.well-known/openid-configuration' })).json<Record<string, unknown>>();
    const addresses = [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'revocation_endpoint',
      'userinfo_endpoint',
      'end_session_endpoint',
      'introspection_endpoint',
    ];
    for (const name of addresses) expect(document[name]).toMatch(/^https:\/\/id\.example\.com/);
    const lists = ['response_types_supported', 'subject_types_supported', 'claims_supported', 'id_token_signing_alg_values_supported'];
    for (const name of lists) expect(document[name]).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(document['id_token_signing_alg_values_supported']).toContain('RS256');
  });
});
