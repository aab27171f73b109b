import { describe, expect, it } from 'vitest';
import { appInput } from './apps.js';

const minimal = (client: object = {}, credentials: object = {}) => ({
  label: 'App',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: credentials },
  settings: { oauthClient: { grant_types: ['authorization_code'], redirect_uris: ['https://a.example/cb'], ...client } },
});

describe('the schema of apps', () => {
  it.each([
    ['web', minimal()],
    ['CIBA', minimal({ grant_types: ['urn:openid:params:grant-type:ciba'], redirect_uris: [] })],
    ['native', minimal({ application_type: 'native' }, { token_endpoint_auth_method: 'none' })],
    ['browser', minimal({ application_type: 'browser' })],
    ['rotating', minimal({ refresh_token: { rotation_type: 'ROTATE', leeway: 10 } })],
  ])('%s: what was completed can be sent back and stays as it is', (_what, input) => {
    const once = appInput.parse(input);
    expect(appInput.parse(structuredClone(once))).toEqual(once);
  });

  it.each([
    'Ba\u0300\u0301\u0302nk',
    '\u0338Bank',
    'n\u0336o',
    'Bank\u2800',
    '\uFFFC',
    'Bank\u00A0Two',
    'Bank \u{1F512}',
    'Ba\u202Enk',
    'Ba\u200Bnk',
  ])('S-029 refuses %j as a name that people would be shown', (label) => {
    expect(appInput.safeParse({ ...minimal(), label }).error?.issues.map(({ path }) => path)).toContainEqual(['label']);
  });

  it.each([
    ['web', {}, {}, { method: 'client_secret_basic', pkce: false, rotation: { rotation_type: 'STATIC' } }],
    ['native', { application_type: 'native' }, {}, { method: 'client_secret_basic', pkce: true, rotation: { rotation_type: 'STATIC' } }],
    ['browser', { application_type: 'browser' }, {}, { method: 'none', pkce: true, rotation: { rotation_type: 'ROTATE', leeway: 30 } }],
    [
      'a leeway with STATIC',
      { refresh_token: { rotation_type: 'STATIC', leeway: 0 } },
      {},
      { method: 'client_secret_basic', pkce: false, rotation: { rotation_type: 'STATIC' } },
    ],
  ])('%s has its defaults', (_what, client, credentials, expected) => {
    const app = appInput.parse(minimal(client, credentials));
    const { token_endpoint_auth_method: method, pkce_required: pkce } = app.credentials.oauthClient;
    expect({ method, pkce, rotation: app.settings.oauthClient.refresh_token }).toEqual(expected);
  });

  it.each([
    'https://a.example/cb',
    'http://localhost:8080/cb',
    'http://127.0.0.1/cb',
    'http://[::1]:9/cb',
    'myapp://callback',
    'com.example.app:/cb',
    'https://a.example/cb?x=1',
  ])('takes the redirect URI %s', (uri) => {
    expect(appInput.safeParse(minimal({ redirect_uris: [uri] })).success).toBe(true);
  });

  it.each([
    'http://a.example/cb',
    'http://localhost.evil.example/cb',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'https://a.example/#',
    'https://user@a.example/',
    'https://*.example/cb',
    'https://a.example/ b',
    'java\tscript:alert(1)',
    '//a.example/cb',
    'https://ä.example/cb',
  ])('refuses the redirect URI %j', (uri) => {
    expect(appInput.safeParse(minimal({ redirect_uris: [uri] })).success).toBe(false);
  });
});
