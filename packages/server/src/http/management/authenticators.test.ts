import { generateKeyPairSync } from 'node:crypto';
import { authenticatorOutput, brandOutput, pushMethodOutput, pushProviderOutput, themeOutput } from '@countersign/contracts';
import { createAesCipher, ensureDefaultBrand, sealPurposes, systemAdministrator } from '@countersign/engine';
import { createPushCredentialStore } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mobileAppBody, openManagementApp, type ManagementApp } from '../../testing/open-management-app.js';

let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface Identified {
  readonly id: string;
}
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const apns = (name: string) => ({
  name,
  providerType: 'APNS',
  configuration: { keyId: 'KEY1234567', teamId: 'TEAM123456', tokenSigningKey: pem, fileName: 'key.p8' },
});
const fcm = (name: string) => ({
  name,
  providerType: 'FCM',
  configuration: {
    serviceAccountJson: {
      type: 'service_account',
      project_id: 'magenta',
      private_key: pem,
      client_email: 'push@magenta.example',
      extra: 'kept',
    },
  },
});
const authenticator = (extra: object = {}) => ({
  key: 'custom_app',
  name: 'Approve',
  agreeToTerms: true,
  settings: { appInstanceId: api.mobileAppId, userVerification: 'REQUIRED' },
  ...extra,
});
const errorOf = (status: number, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  api.expect<{ errorCode: string; errorCauses: { errorSummary: string }[] }>(status, method, path, body);

describe('push providers', () => {
  it.each([
    ['APNS', apns, { keyId: 'KEY1234567', teamId: 'TEAM123456', fileName: 'key.p8' }],
    ['FCM', fcm, { projectId: 'magenta' }],
  ])('%s: keys go in, sealed, and never come out', async (type, body, shown) => {
    const made = await api.expect<Identified>(200, 'POST', '/push-providers', body(`Write-only ${type}`));
    pushProviderOutput.parse(made);
    expect(made).toMatchObject({ providerType: type, configuration: shown });
    const list = await api.expect<readonly object[]>(200, 'GET', `/push-providers?type=${type}`);
    z.array(pushProviderOutput).parse(list);
    expect(JSON.stringify(list)).not.toContain('PRIVATE KEY');
    const { rows } = await api.database.query<{ credentials_sealed: string }>({
      text: 'select * from push_provider where id = $1',
      values: [made.id],
    });
    expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY');
    const credentials: unknown = JSON.parse(
      createAesCipher([new Uint8Array(32).fill(7)]).decrypt(rows[0]?.credentials_sealed ?? '', sealPurposes.pushProvider),
    );
    expect(credentials).toMatchObject({ type });
    expect(JSON.stringify(await api.events('device.push.provider.create'))).not.toContain('PRIVATE KEY');
  });

  it('keeps its key on a replace without one', async () => {
    const made = await api.expect<Identified>(200, 'POST', '/push-providers', apns('Kept'));
    const sealed = async () =>
      (
        await api.database.query<{ credentials_sealed: string }>({
          text: 'select credentials_sealed from push_provider where id = $1',
          values: [made.id],
        })
      ).rows[0]?.credentials_sealed;
    const before = await sealed();
    await api.expect(200, 'PUT', `/push-providers/${made.id}`, {
      name: 'Kept 2',
      providerType: 'APNS',
      configuration: { keyId: 'KEY7654321', teamId: 'TEAM123456' },
    });
    expect(await sealed()).toBe(before);
    await api.expect(200, 'PUT', `/push-providers/${made.id}`, apns('Kept 2'));
    expect(await sealed()).not.toBe(before);
  });

  it.each([
    ['a short key id', () => ({ ...apns('x'), configuration: { ...apns('x').configuration, keyId: 'KEY' } })],
    ['a key that is none', () => ({ ...apns('x'), configuration: { ...apns('x').configuration, tokenSigningKey: 'key' } })],
    ['no key', () => ({ ...apns('x'), configuration: { keyId: 'KEY1234567', teamId: 'TEAM123456' } })],
    ['an unknown type', () => ({ ...apns('x'), providerType: 'PIGEON' })],
    ['a service account without project', () => ({ ...fcm('x'), configuration: { serviceAccountJson: { type: 'service_account' } } })],
  ])('refuses %s without quoting what was sent', async (_what, body) => {
    const answer = await api.call('POST', '/push-providers', body());
    expect([answer.statusCode, answer.json().errorCode]).toEqual([400, 'E0000001']);
    expect(answer.body).not.toContain('PRIVATE KEY');
  });

  it('refuses a name that is taken and another type on replace', async () => {
    await api.expect(200, 'POST', '/push-providers', apns('Taken'));
    await errorOf(400, 'POST', '/push-providers', apns('TAKEN'));
    const made = await api.expect<Identified>(200, 'POST', '/push-providers', fcm('Typed'));
    expect((await errorOf(400, 'PUT', `/push-providers/${made.id}`, apns('Typed'))).errorCauses[0]?.errorSummary).toContain('providerType');
  });
});

describe('push settings', () => {
  it('say what leaves the house: the challenge, or ids only', async () => {
    expect(await api.expect(200, 'GET', '/org/pushSettings')).toEqual({ pushContent: 'full' });
    expect(await api.expect(200, 'PUT', '/org/pushSettings', { pushContent: 'wakeUp' })).toEqual({ pushContent: 'wakeUp' });
    expect((await api.engine.org.get()).settings.pushContent).toBe('wakeUp');
    expect(await api.events('x.push_settings.update')).toHaveLength(1);
    await errorOf(400, 'PUT', '/org/pushSettings', { pushContent: 'everything' });
    await api.expect(200, 'PUT', '/org/pushSettings', { pushContent: 'full' });
  });
});

describe('authenticators', () => {
  it('creates a custom app that the engine and the devices see', async () => {
    const provider = await api.expect<Identified>(200, 'POST', '/push-providers', apns('For devices'));
    const body = authenticator({
      provider: {
        type: 'PUSH',
        configuration: { apns: { id: provider.id, appBundleId: 'com.magenta', debugAppBundleId: 'com.magenta.debug' } },
      },
    });
    const made = await api.expect<Identified & { settings: object }>(200, 'POST', '/authenticators', body);
    authenticatorOutput.parse(made);
    expect(made).toMatchObject({
      key: 'custom_app',
      type: 'app',
      status: 'ACTIVE',
      settings: { userVerification: 'REQUIRED', appInstanceId: api.mobileAppId, oauthClientId: api.mobileAppId },
    });
    expect(made).not.toHaveProperty('agreeToTerms');
    const seen = await api.engine.authenticators.findById(api.orgId, made.id);
    expect(seen).toMatchObject({
      active: true,
      userVerification: 'REQUIRED',
      apns: { providerId: provider.id, debugAppBundleId: 'com.magenta.debug' },
      transactionTypes: ['LOGIN', 'CIBA'],
    });
    expect((await errorOf(409, 'DELETE', `/push-providers/${provider.id}`)).errorCode).toBe('E0000187');
    await api.expect(200, 'PUT', `/authenticators/${made.id}`, authenticator({ name: 'Renamed' }));
    expect(await api.engine.authenticators.findById(api.orgId, made.id)).toMatchObject({ name: 'Renamed', apns: undefined });
    await api.expect(204, 'DELETE', `/push-providers/${provider.id}`);
  });

  it('pushes to browsers with a pair the server makes, which outlives every replace (RFC 8292)', async () => {
    const webPush = (name: string, configuration: object) => ({ name, providerType: 'WEBPUSH', configuration });
    const provider = await api.expect<Identified & { configuration: { publicKey: string } }>(
      200,
      'POST',
      '/push-providers',
      webPush('Browsers', { publicKey: 'mine' }),
    );
    pushProviderOutput.parse(provider);
    const { publicKey } = provider.configuration;
    expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
    await errorOf(400, 'PUT', `/push-providers/${provider.id}`, webPush('Browsers', { subject: 'tel:123' }));
    expect(
      await api.expect(200, 'PUT', `/push-providers/${provider.id}`, webPush('Browsers', { subject: 'mailto:ops@magenta.example' })),
    ).toMatchObject({ configuration: { publicKey, subject: 'mailto:ops@magenta.example' } });
    const body = { ...mobileAppBody, label: 'Browsers only' };
    const mobile = await api.expect<Identified>(200, 'POST', '/apps', body);
    const made = await api.expect<Identified>(
      200,
      'POST',
      '/authenticators',
      authenticator({
        settings: { appInstanceId: mobile.id },
        provider: { type: 'PUSH', configuration: { webpush: { id: provider.id } } },
      }),
    );
    expect(made).toMatchObject({ provider: { configuration: { webpush: { id: provider.id } } } });
    const document = await api.app.inject(`/.well-known/app-authenticator-configuration?oauthClientId=${mobile.id}`);
    expect(document.json()).toMatchObject([{ authenticatorId: made.id, cs_webPush: { publicKey } }]);
    expect((await errorOf(409, 'DELETE', `/push-providers/${provider.id}`)).errorCode).toBe('E0000187');
    const credentials = createPushCredentialStore({ database: api.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) });
    expect(await credentials.find(api.orgId, provider.id)).toEqual({
      type: 'WEBPUSH',
      publicKey,
      privateKey: expect.stringContaining('PRIVATE KEY'),
      subject: 'mailto:ops@magenta.example',
    });
  });

  it('may have no push provider: devices pull (decisions 2.9)', async () => {
    const made = await api.expect<{ provider: object }>(200, 'POST', '/authenticators', authenticator());
    expect(made.provider).toEqual({ type: 'PUSH', configuration: {} });
  });

  it.each<[string, () => object | Promise<object>, string]>([
    ['terms not agreed to', () => authenticator({ agreeToTerms: false }), 'agreeToTerms'],
    ['another kind', () => authenticator({ key: 'okta_verify' }), 'key'],
    ['an app that does not exist', () => authenticator({ settings: { appInstanceId: '0oaNothing' } }), 'appInstanceId'],
    [
      'a push provider that does not exist',
      () => authenticator({ provider: { configuration: { fcm: { id: 'ppcNothing' } } } }),
      'provider',
    ],
    [
      'a push provider of the other type',
      async () =>
        authenticator({
          provider: { configuration: { fcm: { id: (await api.expect<Identified>(200, 'POST', '/push-providers', apns('Not FCM'))).id } } },
        }),
      'provider',
    ],
    [
      'a web app',
      async () => {
        const body = {
          ...mobileAppBody,
          label: 'Web',
          credentials: {},
          settings: {
            oauthClient: {
              ...mobileAppBody.settings.oauthClient,
              application_type: 'web',
              grant_types: ['authorization_code', 'refresh_token'],
            },
          },
        };
        return authenticator({ settings: { appInstanceId: (await api.expect<Identified>(200, 'POST', '/apps', body)).id } });
      },
      'native',
    ],
    ['an invisible name', () => authenticator({ name: '\u2060' }), 'name'],
  ])('refuses %s', async (_what, body, field) => {
    const answer = await errorOf(400, 'POST', '/authenticators', await body());
    expect(answer.errorCode).toBe('E0000001');
    expect(answer.errorCauses[0]?.errorSummary).toContain(field);
  });

  it('cannot be deactivated while an app names it for CIBA; deleted only when inactive and unused', async () => {
    const made = await api.expect<Identified>(200, 'POST', '/authenticators', authenticator({ name: 'Used' }));
    const grant = 'urn:openid:params:grant-type:ciba';
    const app = await api.expect<Identified>(200, 'POST', '/apps', {
      label: 'Names it',
      signOnMode: 'OPENID_CONNECT',
      settings: { oauthClient: { grant_types: [grant], backchannel_custom_authenticator_id: made.id } },
    });
    expect(await errorOf(400, 'POST', `/authenticators/${made.id}/lifecycle/deactivate`)).toMatchObject({
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: Authenticator',
    });
    expect((await errorOf(403, 'DELETE', `/authenticators/${made.id}`)).errorCode).toBe('E0000148');
    await api.expect(200, 'POST', `/apps/${app.id}/lifecycle/deactivate`);
    await api.expect(204, 'DELETE', `/apps/${app.id}`);
    expect(await api.expect(200, 'POST', `/authenticators/${made.id}/lifecycle/deactivate`)).toMatchObject({ status: 'INACTIVE' });
    expect((await api.engine.authenticators.findById(api.orgId, made.id))?.active).toBe(false);
    expect(await api.expect(200, 'POST', `/authenticators/${made.id}/lifecycle/activate`)).toMatchObject({ status: 'ACTIVE' });
    await api.expect(200, 'POST', `/authenticators/${made.id}/lifecycle/deactivate`);
    await api.expect(204, 'DELETE', `/authenticators/${made.id}`);
    await errorOf(404, 'GET', `/authenticators/${made.id}`);
  });

  it('an app and the deactivation of its authenticator never both win', async () => {
    for (let round = 0; round < 5; round += 1) {
      const made = await api.expect<Identified>(200, 'POST', '/authenticators', authenticator({ name: `Race ${round}` }));
      const body = {
        label: `Race ${round}`,
        signOnMode: 'OPENID_CONNECT',
        settings: { oauthClient: { grant_types: ['urn:openid:params:grant-type:ciba'], backchannel_custom_authenticator_id: made.id } },
      };
      await api.expect(200, 'POST', `/authenticators/${made.id}/lifecycle/deactivate`);
      const [app, deletion] = await Promise.all([api.call('POST', '/apps', body), api.call('DELETE', `/authenticators/${made.id}`)]);
      expect([app.statusCode === 200, deletion.statusCode === 204].filter(Boolean)).toHaveLength(1);
    }
  });

  it('its push method has settings and a life of its own', async () => {
    const made = await api.expect<Identified>(200, 'POST', '/authenticators', authenticator({ name: 'Methods' }));
    const path = `/authenticators/${made.id}/methods`;
    z.array(pushMethodOutput)
      .length(1)
      .parse(await api.expect(200, 'GET', path));
    const settings = { algorithms: ['ES256'], keyProtection: 'HARDWARE', transactionTypes: ['CIBA'] };
    expect(await api.expect(200, 'PUT', `${path}/push`, { type: 'push', settings })).toMatchObject({ settings });
    expect(await api.engine.authenticators.findById(api.orgId, made.id)).toMatchObject(settings);
    expect(await api.expect(200, 'POST', `${path}/push/lifecycle/deactivate`)).toMatchObject({ status: 'INACTIVE', settings });
    expect((await api.engine.authenticators.findById(api.orgId, made.id))?.pushActive).toBe(false);
    await api.expect(200, 'POST', `${path}/push/lifecycle/activate`);
    await api.expect(200, 'PUT', `/authenticators/${made.id}`, authenticator({ name: 'Methods 2' }));
    expect(await api.expect(200, 'GET', `${path}/push`)).toMatchObject({ settings });
    await errorOf(404, 'GET', `${path}/sms`);
    await errorOf(400, 'PUT', `${path}/push`, { type: 'push', settings: { algorithms: ['HS256'] } });
    await errorOf(400, 'PUT', `${path}/push`, { type: 'push', settings: { transactionTypes: [] } });
  });
});

