/**
 * The must-haves of the device protocol (section 7; numbers in the names), by a device that shares no code with our SDK. Push payloads
 * (24, 25) are tested beside their senders; a certificate on port 443 (1) is a matter of deployment.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledged, poll } from '../support/ciba.js';
import {
  type AnswerOptions,
  type DeviceKeyPair,
  type EnrollOptions,
  type TestChallenge,
  type TestDevice,
  accept,
  answerChallenge,
  answerPending,
  authenticatorMetadata,
  decodeJwt,
  enrollDevice,
  enrollmentBody,
  maintenanceToken,
  makeDeviceKey,
  pendingChallenges,
  readEnrollment,
  sendEnrollment,
  signByDevice,
  signInOnDevice,
} from '../support/device.js';
import { type HttpAnswer, member, memberAt, request, sendJson, textMember } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

let server: ServerProcess;
let device: TestDevice;
beforeAll(async () => {
  server = await startProcess({ environment: { PROMPT_LIMITS: 'off' } });
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

const mergePatch = 'application/merge-patch+json; okta-version=1.0.0';
const errorMembers = ['errorCauses', 'errorCode', 'errorId', 'errorLink', 'errorSummary'];
let messages = 0;

function patch(target: TestDevice, push: unknown, bearer = target.tokens.accessToken): Promise<HttpAnswer> {
  return sendJson(
    'PATCH',
    `${server.url}/idp/myaccount/app-authenticators/${target.enrollmentId}`,
    { methods: { push } },
    { 'content-type': mergePatch, accept: mergePatch, authorization: `Bearer ${bearer}` },
  );
}

function remove(target: TestDevice, bearer = target.tokens.accessToken): Promise<HttpAnswer> {
  return request(`${server.url}/idp/myaccount/app-authenticators/${target.enrollmentId}`, {
    method: 'DELETE',
    headers: { accept, authorization: `Bearer ${bearer}` },
  });
}

/** Asks, and gives the device's challenge. Every request has a text of its own. */
async function asked(target: TestDevice = device): Promise<{ readonly authReqId: string; readonly challenge: TestChallenge }> {
  messages += 1;
  const message = `Device protocol ${messages}`;
  const authReqId = await acknowledged(server, { binding_message: message });
  const challenge = (await pendingChallenges(target)).find(
    (item) => memberAt(item.claims, 'challengeContext', 'bindingMessage') === message,
  );
  if (challenge === undefined) throw new Error('the challenge is not in the pending list');
  return { authReqId, challenge };
}

/** An approved poll has status 200; any other gives its error. */
async function outcome(authReqId: string): Promise<unknown> {
  const answer = await poll(server, authReqId);
  return answer.status === 200 ? 'tokens' : member(answer.json, 'error');
}

function expectError(answer: HttpAnswer, status: number, code: string): void {
  expect([answer.status, member(answer.json, 'errorCode')], answer.text).toEqual([status, code]);
  expect(Object.keys(Object(answer.json)).toSorted()).toEqual(errorMembers);
  // 32: the stock iOS SDK reads causes as maps of text to text
  const causes = member(answer.json, 'errorCauses');
  expect(Array.isArray(causes) && causes.every((cause) => Object.values(Object(cause)).every((value) => typeof value === 'string'))).toBe(
    true,
  );
}

