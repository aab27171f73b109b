import { readFileSync } from 'node:fs';
import { appGroupOutput, appInput, appOutput, appUserOutput, clientSecretOutput } from '@countersign/contracts';
import { createApp, replaceApp, sha256, systemAdministrator } from '@countersign/engine';
import { toTimestamp } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mobileAppBody, openManagementApp, type ManagementApp } from '../../testing/open-management-app.js';

const ciba = 'urn:openid:params:grant-type:ciba';
let api: ManagementApp;
beforeAll(async () => {
  api = await openManagementApp();
});
afterAll(() => api.close());

interface AppBody {
  readonly id: string;
  readonly label: string;
  readonly credentials: { readonly oauthClient: { readonly client_id: string; readonly client_secret?: string } };
  readonly settings: { readonly oauthClient: Readonly<Record<string, unknown>> };
}

let labels = 0;
/** A web app with the CIBA grant; `client` changes its OAuth settings. */
function webApp(client: Readonly<Record<string, unknown>> = {}, credentials: Readonly<Record<string, unknown>> = {}) {
  return {
    name: 'oidc_client',
    label: `Web app ${(labels += 1)}`,
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: credentials },
    settings: {
      oauthClient: {
        application_type: 'web',
        grant_types: [ciba, 'authorization_code', 'refresh_token'],
        redirect_uris: ['https://bank.example.com/callback'],
        backchannel_custom_authenticator_id: api.authenticatorId,
        ...client,
      },
    },
  };
}
const create = (body: object) => api.expect<AppBody>(200, 'POST', '/apps', body);
const causes = async (body: object): Promise<readonly string[]> => {
  const answer = await api.expect<{ errorCode: string; errorCauses: { errorSummary: string }[] }>(400, 'POST', '/apps', body);
  expect(answer.errorCode).toBe('E0000001');
  return answer.errorCauses.map((cause) => cause.errorSummary);
};

/** The example of the guide, with the one member that names something of this org. */
function guideBody(authenticatorId: string): string {
  const guide = readFileSync(new URL('./guide-app.json', import.meta.url), 'utf8');
  return guide.replace('aut5ur07m58W2sQD01d7', authenticatorId);
}