describe('/api/v1/brands', () => {
  const appColour = async (id: string) => (await api.engine.authenticators.findById(api.orgId, id))?.brandColours?.primaryColorHex;

  it('gives an authenticator the colours of its brand, else those of the default one', async () => {
    const actor = systemAdministrator(api.orgId);
    await ensureDefaultBrand(api.admin, { name: 'Example' }, actor);
    await ensureDefaultBrand(api.admin, { name: 'Example again' }, actor);
    const [standard] = z
      .array(brandOutput)
      .length(1)
      .parse(await api.expect(200, 'GET', '/brands'));
    expect(standard).toMatchObject({ name: 'Example', isDefault: true });
    const brand = brandOutput.parse(await api.expect(201, 'POST', '/brands', { name: 'Magenta' }));
    const themes = `/brands/${brand.id}/themes`;
    const [theme] = z
      .array(themeOutput)
      .length(1)
      .parse(await api.expect(200, 'GET', themes));
    const colours = { primaryColorHex: '#C4006E', secondaryColorHex: '#fff' };
    themeOutput.parse(await api.expect(200, 'PUT', `${themes}/${theme?.id}`, { ...colours, signInPageTouchPointVariant: 'OKTA_DEFAULT' }));
    expect(await api.expect(200, 'GET', `${themes}/${theme?.id}`)).toMatchObject({
      primaryColorHex: '#c4006e',
      primaryColorContrastHex: '#ffffff',
      secondaryColorContrastHex: '#000000',
    });
    const made = await api.expect<Identified>(200, 'POST', '/authenticators', authenticator({ name: 'Branded' }));
    expect(await appColour(made.id)).toBe('#14477d');
    const settings = { appInstanceId: api.mobileAppId, brandId: brand.id };
    const replaced = await api.expect(200, 'PUT', `/authenticators/${made.id}`, authenticator({ name: 'Branded', settings }));
    expect(authenticatorOutput.parse(replaced).settings.brandId).toBe(brand.id);
    expect(await appColour(made.id)).toBe('#c4006e');
    await errorOf(400, 'DELETE', `/brands/${brand.id}`);
    await api.expect(200, 'PUT', `/authenticators/${made.id}`, authenticator({ name: 'Branded' }));
    await api.expect(204, 'DELETE', `/brands/${brand.id}`);
    await errorOf(404, 'GET', `/brands/${brand.id}`);
    await errorOf(400, 'DELETE', `/brands/${standard?.id}`);
    for (const verb of ['create', 'update', 'delete']) {
      const told = (await api.events(`system.brand.${verb}`)).filter(({ targets }) => targets[0]?.id === brand.id);
      expect(told).toMatchObject([{ targets: [{ type: 'Brand', displayName: 'Magenta' }] }]);
    }
    expect((await api.events('system.brand.update'))[0]?.targets[0]?.changeDetails).toMatchObject({
      to: { primaryColorHex: expect.any(String) },
    });
  });

  it('refuses what it cannot keep: a second brand of one name, unreadable colours, unknown brands', async () => {
    const brand = await api.expect<Identified>(201, 'POST', '/brands', { name: 'Refusing' });
    await errorOf(400, 'POST', '/brands', { name: 'refusing' });
    await errorOf(400, 'POST', '/brands', { name: 'Policy', customPrivacyPolicyUrl: 'https://bank.example' });
    expect(await api.expect(200, 'PUT', `/brands/${brand.id}`, { name: 'Renamed' })).toMatchObject({ name: 'Renamed', isDefault: false });
    const [theme] = z.array(themeOutput).parse(await api.expect(200, 'GET', `/brands/${brand.id}/themes`));
    const unreadable = { primaryColorHex: '#ff66b3', primaryColorContrastHex: '#ffffff' };
    const refused = await api.expect<{ errorCauses: readonly { errorSummary: string }[] }>(
      400,
      'PUT',
      `/brands/${brand.id}/themes/${theme?.id}`,
      unreadable,
    );
    expect(refused.errorCauses[0]?.errorSummary).toMatch(/^primaryColorHex: .*the nearest colour that will do is #[0-9a-f]{6}$/);
    await errorOf(404, 'GET', `/brands/${brand.id}/themes/unknown`);
    const settings = { appInstanceId: api.mobileAppId, brandId: 'bnd00000000000000000' };
    await errorOf(400, 'POST', '/authenticators', authenticator({ name: 'No brand', settings }));
  });
});