describe('documents', () => {
  it('2 the organization document is public and has the org id', async () => {
    const answer = await request(`${server.url}/.well-known/okta-organization`, { headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(200);
    expect(textMember(answer, 'id')).toMatch(/^00o/);
  });

  it.each([
    ['no token', undefined],
    ['a good token', 'good'],
    ['a bad token', 'bad'],
  ])('3, 5 the authenticator configuration is served with %s', async (_, token) => {
    const authorization = token === 'good' ? `Bearer ${device.tokens.accessToken}` : token === 'bad' ? 'Bearer bad' : undefined;
    const answer = await request(`${server.url}/.well-known/app-authenticator-configuration?oauthClientId=${server.facts.mobileClientId}`, {
      headers: { accept, ...(authorization === undefined ? {} : { authorization }) },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toHaveLength(1);
    expect(memberAt(answer.json, 0)).toMatchObject({
      authenticatorId: server.facts.authenticatorId,
      orgId: expect.stringMatching(/^00o/),
      key: 'custom_app',
      appAuthenticatorEnrollEndpoint: `${server.facts.orgUrl}/idp/myaccount/app-authenticators`,
      supportedMethods: [{ type: 'push', status: 'ACTIVE', settings: { keyProtection: 'ANY', transactionTypes: ['LOGIN', 'CIBA'] } }],
    });
    expect(memberAt(answer.json, 0, 'supportedMethods', 0, 'settings', 'algorithms')).toEqual(expect.arrayContaining(['RS256', 'ES256']));
  });

  it('4 without a client id it is 400, for an unknown client an empty list', async () => {
    const base = `${server.url}/.well-known/app-authenticator-configuration`;
    expectError(await request(base), 400, 'E0000001');
    const unknown = await request(`${base}?oauthClientId=0oaNobodyKnowsThis00`);
    expect([unknown.status, unknown.json]).toEqual([200, []]);
  });

  it('35 discovery has the members that the OAuth SDKs insist on, for both kinds of server', async () => {
    for (const issuer of [server.facts.orgUrl, server.facts.issuer]) {
      const { json } = await request(`${issuer}/.well-known/openid-configuration`);
      for (const name of [
        'issuer',
        'authorization_endpoint',
        'token_endpoint',
        'jwks_uri',
        'userinfo_endpoint',
        'end_session_endpoint',
        'revocation_endpoint',
        'introspection_endpoint',
      ]) {
        expect(memberAt(json, name), name).toBeTypeOf('string');
      }
      for (const name of [
        'response_types_supported',
        'subject_types_supported',
        'claims_supported',
        'id_token_signing_alg_values_supported',
      ]) {
        expect(memberAt(json, name), name).toBeInstanceOf(Array);
      }
    }
  });

  it('22, 23 the keys are RSA with members of text only, found without credentials', async () => {
    for (const issuer of [server.facts.orgUrl, server.facts.issuer]) {
      const discovery = await request(`${issuer}/.well-known/openid-configuration`);
      const keys = member((await request(textMember(discovery, 'jwks_uri'))).json, 'keys');
      expect(keys).toBeInstanceOf(Array);
      for (const key of Array.isArray(keys) ? keys : []) {
        expect(key).toMatchObject({ kty: 'RSA', use: 'sig', kid: expect.any(String), n: expect.any(String), e: expect.any(String) });
        expect(Object.values(Object(key)).every((value) => typeof value === 'string')).toBe(true);
      }
    }
  });

  it('34 the ID token of the mobile app is what the OAuth SDKs accept', async () => {
    const tokens = await signInOnDevice(server);
    const { header, claims } = decodeJwt(tokens.idToken ?? '');
    expect(header).toMatchObject({ alg: 'RS256' });
    expect(claims).toMatchObject({
      iss: server.facts.orgUrl,
      aud: server.facts.mobileClientId,
      sub: device.userId,
      nonce: expect.any(String),
      name: expect.any(String),
      email: server.facts.user.login,
    });
  });
});

describe('enrollment', () => {
  it.each<readonly [string, DeviceKeyPair['algorithm'], 'absent' | 'null' | 'key']>([
    ['6 EC, no user verification key', 'ES256', 'absent'],
    ['6 EC, user verification key null', 'ES256', 'null'],
    ['6 EC, with user verification key', 'ES256', 'key'],
    ['7 RSA from Android', 'RS256', 'absent'],
    ['7 RSA from Android with user verification key', 'RS256', 'key'],
  ])('%s: 200 with every member the SDKs need', async (_, algorithm, verification) => {
    const keys = {
      clientInstance: makeDeviceKey(algorithm),
      possession: makeDeviceKey(algorithm),
      ...(verification === 'absent' ? {} : { userVerification: verification === 'null' ? null : makeDeviceKey(algorithm) }),
    };
    const answer = await sendEnrollment(server, device.tokens.accessToken, enrollmentBody(server, keys));
    expect(answer.status, answer.text).toBe(200);
    const enrolled = readEnrollment(answer, keys, device.tokens);
    expect(answer.json).toMatchObject({ authenticatorId: server.facts.authenticatorId, device: { status: 'ACTIVE' } });
    expect(memberAt(answer.json, 'device', 'profile')).toBeUndefined();
    // 11
    expect(enrolled.userId).toBe(decodeJwt(device.tokens.idToken ?? '').claims['sub']);
    expect(enrolled.pendingUrl).toBe(`${server.facts.orgUrl}/idp/myaccount/app-authenticators/${enrolled.enrollmentId}/push/notifications`);
    expect(await pendingChallenges(enrolled)).toEqual([]);
  });

  /** The proof that a device known to the server enrolls another person (devices protocol 1.4). */
  function attestation(phone: TestDevice, claims: Readonly<Record<string, unknown>> = {}): string {
    const now = Math.floor(Date.now() / 1_000);
    return signByDevice(phone.clientInstance, '', {
      iss: phone.clientInstanceId,
      aud: server.facts.orgUrl,
      sub: phone.deviceId,
      iat: now,
      nbf: now - 300,
      exp: now + 300,
      jti: randomUUID(),
      ...claims,
    });
  }

  function knownDeviceBody(phone: TestDevice, jwt: string): unknown {
    const body = enrollmentBody(server, { clientInstance: phone.clientInstance, possession: makeDeviceKey() });
    const { clientInstanceKey: _, ...rest } = body.device;
    return {
      ...body,
      device: {
        ...rest,
        id: phone.deviceId,
        clientInstanceId: phone.clientInstanceId,
        deviceAttestation: { clientInstanceKeyAttestation: jwt },
      },
    };
  }

  it('8, 10 a second person on the same phone keeps the device, by an attestation whose typ is empty', async () => {
    const person = await createPerson('second.person@example.com');
    const tokens = await signInOnDevice(server, person);
    const answer = await sendEnrollment(server, tokens.accessToken, knownDeviceBody(device, attestation(device)));
    expect(answer.status, answer.text).toBe(200);
    expect(memberAt(answer.json, 'device', 'id')).toBe(device.deviceId);
    expect(memberAt(answer.json, 'id')).not.toBe(device.enrollmentId);
  });

  it('9 an unknown device or a bad attestation has the code on which the SDK retries with a new key', async () => {
    const stranger = { ...device, deviceId: 'guoNobodyKnowsThis00' };
    const bodies = [
      knownDeviceBody(stranger, attestation(stranger)),
      knownDeviceBody(device, attestation({ ...device, clientInstance: makeDeviceKey() })),
      knownDeviceBody(device, attestation(device, { exp: Math.floor(Date.now() / 1_000) - 1_000 })),
      knownDeviceBody(device, 'not.a.jwt'),
    ];
    for (const body of bodies) {
      const answer = await sendEnrollment(server, device.tokens.accessToken, body);
      expect([401, 410]).toContain(answer.status);
      expect(['E0000153', 'E0000011']).toContain(member(answer.json, 'errorCode'));
    }
    const retried = await sendEnrollment(
      server,
      device.tokens.accessToken,
      enrollmentBody(server, { clientInstance: makeDeviceKey(), possession: makeDeviceKey() }),
    );
    expect(retried.status).toBe(200);
  });

  it('12 a bad token is 401, one without the scope 403', async () => {
    const body = enrollmentBody(server, { clientInstance: makeDeviceKey(), possession: makeDeviceKey() });
    expectError(await sendEnrollment(server, 'bad', body), 401, 'E0000011');
    const weak = await signInOnDevice(server, { scope: 'openid profile email' });
    expectError(await sendEnrollment(server, weak.accessToken, body), 403, 'E0000006');
  });

  it('refuses keys that are no keys: private parts, other curves, points off the curve, weak RSA', async () => {
    const good = makeDeviceKey();
    const bad: readonly Readonly<Record<string, unknown>>[] = [
      { ...good.publicJwk, ...good.privateKey.export({ format: 'jwk' }) },
      { ...good.publicJwk, crv: 'P-384' },
      { ...good.publicJwk, y: good.publicJwk['x'] },
      { kty: 'oct', k: 'AAAA', kid: 'x' },
      { kty: 'RSA', kid: 'x', n: 'AQAB', e: 'AQAB' },
    ];
    for (const publicJwk of bad) {
      const body = enrollmentBody(server, { clientInstance: makeDeviceKey(), possession: { ...good, publicJwk } });
      expectError(await sendEnrollment(server, device.tokens.accessToken, body), 400, 'E0000001');
    }
  });
});

async function createPerson(login: string): Promise<{ readonly login: string; readonly password: string; readonly id: string }> {
  const password = `Test-${randomUUID()}`;
  const created = await sendJson(
    'POST',
    `${server.url}/api/v1/users?activate=true`,
    { profile: { login, email: login, firstName: 'Second', lastName: 'Person' }, credentials: { password: { value: password } } },
    { authorization: `SSWS ${server.facts.apiToken}` },
  );
  if (created.status !== 200) throw new Error(`creating ${login} answered ${created.status}: ${created.text}`);
  return { login, password, id: textMember(created, 'id') };
}

describe('maintenance tokens', () => {
  it('14 an assertion by the possession key brings a token with an integer lifetime and no more than asked', async () => {
    const answer = await maintenanceToken(server, device);
    expect(answer).toMatchObject({
      status: 200,
      json: { token_type: 'Bearer', scope: 'okta.myAccount.appAuthenticator.maintenance.manage' },
    });
    expect(Number.isInteger(member(answer.json, 'expires_in'))).toBe(true);
    expect(Object.keys(Object(answer.json))).not.toEqual(expect.arrayContaining(['refresh_token']));
    expect(Object.keys(Object(answer.json))).not.toEqual(expect.arrayContaining(['id_token']));
  });

  it.each<readonly [string, Partial<TestDevice>, Readonly<Record<string, unknown>>, string | undefined]>([
    ['another key', { possession: makeDeviceKey() }, {}, undefined],
    ['another person', { userId: '00uNobodyKnowsThis00' }, {}, undefined],
    ['another enrollment', { methodId: 'opfNobodyKnowsThis00' }, {}, undefined],
    ['another audience', {}, { aud: 'https://other.example.com' }, undefined],
    ['another issuer', {}, { iss: 'urn:other' }, undefined],
    ['an expired assertion', {}, { exp: Math.floor(Date.now() / 1_000) - 400, iat: Math.floor(Date.now() / 1_000) - 900 }, undefined],
    ['a scope beyond maintenance', {}, {}, 'okta.myAccount.appAuthenticator.manage'],
    ['a scope of its own making', {}, {}, 'openid'],
  ])('15 %s brings none', async (_, changes, claims, scope) => {
    const answer = await maintenanceToken(server, { ...device, ...changes }, { claims, ...(scope === undefined ? {} : { scope }) });
    expect(answer.status, answer.text).toBe(400);
    expect(member(answer.json, 'error')).toBe(scope === undefined ? 'invalid_grant' : 'invalid_scope');
    expect(member(answer.json, 'access_token')).toBeUndefined();
  });

  it('15 an assertion counts once', async () => {
    const claims = { jti: randomUUID() };
    expect((await maintenanceToken(server, device, { claims })).status).toBe(200);
    expect(await maintenanceToken(server, device, { claims })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('16 the pending list takes maintenance and interactive tokens, and is always a list', async () => {
    for (const scope of ['okta.myAccount.appAuthenticator.maintenance.manage', 'okta.myAccount.appAuthenticator.maintenance.read']) {
      const token = textMember(await maintenanceToken(server, device, { scope }), 'access_token');
      expect(await pendingChallenges(device, token)).toEqual([]);
    }
    expect(await pendingChallenges(device)).toEqual([]);
  });

  it('33 a device clock five minutes off is accepted', async () => {
    for (const offset of [-290, 290]) {
      const now = Math.floor(Date.now() / 1_000) + offset;
      const times = { iat: now, nbf: now - 300, exp: now + 300 };
      expect((await maintenanceToken(server, device, { claims: times })).status).toBe(200);
      const { authReqId, challenge } = await asked();
      expect((await answerChallenge(device, challenge, { claims: times })).status).toBe(200);
      expect(await outcome(authReqId)).toBe('tokens');
    }
  });
});

describe('updates', () => {
  it('17, 18 every update answers 200 with the whole enrollment, the same ids and the same link', async () => {
    const phone = await enrollDevice(server);
    const verificationKey = makeDeviceKey();
    const changes = [
      { pushToken: 'a1b2c3' },
      { capabilities: { transactionTypes: ['LOGIN'] } },
      { capabilities: { transactionTypes: ['LOGIN', 'CIBA'] } },
      { keys: { userVerification: verificationKey.publicJwk } },
      { keys: { userVerification: verificationKey.publicJwk } },
      { keys: { userVerification: null } },
      { pushToken: 'd4', keys: { userVerification: makeDeviceKey('RS256').publicJwk } },
    ];
    for (const push of changes) {
      const answer = await patch(phone, push);
      expect(answer.status, answer.text).toBe(200);
      expect(readEnrollment(answer, phone, phone.tokens)).toMatchObject({
        enrollmentId: phone.enrollmentId,
        methodId: phone.methodId,
        deviceId: phone.deviceId,
        pendingUrl: phone.pendingUrl,
      });
    }
  });

  it('19 a maintenance token changes push token and transaction types, never keys', async () => {
    const phone = await enrollDevice(server);
    const token = textMember(await maintenanceToken(server, phone), 'access_token');
    expect((await patch(phone, { pushToken: 'by maintenance' }, token)).status).toBe(200);
    expect((await patch(phone, { capabilities: { transactionTypes: ['LOGIN', 'CIBA'] } }, token)).status).toBe(200);
    expectError(await patch(phone, { keys: { userVerification: makeDeviceKey().publicJwk } }, token), 403, 'E0000006');
    expectError(await remove(phone, token), 403, 'E0000006');
  });

  it('20 an enrollment without CIBA is asked nothing', async () => {
    const phone = await enrollDevice(server);
    await patch(phone, { capabilities: { transactionTypes: ['LOGIN'] } });
    const { authReqId, challenge } = await asked();
    expect(await pendingChallenges(phone)).toEqual([]);
    await answerChallenge(device, challenge);
    expect(await outcome(authReqId)).toBe('tokens');
  });

  it('another person’s token changes nothing', async () => {
    const person = await createPerson('third.person@example.com');
    const { accessToken } = await signInOnDevice(server, person);
    expectError(await patch(device, { pushToken: 'stolen' }, accessToken), 403, 'E0000006');
    expectError(await remove(device, accessToken), 403, 'E0000006');
  });
});

describe('challenges', () => {
  it('21 have every claim the SDKs need, of the type they need', async () => {
    const { authReqId, challenge } = await asked();
    const orgId = textMember(await request(`${server.url}/.well-known/okta-organization`), 'id');
    const { claims } = challenge;
    expect(claims).toMatchObject({
      iss: server.facts.orgUrl,
      aud: server.facts.mobileClientId,
      orgId,
      userId: device.userId,
      method: 'push',
      authenticatorEnrollmentId: device.enrollmentId,
      methodEnrollmentId: device.methodId,
      verificationUri: `${server.facts.orgUrl}/idp/myaccount/app-authenticators/challenge/${String(claims['transactionId'])}/verify`,
      challengeContext: { transactionType: 'CIBA', clientOS: expect.any(String), clientLocation: expect.any(String) },
      appInstanceName: expect.any(String),
      loginHint: server.facts.user.login,
      requestReferrer: expect.any(String),
    });
    expect(claims['jti']).toBe(claims['transactionId']);
    expect(String(claims['nonce']).length).toBeGreaterThanOrEqual(20);
    expect(claims['transactionId']).not.toBe(authReqId);
    expect(String(claims['transactionId'])).toMatch(/^ft[\w-]{32}$/);
    const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])];
    expect(Number.isInteger(iat) && Number.isInteger(exp) && exp - iat <= 300 && exp > iat).toBe(true);
    expect(claims['authorizationServerId']).toBeUndefined();
    await answerChallenge(device, challenge, { consent: 'DENIED_CONSENT_PROMPT' });
  });

  it('the next pull gives the same transaction and nonce', async () => {
    const { challenge } = await asked();
    const again = (await pendingChallenges(device)).find((item) => item.claims['transactionId'] === challenge.claims['transactionId']);
    expect(again?.claims['nonce']).toBe(challenge.claims['nonce']);
    await answerChallenge(device, challenge, { consent: 'DENIED_CONSENT_PROMPT' });
  });

  it('27 a refusal reaches the client, an approval brings tokens, before it is pending', async () => {
    const refused = await asked();
    expect(await outcome(refused.authReqId)).toBe('authorization_pending');
    expect((await answerChallenge(device, refused.challenge, { consent: 'DENIED_CONSENT_PROMPT' })).status).toBe(204);
    expect(await outcome(refused.authReqId)).toBe('access_denied');
    const approved = await asked();
    const answer = await answerChallenge(device, approved.challenge);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(await outcome(approved.authReqId)).toBe('tokens');
  });

  it('28 an answered transaction leaves the list; a second answer changes nothing', async () => {
    const { authReqId, challenge } = await asked();
    await answerChallenge(device, challenge);
    expect(await pendingChallenges(device)).toEqual([]);
    for (const consent of ['APPROVED_CONSENT_PROMPT', 'DENIED_CONSENT_PROMPT']) {
      expectError(await answerChallenge(device, challenge, { consent }), 404, 'E0000007');
    }
    expect(await outcome(authReqId)).toBe('tokens');
  });

  it.each<readonly [string, () => AnswerOptions]>([
    ['another key', () => ({ signWith: makeDeviceKey() })],
    ['another key under the right name', () => ({ signWith: { ...makeDeviceKey(), kid: device.possession.kid } })],
    ['another algorithm', () => ({ signWith: { ...makeDeviceKey('RS256'), kid: device.possession.kid } })],
    ['another nonce', () => ({ claims: { nonce: 'x'.repeat(32) } })],
    ['another transaction', () => ({ claims: { tx: `ft${'x'.repeat(32)}` } })],
    ['another person', () => ({ claims: { sub: '00uNobodyKnowsThis00' } })],
    ['another method enrollment', () => ({ claims: { methodEnrollmentId: 'opfNobodyKnowsThis00' } })],
    ['another audience', () => ({ claims: { aud: 'https://other.example.com' } })],
    ['another key type', () => ({ claims: { keyType: 'userVerification' } })],
    [
      'another transaction type',
      () => ({ claims: { challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT', transactionType: 'LOGIN' } } }),
    ],
    ['an expired answer', () => ({ claims: { exp: Math.floor(Date.now() / 1_000) - 301 } })],
    [
      'an answer from the future',
      () => ({ claims: { iat: Math.floor(Date.now() / 1_000) + 400, nbf: Math.floor(Date.now() / 1_000) + 400 } }),
    ],
    ['an abandoned prompt', () => ({ consent: 'USER_ABANDONED' })],
    ['a word nobody knows', () => ({ consent: 'SURE' })],
    ['a claim of user verification by the possession key', () => ({ consent: 'APPROVED_USER_VERIFICATION' })],
  ])('28 %s is refused and consumes nothing', async (_, forge) => {
    const { authReqId, challenge } = await asked();
    const answer = await answerChallenge(device, challenge, forge());
    expect([400, 404]).toContain(answer.status);
    expect(['E0000001', 'E0000007']).toContain(member(answer.json, 'errorCode'));
    expect((await answerChallenge(device, challenge)).status).toBe(200);
    expect(await outcome(authReqId)).toBe('tokens');
  });

  it('an answer for another device of the same person does not count', async () => {
    // a bad signature counts against the device, and the first one gave some already
    const [one, other] = [await enrollDevice(server), await enrollDevice(server)];
    const { authReqId, challenge } = await asked(one);
    const answer = await answerChallenge(one, challenge, { signWith: other.possession });
    expect([400, 404]).toContain(answer.status);
    expect((await answerChallenge(one, challenge)).status).toBe(200);
    expect(await outcome(authReqId)).toBe('tokens');
    // decisions 2.3: the others are superseded
    expect(await pendingChallenges(other)).toEqual([]);
    await remove(other);
  });

  it('26 an approval by the user verification key counts, as ES256 and as RS256', async () => {
    for (const algorithm of ['ES256', 'RS256'] as const) {
      const phone = await enrollDevice(server, { algorithm, withUserVerification: true });
      const { authReqId, challenge } = await asked(phone);
      expect(challenge.claims['userVerification']).toMatch(/PREFERRED|REQUIRED/);
      const { userVerification } = phone;
      if (userVerification === undefined) throw new Error('no key');
      const answer = await answerChallenge(phone, challenge, {
        signWith: userVerification,
        consent: 'APPROVED_USER_VERIFICATION',
        claims: { keyType: 'userVerification', amr: ['face'] },
      });
      expect(answer.status, answer.text).toBe(200);
      expect(await outcome(authReqId)).toBe('tokens');
      await remove(phone);
    }
  });

  it.each(['CANCELLED_USER_VERIFICATION', 'UV_TEMPORARILY_UNAVAILABLE', 'UV_PERMANENTLY_UNAVAILABLE', 'NONE'])(
    '30 PREFERRED: an iOS approval that says %s counts, without user verification',
    async (consent) => {
      const phone = await enrollDevice(server, { withUserVerification: true });
      const { authReqId, challenge } = await asked(phone);
      expect((await answerChallenge(phone, challenge, { consent })).status).toBe(200);
      expect(await outcome(authReqId)).toBe('tokens');
      await remove(phone);
    },
  );
});

describe('user verification required', () => {
  async function setRequirement(userVerification: 'PREFERRED' | 'REQUIRED'): Promise<void> {
    const url = `${server.url}/api/v1/authenticators/${server.facts.authenticatorId}`;
    const authorization = { authorization: `SSWS ${server.facts.apiToken}` };
    const current = await request(url, { headers: authorization });
    const settings = { ...Object(member(current.json, 'settings')), userVerification };
    const changed = await sendJson('PUT', url, { ...Object(current.json), settings }, authorization);
    if (changed.status !== 200) throw new Error(`changing the authenticator answered ${changed.status}: ${changed.text}`);
  }

  it('13, 29 enrolling without the key is E0000158, and only answers by the key approve', async () => {
    const phone = await enrollDevice(server, { withUserVerification: true });
    await setRequirement('REQUIRED');
    try {
      expect(memberAt(await authenticatorMetadata(server), 'settings', 'userVerification')).toBe('REQUIRED');
      const without = enrollmentBody(server, { clientInstance: makeDeviceKey(), possession: makeDeviceKey() });
      expectError(await sendEnrollment(server, device.tokens.accessToken, without), 400, 'E0000158');
      expectError(await patch(phone, { keys: { userVerification: null } }), 400, 'E0000158');
      const { authReqId, challenge } = await asked(phone);
      expect(challenge.claims['userVerification']).toBe('REQUIRED');
      const answer = await answerChallenge(phone, challenge, { consent: 'APPROVED_CONSENT_PROMPT' });
      expectError(answer, 400, 'E0000001');
      expect(await outcome(authReqId)).toBe('access_denied');
    } finally {
      await setRequirement('PREFERRED');
      await remove(phone);
    }
  });
});

describe('the end of an enrollment', () => {
  it('31 removal is 2xx, again E0000008 or E0000154; its challenges and tokens are gone', async () => {
    const phone = await enrollDevice(server);
    const { authReqId, challenge } = await asked(phone);
    const removed = await remove(phone);
    expect(removed.status).toBe(204);
    const again = await remove(phone);
    expect(again.status).toBeGreaterThanOrEqual(400);
    expect(['E0000008', 'E0000154']).toContain(member(again.json, 'errorCode'));
    expect((await answerChallenge(phone, challenge)).status).toBeGreaterThanOrEqual(400);
    expect((await maintenanceToken(server, phone)).status).toBe(400);
    expect(await outcome(authReqId)).toBe('authorization_pending');
  });

  it.each<readonly [string, string, EnrollOptions]>([
    ['suspended', 'suspend', { login: 'suspended.person@example.com' }],
    ['deactivated', 'deactivate', { login: 'deactivated.person@example.com' }],
  ])('a person who is %s decides nothing any more', async (_, lifecycle, { login = '' }) => {
    const person = await createPerson(login);
    const phone = await enrollDevice(server, person);
    messages += 1;
    const message = `Device protocol ${messages}`;
    const authReqId = await acknowledged(server, { binding_message: message, login_hint: login });
    const challenge = (await pendingChallenges(phone))[0];
    const authorization = { authorization: `SSWS ${server.facts.apiToken}` };
    const changed = await sendJson('POST', `${server.url}/api/v1/users/${person.id}/lifecycle/${lifecycle}`, {}, authorization);
    expect(changed.status, changed.text).toBe(200);
    if (challenge === undefined) throw new Error('no challenge');
    const answer = await answerChallenge(phone, challenge);
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(await outcome(authReqId)).not.toBe('tokens');
  });

  it('answers of the first device still work after all of this', async () => {
    const authReqId = await acknowledged(server, { binding_message: 'The last one' });
    expect((await answerPending(device, 'The last one')).status).toBe(200);
    expect(await outcome(authReqId)).toBe('tokens');
  });
});