describe('apps', () => {
  it("takes the guide's request as printed and echoes it", async () => {
    const answer = await api.call('POST', '/apps', guideBody(api.authenticatorId));
    expect(answer.statusCode).toBe(200);
    const app = answer.json<AppBody>();
    appOutput.parse(app);
    expect(app).toMatchObject(JSON.parse(guideBody(api.authenticatorId)));
    expect(app.settings.oauthClient).toMatchObject({
      backchannel_token_delivery_mode: 'poll',
      dpop_bound_access_tokens: false,
      participate_slo: false,
      refresh_token: { rotation_type: 'STATIC' },
    });
    expect(app.credentials.oauthClient).toMatchObject({ client_id: app.id, token_endpoint_auth_method: 'client_secret_post' });
    expect(app.credentials.oauthClient.client_secret).toMatch(/^[0-9A-Za-z]{64}$/);
    const client = await api.engine.clients.findByClientId(api.orgId, app.id);
    expect(client?.secrets.map((secret) => secret.value)).toEqual([app.credentials.oauthClient.client_secret]);
    expect(client?.backchannel).toMatchObject({ authenticatorId: api.authenticatorId, deliveryMode: 'poll', holdPolls: false });
  });

  it('shows the secret after create and replace, never on GET or in a list', async () => {
    const { id, credentials } = await create(webApp());
    const read = await api.expect<AppBody>(200, 'GET', `/apps/${id}`);
    appOutput.parse(read);
    expect(read.credentials.oauthClient).not.toHaveProperty('client_secret');
    const list = await api.expect<readonly AppBody[]>(200, 'GET', `/apps?filter=${encodeURIComponent(`id eq "${id}"`)}`);
    expect(JSON.stringify(list)).not.toContain(credentials.oauthClient.client_secret);
    expect(list.map((app) => app.id)).toEqual([id]);
    const replaced = await api.expect<AppBody>(200, 'PUT', `/apps/${id}`, { ...read, label: 'Renamed' });
    expect(replaced.credentials.oauthClient.client_secret).toBe(credentials.oauthClient.client_secret);
    expect(replaced.label).toBe('Renamed');
  });

  it('keeps secrets encrypted, with a SHA-256 to compare by', async () => {
    const { id, credentials } = await create(webApp());
    const { rows } = await api.database.query<{ secret_sealed: string; secret_hash: string }>({
      text: 'select * from client_secret where app_id = $1',
      values: [id],
    });
    expect(rows[0]?.secret_hash).toBe(sha256(credentials.oauthClient.client_secret ?? ''));
    expect(JSON.stringify(rows)).not.toContain(credentials.oauthClient.client_secret);
  });

  it('replaces fully: absent settings go back to their defaults', async () => {
    const { id } = await create(
      webApp({
        backchannel_hold_polls: true,
        backchannel_binding_message_policy: 'strict',
        strict_client_auth_method: true,
        client_uri: 'https://bank.example.com',
      }),
    );
    const first = await api.engine.clients.findByClientId(api.orgId, id);
    expect(first).toMatchObject({ strictAuthMethod: true, backchannel: { holdPolls: true, bindingMessagePolicy: 'strict' } });
    const replaced = await api.expect<AppBody>(200, 'PUT', `/apps/${id}`, webApp());
    expect(replaced.settings.oauthClient).toMatchObject({
      client_uri: null,
      backchannel_hold_polls: false,
      backchannel_binding_message_policy: 'standard',
    });
    const client = await api.engine.clients.findByClientId(api.orgId, id);
    expect(client).toMatchObject({ strictAuthMethod: false, backchannel: { holdPolls: false, bindingMessagePolicy: 'standard' } });
  });

  it('returns the backchannel settings only while the CIBA grant is there', async () => {
    const { id } = await create(webApp());
    const body = webApp({ grant_types: ['authorization_code'], backchannel_custom_authenticator_id: null });
    const { settings } = await api.expect<AppBody>(200, 'PUT', `/apps/${id}`, body);
    expect(Object.keys(settings.oauthClient).filter((name) => name.startsWith('backchannel_'))).toEqual([]);
    expect((await api.engine.clients.findByClientId(api.orgId, id))?.backchannel).toBeUndefined();
  });

  it.each<[string, () => object, string]>([
    ['ping delivery', () => webApp({ backchannel_token_delivery_mode: 'ping' }), 'backchannel_token_delivery_mode'],
    ['push delivery', () => webApp({ backchannel_token_delivery_mode: 'push' }), 'backchannel_token_delivery_mode'],
    [
      'an authenticator id of 19 characters',
      () => webApp({ backchannel_custom_authenticator_id: 'aut5ur07m58W2sQD01d' }),
      'backchannel_custom_authenticator_id',
    ],
    [
      'an authenticator that does not exist',
      () => webApp({ backchannel_custom_authenticator_id: 'aut5ur07m58W2sQD01d7' }),
      'backchannel_custom_authenticator_id',
    ],
    [
      'an HMAC algorithm for signed requests',
      () => webApp({ backchannel_authentication_request_signing_alg: 'HS256' }),
      'backchannel_authentication_request_signing_alg',
    ],
    [
      'backchannel settings without the grant',
      () => webApp({ grant_types: ['authorization_code'] }),
      'backchannel_custom_authenticator_id',
    ],
    ['CIBA for a native app', () => webApp({ application_type: 'native' }), 'grant_types'],
    ['CIBA for a browser app', () => webApp({ application_type: 'browser' }), 'grant_types'],
    ['CIBA for a service', () => webApp({ application_type: 'service' }), 'grant_types'],
    ['CIBA for a public client', () => webApp({}, { token_endpoint_auth_method: 'none' }), 'token_endpoint_auth_method'],
    ['an unknown grant', () => webApp({ grant_types: ['authorization_code', 'magic'] }), 'grant_types'],
    ['a redirect URI with a fragment', () => webApp({ redirect_uris: ['https://bank.example.com/#a'] }), 'redirect_uris'],
    ['a script as redirect URI', () => webApp({ redirect_uris: ['javascript:alert(1)'] }), 'redirect_uris'],
    ['a relative redirect URI', () => webApp({ redirect_uris: ['/callback'] }), 'redirect_uris'],
    ['plain http beyond loopback', () => webApp({ redirect_uris: ['http://bank.example.com/callback'] }), 'redirect_uris'],
    ['a code flow without redirect URI', () => webApp({ redirect_uris: [] }), 'redirect_uris'],
    ['response type token without implicit', () => webApp({ response_types: ['code', 'token'] }), 'response_types'],
    ['private_key_jwt without keys', () => webApp({}, { token_endpoint_auth_method: 'private_key_jwt' }), 'jwks'],
    [
      'a short secret for client_secret_jwt',
      () => webApp({}, { token_endpoint_auth_method: 'client_secret_jwt', client_secret: 'x'.repeat(20) }),
      'client_secret',
    ],
    ['a private key', () => webApp({ jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }] } }), 'jwks'],
    ['an RSA key of 1024 bits', () => webApp({ jwks: { keys: [{ kty: 'RSA', n: 'x'.repeat(171), e: 'AQAB' }] } }), 'jwks'],
    ['an invisible label', () => ({ ...webApp(), label: 'Ban\u200bk' }), 'label'],
    ['a label that turns the reading direction', () => ({ ...webApp(), label: 'Bank \u202eknaB' }), 'label'],
    ['no label', () => ({ ...webApp(), label: undefined }), 'label'],
    ['another sign-on mode', () => ({ ...webApp(), signOnMode: 'SAML_2_0' }), 'signOnMode'],
  ])('refuses %s with E0000001 and a cause for the field', async (_what, body, field) => {
    expect((await causes(body())).join('\n')).toContain(field);
  });

  it('refuses a label that another app has, without regard to case, with E0000040', async () => {
    const { label } = await create(webApp());
    const answer = await api.expect<{ errorCode: string }>(400, 'POST', '/apps', { ...webApp(), label: label.toUpperCase() });
    expect(answer.errorCode).toBe('E0000040');
  });

  it('refuses a client id that is taken, and one that changes', async () => {
    const { id } = await create(webApp({}, { client_id: 'my-client' }));
    expect((await api.engine.clients.findByClientId(api.orgId, 'my-client'))?.appId).toBe(id);
    expect(await causes(webApp({}, { client_id: 'my-client' }))).toEqual(['client_id: another app has this client id']);
    const change = await api.expect<{ errorCauses: unknown[] }>(400, 'PUT', `/apps/${id}`, webApp({}, { client_id: 'other-client' }));
    expect(change.errorCauses).toEqual([{ errorSummary: 'client_id: cannot be changed' }]);
    const type = webApp({ application_type: 'native', grant_types: ['authorization_code'], backchannel_custom_authenticator_id: null });
    await api.expect(400, 'PUT', `/apps/${id}`, type);
  });

  it('takes a new secret on replace in place of all others, and none for clients that use none', async () => {
    const { id } = await create(webApp());
    const mine = 'a-secret-that-i-chose-myself-0123456789';
    const replaced = await api.expect<AppBody>(200, 'PUT', `/apps/${id}`, webApp({}, { client_secret: mine }));
    expect(replaced.credentials.oauthClient.client_secret).toBe(mine);
    expect((await api.engine.clients.findByClientId(api.orgId, id))?.secrets.map((secret) => secret.value)).toEqual([mine]);
    const mobile = await create({ ...mobileAppBody, label: 'Another mobile app' });
    expect(mobile.credentials.oauthClient).toMatchObject({ token_endpoint_auth_method: 'none', pkce_required: true });
    expect(mobile.credentials.oauthClient).not.toHaveProperty('client_secret');
  });

  it('lists in pages with a self and a next link that lead through all of them', async () => {
    for (let index = 0; index < 5; index += 1) await create(webApp());
    const first = await api.call('GET', '/apps?limit=2');
    const links = [first.headers['link'] ?? []].flat();
    expect(links[0]).toBe(`<${api.orgUrl}/api/v1/apps?limit=2>; rel="self"`);
    const seen: string[] = [];
    let path: string | undefined = '/apps?limit=2';
    while (path !== undefined) {
      const page = await api.call('GET', path);
      seen.push(...page.json<{ id: string }[]>().map((app) => app.id));
      const next = [page.headers['link'] ?? []].flat().find((link) => link.endsWith('rel="next"'));
      path = next === undefined ? undefined : /<[^>]*\/api\/v1([^>]*)>/.exec(next)?.[1];
    }
    const { rows } = await api.database.query<{ id: string }>({
      text: 'select id from app where org_id = $1 order by id',
      values: [api.orgId],
    });
    expect(seen).toEqual(rows.map((row) => row.id));
  });

  it('deletes only what was deactivated before', async () => {
    const { id } = await create(webApp());
    expect((await api.expect<{ errorCode: string }>(403, 'DELETE', `/apps/${id}`)).errorCode).toBe('E0000056');
    expect(await api.expect(200, 'POST', `/apps/${id}/lifecycle/deactivate`)).toEqual({});
    expect((await api.engine.clients.findByClientId(api.orgId, id))?.active).toBe(false);
    const inactive = await api.call('GET', `/apps/${id}`);
    expect(inactive.json()).toMatchObject({ status: 'INACTIVE', _links: { activate: {}, delete: {} } });
    expect((await api.call('DELETE', `/apps/${id}`)).body).toBe('');
    expect((await api.expect<{ errorCode: string }>(404, 'GET', `/apps/${id}`)).errorCode).toBe('E0000007');
    expect(await api.engine.clients.findByClientId(api.orgId, id)).toBeUndefined();
  });

  it('refuses to delete the app of an authenticator', async () => {
    await api.expect(200, 'POST', `/apps/${api.mobileAppId}/lifecycle/deactivate`);
    await api.expect(400, 'DELETE', `/apps/${api.mobileAppId}`);
    await api.expect(200, 'POST', `/apps/${api.mobileAppId}/lifecycle/activate`);
    expect((await api.expect<{ errorCode: string }>(403, 'POST', `/apps/${api.mobileAppId}/lifecycle/activate`)).errorCode).toBe(
      'E0000016',
    );
  });

  it('S-098 deactivating ends pending and unredeemed requests and every grant of the client, with an event for each request', async () => {
    const { id } = await create(webApp());
    await insertRequest('app-pending', id, 'pending');
    await insertRequest('app-approved', id, 'approved');
    await insertRequest('app-denied', id, 'denied');
    await insertRequest('app-other', 'another-client', 'pending');
    const { grant } = await api.addGrant({ clientId: id, secret: '', basic: '' });
    const heard: string[] = [];
    const stop = api.engine.bus.subscribe((message) => message.kind === 'request-changed' && heard.push(message.authReqIdHash));
    await api.expect(200, 'POST', `/apps/${id}/lifecycle/deactivate`);
    stop();
    expect(await statesOf(['app-approved', 'app-denied', 'app-other', 'app-pending'])).toEqual(['failed', 'denied', 'pending', 'failed']);
    expect(heard.toSorted()).toEqual(['app-approved', 'app-pending']);
    expect(await api.engine.grants.isLive(api.orgId, grant.id, 'any')).toBe(false);
    await api.expect(200, 'POST', `/apps/${id}/lifecycle/activate`);
    expect(await api.engine.grants.isLive(api.orgId, grant.id, 'any')).toBe(false);
    const events = await api.events('x.ciba.request.fail');
    expect(
      events.flatMap((event) => event.targets.filter(({ type }) => type === 'BackchannelRequest').map((target) => target.id)).toSorted(),
    ).toEqual(['ft-app-approved', 'ft-app-pending']);
  });

  it('logs who changed what, from what to what, without the secret', async () => {
    const { id, credentials } = await create(webApp());
    const answer = await api.call('PUT', `/apps/${id}`, { ...webApp({ backchannel_hold_polls: true }), label: 'Logged' });
    const event = (await api.events('application.lifecycle.update')).find(({ targets }) => targets.some((target) => target.id === id));
    expect(event?.actor.id).toBe(api.administratorId);
    expect(event?.request.id).toBe(answer.headers['x-okta-request-id']);
    const name = 'settings.oauthClient.backchannel_hold_polls';
    expect(event?.targets[0]?.changeDetails).toMatchObject({ from: { [name]: false }, to: { [name]: true } });
    expect(JSON.stringify(await api.events('application.lifecycle.create'))).not.toContain(credentials.oauthClient.client_secret);
  });
});

