/**
 * Must-haves 1 to 13, 16 to 19 and 31 to 33 of the devices protocol, section 7: what an unmodified Devices SDK needs to enrol and keep its
 * enrollment. Maintenance tokens (14, 15) have a file of their own.
 */
import { randomUUID } from 'node:crypto';
import { signWithTestKey, type TestDevice } from '@countersign/engine/testing';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accept, collection, enrolledAs, manageScope, mergePatch, openDeviceApp, type DeviceApp } from '../../testing/open-device-app.js';

const maintenanceManage = 'okta.myAccount.appAuthenticator.maintenance.manage';
const maintenanceRead = 'okta.myAccount.appAuthenticator.maintenance.read';

let app: DeviceApp;
let token: string;
beforeAll(async () => {
  app = await openDeviceApp();
});
beforeEach(async () => {
  await app.setAuthenticator({});
  token = await app.bearer();
});
afterAll(() => app.close());

/** Status and code; also that an error has exactly the members stock decoders survive. */
function failureOf(response: LightMyRequestResponse): { status: number; code: string } {
  const body = response.json<{ errorCode: string; errorCauses: unknown[] }>();
  expect(Object.keys(body).sort()).toEqual(['errorCauses', 'errorCode', 'errorId', 'errorLink', 'errorSummary']);
  for (const cause of body.errorCauses) {
    expect(typeof cause).toBe('object');
    for (const value of Object.values(Object(cause))) expect(typeof value).toBe('string');
  }
  return { status: response.statusCode, code: body.errorCode };
}
const enrollBody = (device: TestDevice, more: object = {}) => device.enrollBody({ authenticatorId: app.authenticatorId, ...more });
const post = (body: unknown, bearer: string | undefined = token, headers: Record<string, string> = {}) =>
  app.call('POST', collection, { token: bearer, body, headers });
const patch = (enrollmentId: string, push: object, bearer: string) =>
  app.call('PATCH', `${collection}/${enrollmentId}`, {
    token: bearer,
    body: { methods: { push } },
    headers: { 'content-type': mergePatch, accept: mergePatch },
  });

describe('documents a device reads first', () => {
  it("must-have 1 every address a device is given is https on the org's host, without port, served at the root", async () => {
    const configuration = await app.call('GET', `/.well-known/app-authenticator-configuration?oauthClientId=${app.mobile.clientId}`);
    const organization = await app.call('GET', '/.well-known/okta-organization');
    const enrolled = await post(enrollBody(app.newDevice()));
    const addresses = [...`${configuration.body} ${organization.body} ${enrolled.body}`.matchAll(/"(https?:[^"]*)"/g)].map(
      ([, address = '']) => new URL(address),
    );
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) expect(`${address.protocol}//${address.host}`).toBe('https://id.example.com');
  });

  it('must-have 2 the organization document needs no credentials and has a string id', async () => {
    const response = await app.app.inject({ url: '/.well-known/okta-organization', headers: { 'content-type': 'application/json' } });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ id: app.orgId, pipeline: 'idx', _links: { organization: { href: 'https://id.example.com' } } });
  });

  it.each([
    ['no token', () => ({})],
    ['a good token', () => ({ authorization: `Bearer ${token}` })],
    ['a bad token', () => ({ authorization: 'Bearer nonsense' })],
  ])('must-have 3 the authenticator configuration with %s', async (_name, headers) => {
    const response = await app.call('GET', `/.well-known/app-authenticator-configuration?oauthClientId=${app.mobile.clientId}`, {
      headers: headers(),
    });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual([
      {
        authenticatorId: app.authenticatorId,
        orgId: app.orgId,
        key: 'custom_app',
        type: 'app',
        name: 'Acme Approve',
        createdDate: '2026-01-15T12:00:00.000Z',
        lastUpdated: '2026-01-15T12:00:00.000Z',
        settings: { userVerification: 'PREFERRED', oauthClientId: app.mobile.clientId },
        supportedMethods: [
          {
            type: 'push',
            status: 'ACTIVE',
            settings: { algorithms: ['RS256', 'ES256'], keyProtection: 'ANY', transactionTypes: ['LOGIN', 'CIBA'] },
          },
        ],
        appAuthenticatorEnrollEndpoint: 'https://id.example.com/idp/myaccount/app-authenticators',
      },
    ]);
  });

  it.each([
    ['no oauthClientId', '', 400],
    ['an empty one', '?oauthClientId=', 400],
    ['two', '?oauthClientId=a&oauthClientId=b', 400],
  ])('must-have 4 %s is 400 E0000001', async (_name, query, status) => {
    const response = await app.call('GET', `/.well-known/app-authenticator-configuration${query}`);
    expect(failureOf(response)).toEqual({ status, code: 'E0000001' });
  });

  it.each(['0oaunknown', '%00', '%F0%9F%98%80', 'a%20b'])('must-have 4 the unknown client %s gets an empty list', async (client) => {
    const response = await app.call('GET', `/.well-known/app-authenticator-configuration?oauthClientId=${client}`);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual([]);
  });

  it('must-have 4 an inactive authenticator is not listed', async () => {
    await app.setAuthenticator({ status: 'INACTIVE' });
    expect((await app.call('GET', `/.well-known/app-authenticator-configuration?oauthClientId=${app.mobile.clientId}`)).json()).toEqual([]);
  });

  it('must-have 5 the enroll endpoint of the configuration is https on the org and takes the POST', async () => {
    const response = await app.call('GET', `/.well-known/app-authenticator-configuration?oauthClientId=${app.mobile.clientId}`);
    const endpoint = String(response.json<{ appAuthenticatorEnrollEndpoint: string }[]>()[0]?.appAuthenticatorEnrollEndpoint);
    expect(new URL(endpoint).origin).toBe('https://id.example.com');
    expect((await app.call('POST', endpoint, { token, body: enrollBody(app.newDevice()) })).statusCode).toBe(200);
  });
});

