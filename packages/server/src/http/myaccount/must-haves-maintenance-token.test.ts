/** Must-haves 14 and 15 of the devices protocol, section 7: how a device gets a token without asking its person (section 1.5). */
import { randomUUID } from 'node:crypto';
import { signWithTestKey, type TestDevice } from '@countersign/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manageScope, openDeviceApp, type DeviceApp } from '../../testing/open-device-app.js';

const maintenanceManage = 'okta.myAccount.appAuthenticator.maintenance.manage';
const maintenanceRead = 'okta.myAccount.appAuthenticator.maintenance.read';

let app: DeviceApp;
beforeAll(async () => {
  app = await openDeviceApp();
});
afterAll(() => app.close());

describe('maintenance tokens', () => {
  it.each(['EC', 'RSA'] as const)('must-have 14 by an assertion signed with an %s key', async (type) => {
    const device = app.newDevice({ type });
    const enrolled = await app.enroll(device);
    const response = await app.maintenanceToken(device.assert({ ...enrolled, aud: app.orgUrl }), {
      scope: `${maintenanceManage} ${maintenanceRead}`,
    });
    expect(response.statusCode).toBe(200);
    const body = response.json<Record<string, unknown>>();
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: expect.any(String),
      scope: `${maintenanceManage} ${maintenanceRead}`,
    });
    expect(await app.pending(enrolled, String(body['access_token']))).toEqual([]);
  });

  it.each([
    ['the org', () => app.orgUrl],
    ['the org with a slash', () => `${app.orgUrl}/`],
    ['the token endpoint', () => `${app.orgUrl}/oauth2/v1/token`],
  ])('must-have 14 the audience may be %s', async (_name, aud) => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    expect((await app.maintenanceToken(device.assert({ ...enrolled, aud: aud() }))).statusCode).toBe(200);
  });

  it.each<[string, (device: TestDevice, facts: { userId: string; methodId: string; aud: string }) => string]>([
    ['signed by the user-verification key', (device, facts) => device.assert(facts, {}, device.userVerification)],
    [
      'signed by a stranger under the right kid',
      (device, facts) => {
        const usual = {
          iss: 'urn:okta:devices:app:authenticator',
          aud: facts.aud,
          sub: facts.userId,
          methodEnrollmentId: facts.methodId,
          ...device.times(),
          jti: randomUUID(),
        };
        return signWithTestKey(app.newDevice().proofOfPossession, usual, { typ: 'JWT', kid: device.proofOfPossession.jwk.kid });
      },
    ],
    ['for another user', (device, facts) => device.assert(facts, { sub: '00uother' })],
    ['of another method', (device, facts) => device.assert(facts, { methodEnrollmentId: 'opfother' })],
    ['without method', (device, facts) => device.assert(facts, { methodEnrollmentId: undefined })],
    ['of another issuer', (device, facts) => device.assert(facts, { iss: 'urn:okta:devices:app' })],
    ['for another org', (device, facts) => device.assert({ ...facts, aud: 'https://id.example.org' })],
    ['for a custom authorization server', (device, facts) => device.assert({ ...facts, aud: `${facts.aud}/oauth2/default` })],
    ['expired', (device, facts) => device.assert(facts, { exp: device.times().iat - 301 })],
    ['from the future', (device, facts) => device.assert(facts, { iat: device.times().iat + 301 })],
    ['not yet valid', (device, facts) => device.assert(facts, { nbf: device.times().iat + 301 })],
    ['valid for a day', (device, facts) => device.assert(facts, { exp: device.times().iat + 86_400 })],
    ['without jti', (device, facts) => device.assert(facts, { jti: undefined })],
    ['that is no JWT', () => 'nonsense'],
  ])('must-have 15 an assertion %s is 400 invalid_grant', async (_name, assertion) => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device, { userVerification: 'key' });
    const response = await app.maintenanceToken(assertion(device, { ...enrolled, aud: app.orgUrl }));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: 'invalid_grant', error_description: expect.any(String) });
  });

  it('must-have 15 a jti serves once', async () => {
    const device = app.newDevice();
    const assertion = device.assert({ ...(await app.enroll(device)), aud: app.orgUrl });
    expect((await app.maintenanceToken(assertion)).statusCode).toBe(200);
    expect((await app.maintenanceToken(assertion)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it.each([manageScope, `${maintenanceManage} ${manageScope}`, 'openid', 'offline_access', undefined])(
    'must-have 15 the scope %s is 400 invalid_scope',
    async (scope) => {
      const device = app.newDevice();
      const response = await app.maintenanceToken(device.assert({ ...(await app.enroll(device)), aud: app.orgUrl }), { scope });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ error: 'invalid_scope' });
    },
  );

  it.each([
    ['enrollment', 'SUSPENDED'],
    ['enrollment', 'DELETED'],
    ['device', 'SUSPENDED'],
    ['directory_user', 'SUSPENDED'],
  ] as const)('must-have 15 a %s that is %s gets none', async (table, status) => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device, { userId: await app.addUser() });
    const rowId = { enrollment: enrolled.enrollmentId, device: enrolled.deviceId, directory_user: enrolled.userId }[table];
    await app.setStatus(table, rowId, status);
    expect((await app.maintenanceToken(device.assert({ ...enrolled, aud: app.orgUrl }))).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('only the org server gives them, and only to the app of an authenticator', async () => {
    const device = app.newDevice();
    const enrolled = await app.enroll(device);
    const custom = await app.maintenanceToken(device.assert({ ...enrolled, aud: app.orgUrl }), {}, '/oauth2/default/v1/token');
    expect(custom.json()).toMatchObject({ error: 'unsupported_grant_type' });
    const other = await app.addClient({
      authMethod: 'none',
      oauth: { application_type: 'native', grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'] },
    });
    const foreign = await app.maintenanceToken(device.assert({ ...enrolled, aud: app.orgUrl }), { client_id: other.clientId });
    expect(foreign.json()).toMatchObject({ error: 'unauthorized_client' });
  });
});