describe('client secrets', () => {
  const path = (id: string) => `/apps/${id}/credentials/secrets`;
  interface Secret {
    readonly id: string;
    readonly status: string;
    readonly client_secret: string;
  }

  it('rotates: a second secret, the first deactivated, then deleted', async () => {
    const { id } = await create(webApp());
    const [first] = await api.expect<readonly Secret[]>(200, 'GET', path(id));
    if (first === undefined) throw new Error('no secret');
    const second = await api.expect<Secret>(201, 'POST', path(id), {});
    z.array(clientSecretOutput).parse(await api.expect(200, 'GET', path(id)));
    const values = async () => (await api.engine.clients.findByClientId(api.orgId, id))?.secrets.map((secret) => secret.value).toSorted();
    expect(await values()).toEqual([first.client_secret, second.client_secret].toSorted());
    await api.expect(400, 'POST', path(id), {});
    await api.expect(400, 'DELETE', `${path(id)}/${first.id}`);
    expect(await api.expect<Secret>(200, 'POST', `${path(id)}/${first.id}/lifecycle/deactivate`)).toMatchObject({ status: 'INACTIVE' });
    await api.expect(400, 'POST', `${path(id)}/${second.id}/lifecycle/deactivate`);
    expect(await values()).toEqual([second.client_secret]);
    await api.expect(204, 'DELETE', `${path(id)}/${first.id}`);
    await api.expect(404, 'GET', `${path(id)}/${first.id}`);
  });

  it('never makes a third, however many ask at once', async () => {
    const { id } = await create(webApp());
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.call('POST', path(id), {})));
    expect(answers.filter((answer) => answer.statusCode === 201)).toHaveLength(1);
    expect(await api.expect<readonly Secret[]>(200, 'GET', path(id))).toHaveLength(2);
  });

  it('says in the log that secrets were read', async () => {
    const { id } = await create(webApp());
    await api.expect(200, 'GET', path(id));
    const events = await api.events('app.oauth2.client.read_client_secret');
    expect(events.some(({ targets }) => targets.some((target) => target.id === id))).toBe(true);
  });
});