describe('enrollment', () => {
  it.each(['absent', 'null', 'key'] as const)(
    'must-have 6 of an iOS device, empty push token, user verification %s',
    async (userVerification) => {
      const response = await post(enrollBody(app.newDevice(), { userVerification, pushToken: '' }));
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toMatch(/^application\/json/);
      const body = response.json<Record<string, never>>();
      const { enrollmentId, methodId, deviceId, clientInstanceId } = enrolledAs(response);
      expect(enrollmentId).toMatch(/^pfd[0-9A-Za-z]{17}$/);
      const now = new Date(app.clock.now()).toISOString();
      const dates = { createdDate: now, lastUpdated: now };
      const self = `https://id.example.com/idp/myaccount/app-authenticators/${enrollmentId}`;
      expect(body).toEqual({
        id: enrollmentId,
        authenticatorId: app.authenticatorId,
        ...dates,
        user: { id: app.user.id, username: app.user.login },
        device: { id: deviceId, status: 'ACTIVE', ...dates, clientInstanceId },
        methods: {
          push: { id: methodId, ...dates, links: { pending: { href: `${self}/push/notifications`, hints: { allow: ['GET'] } } } },
        },
        links: { self: { href: self, hints: { allow: ['PATCH', 'DELETE'] } } },
      });
    },
  );

  it.each([
    'application/json',
    'application/json, okta-version=1.0.0',
    'application/json;okta-version=1.0.0',
    'application/json; charset=utf-8',
  ])('must-have 6 sent as %s', async (contentType) => {
    expect((await post(enrollBody(app.newDevice()), token, { 'content-type': contentType })).statusCode).toBe(200);
  });

  it('must-have 6 capabilities inside keys count as well; unknown members are dropped', async () => {
    const device = app.newDevice();
    const body = enrollBody(device) as { methods: { push: { keys: object } } };
    const nested = {
      ...body,
      appSignals: { a: [1] },
      methods: { push: { ...body.methods.push, keys: { ...body.methods.push.keys, capabilities: { transactionTypes: ['CIBA'] } } } },
    };
    const { enrollmentId } = enrolledAs(await post(nested));
    expect((await app.engine.enrollments.findById(app.orgId, enrollmentId))?.enrollment.transactionTypes).toEqual(['CIBA']);
  });

  it('must-have 6 transactionTypes default to LOGIN, apsEnvironment is stored in upper case', async () => {
    const { enrollmentId } = enrolledAs(await post(enrollBody(app.newDevice())));
    expect((await app.engine.enrollments.findById(app.orgId, enrollmentId))?.enrollment).toMatchObject({
      transactionTypes: ['LOGIN'],
      apsEnvironment: 'DEVELOPMENT',
    });
  });

  it('must-have 7 of an Android device with RSA keys and no apsEnvironment', async () => {
    expect((await post(enrollBody(app.newDevice({ type: 'RSA' }), { userVerification: 'key', pushToken: 'fcm:token' }))).statusCode).toBe(
      200,
    );
  });

  it('must-have 8 of a second user on the same device, by attestation: the same device', async () => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    const userId = await app.addUser();
    const attestation = device.attest({ ...first, aud: app.orgUrl });
    device.proofOfPossession = app.newDevice().proofOfPossession;
    const second = await app.enroll(device, { userId, known: { ...first, attestation } });
    expect(second).toMatchObject({ deviceId: first.deviceId, clientInstanceId: first.clientInstanceId, userId });
    expect(second.enrollmentId).not.toBe(first.enrollmentId);
  });

  it('must-have 9 an unknown device is 410 E0000153; the retry as a new device succeeds', async () => {
    const device = app.newDevice();
    const facts = { deviceId: 'guounknown', clientInstanceId: 'cliunknown' };
    const known = { ...facts, attestation: device.attest({ ...facts, aud: app.orgUrl }) };
    expect(failureOf(await post(enrollBody(device, { known })))).toEqual({ status: 410, code: 'E0000153' });
    device.clientInstanceKey = app.newDevice().clientInstanceKey;
    expect((await post(enrollBody(device))).statusCode).toBe(200);
  });

  it.each<[string, (device: TestDevice, known: { deviceId: string; clientInstanceId: string }) => string]>([
    [
      'by another key',
      (device, known) => {
        const kid = device.clientInstanceKey.jwk.kid;
        const claims = { iss: known.clientInstanceId, aud: app.orgUrl, sub: known.deviceId, ...device.times(), jti: randomUUID() };
        return signWithTestKey(device.proofOfPossession, claims, { typ: '', kid });
      },
    ],
    ['for another org', (device, known) => device.attest({ ...known, aud: 'https://id.example.org' })],
    ['expired', (device, known) => device.attest({ ...known, aud: app.orgUrl }, { exp: device.times().iat - 301 })],
    ['of another device', (device, known) => device.attest({ ...known, aud: app.orgUrl }, { sub: 'guoother' })],
    ['without jti', (device, known) => device.attest({ ...known, aud: app.orgUrl }, { jti: undefined })],
    ['that is no JWT', () => 'nonsense'],
  ])('must-have 9 an attestation %s is 401 E0000011; the retry as a new device succeeds', async (_name, attest) => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    expect(failureOf(await post(enrollBody(device, { known: { ...first, attestation: attest(device, first) } })))).toEqual({
      status: 401,
      code: 'E0000011',
    });
    device.clientInstanceKey = app.newDevice().clientInstanceKey;
    expect((await post(enrollBody(device))).statusCode).toBe(200);
  });

  it('must-have 9 an attestation serves once', async () => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    const known = { ...first, attestation: device.attest({ ...first, aud: app.orgUrl }) };
    expect((await post(enrollBody(device, { known }))).statusCode).toBe(200);
    expect(failureOf(await post(enrollBody(device, { known })))).toEqual({ status: 401, code: 'E0000011' });
  });

  it.each([
    ['the empty string', ''],
    ['JWT', 'JWT'],
    ['left out', undefined],
  ])('must-have 10 the typ of an attestation may be %s', async (_name, typ) => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    const claims = { iss: first.clientInstanceId, aud: app.orgUrl, sub: first.deviceId, ...device.times(), jti: randomUUID() };
    const attestation = signWithTestKey(device.clientInstanceKey, claims, { typ });
    expect((await post(enrollBody(device, { known: { ...first, attestation } }))).statusCode).toBe(200);
  });

  it('must-have 11 user.id is the sub of ID tokens', async () => {
    const { userId } = await app.enroll(app.newDevice());
    const userinfo = await app.call('GET', '/oauth2/v1/userinfo', { token });
    expect(userinfo.json()).toMatchObject({ sub: userId });
  });

  it.each([
    ['no token', undefined, 401, 'E0000011'],
    ['a bad token', 'nonsense', 401, 'E0000011'],
  ])('must-have 12 %s', async (_name, bearer, status, code) => {
    const response = await app.call('POST', collection, { token: bearer, body: enrollBody(app.newDevice()) });
    expect(failureOf(response)).toEqual({ status, code });
  });

  it('must-have 12 an expired token is 401, one of another scope 403', async () => {
    const other = await app.bearer({ scopes: ['openid', maintenanceManage] });
    expect(failureOf(await post(enrollBody(app.newDevice()), other))).toEqual({ status: 403, code: 'E0000006' });
    app.clock.advance(3_600_000);
    expect(failureOf(await post(enrollBody(app.newDevice())))).toEqual({ status: 401, code: 'E0000011' });
  });

  it('must-have 12 the token of a suspended user is refused with the reason', async () => {
    const userId = await app.addUser();
    const bearer = await app.bearer({ userId });
    await app.setStatus('directory_user', userId, 'SUSPENDED');
    expect(failureOf(await post(enrollBody(app.newDevice()), bearer))).toEqual({ status: 423, code: 'E0000155' });
    await app.setStatus('directory_user', userId, 'DEPROVISIONED');
    expect(failureOf(await post(enrollBody(app.newDevice()), bearer))).toEqual({ status: 410, code: 'E0000156' });
  });

  it.each(['absent', 'null'] as const)(
    'must-have 13 REQUIRED and the user-verification key %s is 400 E0000158',
    async (userVerification) => {
      await app.setAuthenticator({ userVerification: 'REQUIRED' });
      expect(failureOf(await post(enrollBody(app.newDevice(), { userVerification })))).toEqual({ status: 400, code: 'E0000158' });
      expect((await post(enrollBody(app.newDevice(), { userVerification: 'key' }))).statusCode).toBe(200);
    },
  );

  it('hardware keys only, where the authenticator says so', async () => {
    await app.setAuthenticator({ keyProtection: 'HARDWARE' });
    expect(failureOf(await post(enrollBody(app.newDevice({ protection: 'SOFTWARE' }))))).toEqual({ status: 400, code: 'E0000159' });
    expect((await post(enrollBody(app.newDevice()))).statusCode).toBe(200);
  });

  it("an authenticator that is not this client's is 404 E0000007", async () => {
    const other = await app.bearer({ client: app.web });
    expect(failureOf(await post(enrollBody(app.newDevice()), other))).toEqual({ status: 404, code: 'E0000007' });
    for (const authenticatorId of ['autunknown', `${app.authenticatorId} x`]) {
      expect(failureOf(await post({ ...enrollBody(app.newDevice()), authenticatorId }))).toEqual({ status: 404, code: 'E0000007' });
    }
  });

  it('one key in two roles is refused', async () => {
    const device = app.newDevice();
    device.userVerification = device.proofOfPossession;
    expect(failureOf(await post(enrollBody(device, { userVerification: 'key' })))).toEqual({ status: 400, code: 'E0000001' });
  });

  it('the same phone enrolling again keeps its enrollment and gets its keys replaced (decisions 2.14)', async () => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    const again = app.newDevice();
    device.clientInstanceKey = again.clientInstanceKey;
    device.proofOfPossession = again.proofOfPossession;
    const second = await app.enroll(device);
    expect(second).toEqual(first);
    const stored = await app.engine.enrollments.findById(app.orgId, first.enrollmentId);
    expect(stored?.enrollment.keys.proofOfPossession.kid).toBe(again.proofOfPossession.jwk.kid);
    expect(stored?.device.clientInstanceKey.kid).toBe(again.clientInstanceKey.jwk.kid);
  });

  it('another user with the same install id gets a device of their own', async () => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    const second = await app.enroll(device, { userId: await app.addUser() });
    expect(second.deviceId).not.toBe(first.deviceId);
  });

  it('a suspended enrollment or device is not revived by enrolling again', async () => {
    const device = app.newDevice();
    const { enrollmentId, deviceId } = await app.enroll(device);
    await app.setStatus('enrollment', enrollmentId, 'SUSPENDED');
    expect(failureOf(await post(enrollBody(device)))).toEqual({ status: 423, code: 'E0000180' });
    await app.setStatus('device', deviceId, 'SUSPENDED');
    expect(failureOf(await post(enrollBody(device)))).toEqual({ status: 403, code: 'E0000152' });
  });
});