describe('assignments', () => {
  const user = (login: string) =>
    api.expect<{ id: string }>(200, 'POST', '/users', {
      profile: { login, email: login },
      credentials: { password: { value: 'correct horse battery' } },
    });
  const isAssigned = async (appId: string, userId: string) => {
    const client = await api.engine.clients.findByClientId(api.orgId, appId);
    if (client === undefined) throw new Error('no client');
    return api.engine.clients.isAssigned(client, userId);
  };

  it('assigns people directly, once, and takes them off again', async () => {
    const app = await create(webApp());
    const ann = await user('ann@example.com');
    expect(await isAssigned(app.id, ann.id)).toBe(false);
    const assigned = await api.expect(200, 'POST', `/apps/${app.id}/users`, {
      id: ann.id,
      scope: 'USER',
      credentials: { userName: 'ann' },
    });
    appUserOutput.parse(assigned);
    expect(assigned).toMatchObject({ id: ann.id, scope: 'USER', credentials: { userName: 'ann' } });
    expect(await isAssigned(app.id, ann.id)).toBe(true);
    expect((await api.expect<{ errorCode: string }>(409, 'POST', `/apps/${app.id}/users`, { id: ann.id })).errorCode).toBe('E0000062');
    expect(await api.expect(200, 'POST', `/apps/${app.id}/users/${ann.id}`, { credentials: { userName: 'ann2' } })).toMatchObject({
      credentials: { userName: 'ann2' },
    });
    await api.expect(204, 'DELETE', `/apps/${app.id}/users/${ann.id}`);
    await api.expect(404, 'GET', `/apps/${app.id}/users/${ann.id}`);
    await api.expect(404, 'DELETE', `/apps/${app.id}/users/${ann.id}`);
    expect(await isAssigned(app.id, ann.id)).toBe(false);
  });

  it('assigns by group, and everyone by the built-in group', async () => {
    const app = await create(webApp());
    const bob = await user('bob@example.com');
    const group = await api.expect<{ id: string }>(200, 'POST', '/groups', { profile: { name: 'Tellers' } });
    appGroupOutput.parse(await api.expect(200, 'PUT', `/apps/${app.id}/groups/${group.id}`, {}));
    expect(await isAssigned(app.id, bob.id)).toBe(false);
    await api.expect(204, 'PUT', `/groups/${group.id}/users/${bob.id}`);
    expect(await isAssigned(app.id, bob.id)).toBe(true);
    expect(await api.expect<readonly object[]>(200, 'GET', `/apps/${app.id}/users`)).toMatchObject([{ id: bob.id, scope: 'GROUP' }]);
    await api.expect(204, 'DELETE', `/apps/${app.id}/groups/${group.id}`);
    const everyone = (await api.expect<readonly { id: string; type: string }[]>(200, 'GET', '/groups')).find(
      ({ type }) => type === 'BUILT_IN',
    );
    await api.expect(200, 'PUT', `/apps/${app.id}/groups/${everyone?.id}`, {});
    expect(await isAssigned(app.id, api.administratorId)).toBe(true);
  });

  it('refuses users and groups that are not there', async () => {
    const app = await create(webApp());
    await api.expect(404, 'POST', `/apps/${app.id}/users`, { id: '00uNobody' });
    await api.expect(404, 'PUT', `/apps/${app.id}/groups/00gNothing`, {});
    await api.expect(404, 'POST', '/apps/0oaNothing/users', { id: api.administratorId });
    const gone = await user('gone@example.com');
    await api.expect(200, 'POST', `/users/${gone.id}/lifecycle/deactivate`);
    expect((await api.expect<{ errorCode: string }>(403, 'POST', `/apps/${app.id}/users`, { id: gone.id })).errorCode).toBe('E0000117');
  });
});