describe('a device keeps its enrollment', () => {
  it.each([[maintenanceManage], [maintenanceRead], [manageScope], ['okta.myAccount.appAuthenticator.read']])(
    'must-have 16 the pull takes a token of scope %s',
    async (scope) => {
      const enrolled = await app.enroll(app.newDevice());
      const response = await app.call('GET', enrolled.pending, { token: await app.bearer({ scopes: [scope] }) });
      expect(response.statusCode).toBe(200);
      expect(response.json()).toEqual([]);
    },
  );

  it('must-have 16 and no other scope, no other user, no unknown enrollment', async () => {
    const enrolled = await app.enroll(app.newDevice());
    expect(failureOf(await app.call('GET', enrolled.pending, { token: await app.bearer({ scopes: ['openid'] }) }))).toEqual({
      status: 403,
      code: 'E0000006',
    });
    expect(failureOf(await app.call('GET', enrolled.pending, { token: await app.bearer({ userId: await app.addUser() }) }))).toEqual({
      status: 403,
      code: 'E0000006',
    });
    for (const name of ['pfdunknown', '%00', 'x'.repeat(200)]) {
      expect(failureOf(await app.call('GET', `${collection}/${name}/push/notifications`, { token }))).toEqual({
        status: 404,
        code: 'E0000007',
      });
    }
  });

  it('must-have 17 PATCH takes the merge-patch content type and the merge-patch Accept', async () => {
    const { enrollmentId } = await app.enroll(app.newDevice());
    expect((await patch(enrollmentId, { pushToken: 'ff' }, token)).statusCode).toBe(200);
  });

  it('must-have 18 every change answers the whole enrollment, with the same ids and links', async () => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    const maintenance = String(
      (await app.maintenanceToken(device.assert({ ...enrolled, aud: app.orgUrl }))).json<Record<string, unknown>>()['access_token'],
    );
    const read = async () => (await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId))?.enrollment;
    const changes: [object, string, object][] = [
      [{ pushToken: 'ff00' }, maintenance, { pushToken: 'ff00' }],
      [{ capabilities: { transactionTypes: ['LOGIN'] } }, maintenance, { transactionTypes: ['LOGIN'] }],
      [{ capabilities: { transactionTypes: ['LOGIN', 'CIBA'] } }, maintenance, { transactionTypes: ['LOGIN', 'CIBA'] }],
      [{ keys: { userVerification: device.userVerification.jwk } }, token, { keys: { userVerification: device.userVerification.jwk } }],
      [
        { pushToken: '', keys: { userVerification: null } },
        token,
        { pushToken: '', keys: { proofOfPossession: device.proofOfPossession.jwk } },
      ],
    ];
    for (const [change, bearer, stored] of changes) {
      const response = await patch(enrolled.enrollmentId, change, bearer);
      expect(response.statusCode).toBe(200);
      expect(enrolledAs(response)).toEqual({ ...enrolled });
      expect(await read()).toMatchObject(stored);
    }
    expect(await read()).not.toHaveProperty('keys.userVerification');
  });

  it('must-have 18 changes made at the same time are all kept', async () => {
    const device = app.newDevice();
    const { enrollmentId } = await app.enroll(device, { userVerification: 'key', transactionTypes: ['LOGIN'] });
    const changes = [{ pushToken: 'ee' }, { keys: { userVerification: null } }, { capabilities: { transactionTypes: ['CIBA'] } }];
    const answers = await Promise.all(changes.map((change) => patch(enrollmentId, change, token)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    const stored = await app.engine.enrollments.findById(app.orgId, enrollmentId);
    expect(stored?.enrollment).toMatchObject({ pushToken: 'ee', transactionTypes: ['CIBA'] });
    expect(stored?.enrollment.keys).not.toHaveProperty('userVerification');
  });

  it('must-have 19 keys are not changed by a maintenance token', async () => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    const maintenance = await app.bearer({ scopes: [maintenanceManage] });
    for (const userVerification of [device.userVerification.jwk, null]) {
      expect(failureOf(await patch(enrolled.enrollmentId, { pushToken: 'new', keys: { userVerification } }, maintenance))).toEqual({
        status: 403,
        code: 'E0000006',
      });
    }
    const stored = await app.engine.enrollments.findById(app.orgId, enrolled.enrollmentId);
    expect(stored?.enrollment.pushToken).toBe('00aa11bb');
    expect(stored?.enrollment.keys).not.toHaveProperty('userVerification');
  });

  it('must-have 19 the same user-verification key may be sent again', async () => {
    const device = app.newDevice();
    const { enrollmentId } = await app.enroll(device, { userVerification: 'key' });
    const keys = { userVerification: device.userVerification.jwk };
    expect((await patch(enrollmentId, { keys }, token)).statusCode).toBe(200);
    expect((await patch(enrollmentId, { keys }, token)).statusCode).toBe(200);
  });

  it('the proof-of-possession key is not changed, the user-verification key not removed where it is required', async () => {
    const device = app.newDevice();
    const { enrollmentId } = await app.enroll(device, { userVerification: 'key' });
    for (const proofOfPossession of [app.newDevice().proofOfPossession.jwk, null]) {
      expect(failureOf(await patch(enrollmentId, { keys: { proofOfPossession } }, token))).toEqual({ status: 400, code: 'E0000001' });
    }
    await app.setAuthenticator({ userVerification: 'REQUIRED' });
    expect(failureOf(await patch(enrollmentId, { keys: { userVerification: null } }, token))).toEqual({ status: 400, code: 'E0000158' });
    expect((await patch(enrollmentId, { pushToken: 'x' }, token)).statusCode).toBe(200);
  });

  it('must-have 31 DELETE is 204, then 410 E0000154; an unknown enrollment is 404 E0000008', async () => {
    const { enrollmentId, pending } = await app.enroll(app.newDevice());
    const remove = (name: string) =>
      app.call('DELETE', `${collection}/${name}`, { token, headers: { 'content-type': 'application/json' } });
    const first = await remove(enrollmentId);
    expect([first.statusCode, first.body]).toEqual([204, '']);
    expect(failureOf(await remove(enrollmentId))).toEqual({ status: 410, code: 'E0000154' });
    expect(failureOf(await remove('pfdunknown'))).toEqual({ status: 404, code: 'E0000008' });
    expect(failureOf(await patch(enrollmentId, { pushToken: 'x' }, token))).toEqual({ status: 410, code: 'E0000154' });
    expect(failureOf(await app.call('GET', pending, { token }))).toEqual({ status: 410, code: 'E0000154' });
  });

  it("must-have 31 nobody deletes with a maintenance token, or somebody else's", async () => {
    const { enrollmentId } = await app.enroll(app.newDevice());
    for (const bearer of [await app.bearer({ scopes: [maintenanceManage] }), await app.bearer({ userId: await app.addUser() })]) {
      expect(failureOf(await app.call('DELETE', `${collection}/${enrollmentId}`, { token: bearer }))).toEqual({
        status: 403,
        code: 'E0000006',
      });
    }
  });

  it('after a deletion the same phone gets a new enrollment, the old id stays deleted', async () => {
    const device = app.newDevice();
    const first = await app.enroll(device);
    await app.call('DELETE', `${collection}/${first.enrollmentId}`, { token });
    expect((await app.enroll(device)).enrollmentId).not.toBe(first.enrollmentId);
    expect(failureOf(await app.call('DELETE', `${collection}/${first.enrollmentId}`, { token }))).toEqual({
      status: 410,
      code: 'E0000154',
    });
  });

  it.each([
    ['malformed JSON', '{', {}, 400, 'E0000003'],
    ['U+0000 in a name', '{"device":{"displayName":"a\\u0000"}}', {}, 400, 'E0000003'],
    ['an array', '[]', {}, 400, 'E0000001'],
    ['no body', '', {}, 400, 'E0000001'],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 404, 'E0000012'],
    ['nonsense for keys', '{"authenticatorId":"x","device":{},"methods":{"push":{"keys":{"proofOfPossession":7}}}}', {}, 400, 'E0000001'],
  ])('must-have 32 %s: an Okta error object', async (_name, payload, headers, status, code) => {
    const response = await app.app.inject({
      method: 'POST',
      url: collection,
      headers: { accept, authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      payload,
    });
    expect(failureOf(response)).toEqual({ status, code });
  });

  it('must-have 32 a wrong path below the device API is no E0000008, a wrong verb is 405', async () => {
    for (const path of ['/idp/myaccount/nothing', `${collection}/a/b/c`, '/idp/nothing']) {
      expect(failureOf(await app.call('GET', path))).toEqual({ status: 404, code: 'E0000007' });
    }
    expect(failureOf(await app.call('GET', collection))).toEqual({ status: 405, code: 'E0000022' });
  });

  it.each([-300, 300])('must-have 33 a device whose clock is %i s off attests and asserts', async (seconds) => {
    const device = app.newDevice({ now: () => app.clock.now() + seconds * 1000 });
    const first = await app.enroll(device);
    const known = { ...first, attestation: device.attest({ ...first, aud: app.orgUrl }) };
    expect((await post(enrollBody(device, { known }))).statusCode).toBe(200);
    expect((await app.maintenanceToken(device.assert({ ...first, aud: app.orgUrl }))).statusCode).toBe(200);
  });
});