describe('the secret of an app', () => {
  it('is there although time went on while the app was written', async () => {
    let ticks = 0;
    const clock = {
      now: () => api.clock.now() + (ticks += 1),
      schedule: (delayMs: number, action: () => void) => api.clock.schedule(delayMs, action),
    };
    const admin = { ...api.admin, engine: { ...api.admin.engine, clock } };
    const actor = systemAdministrator(api.orgId);
    const input = appInput.parse(webApp());
    const { app, secret } = await createApp(admin, { input, active: true }, actor);
    const stored = async () => (await api.admin.management.apps.listSecrets(api.orgId, app.id)).map(({ value }) => value);
    expect(await stored()).toEqual([secret]);
    const chosen = 'a secret the administrator chose';
    const credentials = { ...input.credentials, oauthClient: { ...input.credentials.oauthClient, client_secret: chosen } };
    await replaceApp(admin, { id: app.id, input: { ...input, credentials } }, actor);
    expect(await stored()).toEqual([chosen]);
  });
});

async function insertRequest(hash: string, clientId: string, state: string): Promise<void> {
  const now = api.clock.now();
  await api.database.query({
    text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, display, authorization_server_id, client_id, user_id, login_hint, scopes, acr_values,
      lifetimes, interval_seconds, state, created_at, expires_at, requested_from)
      values ($1, $2, $3, 'CIBA', '{}', $4, $5, $6, '', '[]', '[]', '{}', 5, $7, $8, $9, '{}')`,
    values: [hash, `ft-${hash}`, api.orgId, api.serverId, clientId, api.user.id, state, toTimestamp(now), toTimestamp(now + 300_000)],
  });
}

async function statesOf(hashes: readonly string[]): Promise<readonly string[]> {
  const text = 'select state from backchannel_request where auth_req_id_hash = any($1::text[]) order by auth_req_id_hash';
  return (await api.database.query<{ state: string }>({ text, values: [hashes] })).rows.map((row) => row.state);
}
