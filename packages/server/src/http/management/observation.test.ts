import { generateKeyPairSync } from 'node:crypto';
import { get, type ClientRequest } from 'node:http';
import { apiTokenInput } from '@countersign/contracts';
import { createAesCipher, createApiToken, grantAdminRole, systemAdministrator } from '@countersign/engine';
import { createManagementStores } from '@countersign/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DeviceApp, openDeviceApp } from '../../testing/open-device-app.js';

let app: DeviceApp;
let token: string;
let url: string;
const opened: ClientRequest[] = [];

beforeAll(async () => {
  app = await openDeviceApp();
  const admin = {
    management: createManagementStores({ database: app.database, cipher: createAesCipher([new Uint8Array(32).fill(7)]) }),
    engine: app.engine,
  };
  const actor = systemAdministrator(app.orgId);
  const owner = await app.engine.users.findById(app.orgId, await app.addUser());
  if (owner === undefined) throw new Error('no administrator');
  await grantAdminRole(admin, { user: owner, role: 'SUPER_ADMIN' }, actor);
  ({ token } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'test' }), owner }, actor));
  url = await app.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  for (const request of opened) request.destroy();
  await app.close();
});

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) {
  const answer = await app.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `SSWS ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json<Record<string, never>>() };
}

/** What has been read of a stream so far. */
function follow(path: string, headers: Readonly<Record<string, string>> = {}) {
  const read = { text: '', status: 0, over: false };
  const request = get(`${url}/api/v1${path}`, { agent: false, headers: { authorization: `SSWS ${token}`, ...headers } }, (response) => {
    read.status = response.statusCode ?? 0;
    response.setEncoding('utf8').on('data', (chunk: string) => (read.text += chunk));
    response.on('close', () => (read.over = true)).on('error', () => undefined);
  });
  opened.push(request);
  return read;
}
const until = async (condition: () => boolean) =>
  vi.waitUntil(
    () => {
      app.clock.advance(1_000);
      return condition();
    },
    { timeout: 5_000, interval: 5 },
  );

describe('what an administrator can watch', () => {
  it('previews the tokens of a client without issuing any', async () => {
    const policy = {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'Bank',
      description: '',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    };
    const made = await call('POST', '/authorizationServers/default/policies', policy);
    const policyId: string = Reflect.get(made.body ?? {}, 'id');
    const ciba = 'urn:openid:params:grant-type:ciba';
    const rule = {
      type: 'RESOURCE_ACCESS',
      name: 'CIBA',
      priority: 1,
      conditions: { people: { groups: { include: ['EVERYONE'] } }, grantTypes: { include: [ciba] }, scopes: { include: ['*'] } },
      actions: { token: { accessTokenLifetimeMinutes: 10, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10080 } },
    };
    expect(await call('POST', `/authorizationServers/default/policies/${policyId}/rules`, rule)).toMatchObject({ status: 201 });
    const input = { clientId: app.web.clientId, grantType: ciba, userId: app.user.id, scopes: ['openid'] };
    const { status, body } = await call('POST', '/authorizationServers/default/tokenPreview', input);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      allowed: true,
      lifetimes: { accessToken: 600 },
      accessToken: { payload: { uid: app.user.id } },
      idToken: { payload: { sub: app.user.id } },
    });
    const { rows } = await app.database.query({ text: 'select id from oauth_grant' });
    expect(rows).toEqual([]);
    const refused = await call('POST', '/authorizationServers/default/tokenPreview', { ...input, scopes: ['profile'] });
    expect(refused.body).toMatchObject({ allowed: false, refusals: [{ code: 'scope' }] });
    expect((await call('POST', '/authorizationServers/default/tokenPreview', { ...input, clientId: 'none' })).status).toBe(404);
  });

  it('counts transactions and knows how far an org is', async () => {
    const statistics = await call('GET', '/statistics/transactions?interval=day');
    expect(statistics).toMatchObject({ status: 200, body: { total: { approved: 0 }, waitingPushes: 0 } });
    const started = await call('GET', '/org/gettingStarted');
    expect(started).toMatchObject({ status: 200, body: { complete: false } });
  });

  it('streams the log and transactions, from where a reader was', async () => {
    const log = follow(`/logs/stream?filter=${encodeURIComponent('eventType sw "app.oauth2"')}`);
    const transactions = follow(`/transactions/stream?clientId=${app.web.clientId}`);
    await vi.waitUntil(() => log.status === 200 && transactions.status === 200);
    const device = app.newDevice();
    await app.enroll(device, { userId: app.user.id, pushToken: '' });
    app.clock.advance(1);
    await app.ask({ binding_message: 'Pay 7' });
    await until(() => log.text.includes('event: log') && transactions.text.includes('Pay 7'));
    expect(log.text).toMatch(/id: \d+_[^\n]+\nevent: log\ndata: \{"uuid"/);
    expect(transactions.text).toMatch(/id: \d+\nevent: transaction\ndata: \{"id":"ft/);
    const place = /id: (\d+_[^\n]+)/.exec(log.text)?.[1] ?? '';
    const resumed = follow('/logs/stream', { 'last-event-id': place });
    await until(() => resumed.text.includes(': beat'));
    expect(resumed.text).not.toContain('app.oauth2.as.authorize');
    const before = follow('/transactions/stream', { 'last-event-id': String(app.clock.now() - 600_000) });
    await until(() => before.text.includes('Pay 7'));
    expect((await call('GET', '/logs/stream?lastEventId=nonsense')).status).toBe(400);
  });

  it('tries a request in the place of a client on a simulated device, and marks both wherever they show', async () => {
    const test = {
      clientId: app.web.clientId,
      authorizationServerId: app.orgId,
      userId: app.user.id,
      scopes: ['openid'],
      bindingMessage: "It's 5",
    };
    expect(await call('POST', '/transactions/test', { ...test, scopes: ['none'] })).toMatchObject({
      status: 400,
      body: { errorCode: 'E0000001' },
    });
    const device = { authenticatorId: app.authenticatorId };
    expect((await call('POST', `/users/${app.user.id}/simulatedDevice`, device)).status).toBe(403);
    expect(await call('POST', '/features/ftrSimulatedDevices1/enable')).toMatchObject({ status: 200, body: { status: 'ENABLED' } });
    const made = await call('POST', `/users/${app.user.id}/simulatedDevice`, device);
    expect(made).toMatchObject({ status: 201, body: { simulated: true } });
    const started = await call('POST', '/transactions/test', test);
    expect(started).toMatchObject({ status: 201, body: { snippets: { curl: expect.stringContaining('$CLIENT_SECRET') } } });
    const id: string = Reflect.get(started.body ?? {}, 'transactionId');
    expect(await call('POST', `/transactions/${id}/simulatedDecision`, { decision: 'approve' })).toMatchObject({
      status: 200,
      body: { outcome: 'APPROVED' },
    });
    expect((await call('POST', `/transactions/${id}/simulatedDecision`, { decision: 'approve' })).status).toBe(404);
    const shown = await call('GET', `/transactions/${id}`);
    expect(JSON.stringify(shown.body)).toMatch(/"displayName":"SIMULATED device".*"keyId":"SIMULATED-/);
    expect(shown.body).toMatchObject({ test: true, decision: { reason: expect.stringMatching(/^SIMULATED /) } });
    const deviceId: string = Reflect.get(made.body ?? {}, 'deviceId');
    const { body: listed } = await call('GET', `/transactions?deviceId=${deviceId}`);
    expect(listed).toEqual([expect.objectContaining({ id })]);
    const evidence = await call('GET', `/transactions/${id}/evidence`);
    expect(JSON.stringify(evidence.body)).toContain('SIMULATED-');
    const { body } = await call('GET', `/transactions/${id}/timeline`);
    const steps: readonly Readonly<Record<string, string>>[] = Reflect.get(body ?? {}, 'steps');
    expect(steps.map(({ kind, code, text }) => [kind, code, text])).toEqual([
      ['RECEIVED', 'TEST', expect.stringMatching(/^TEST: /)],
      ['PUSH', 'PULLED', expect.anything()],
      ['PUSH', 'PULLED', expect.anything()],
      ['ANSWERED', 'APPROVED_CONSENT_PROMPT', 'SIMULATED: The person approved.'],
    ]);
    const { rows } = await app.database.query<{ actor: { id: string } }>({
      text: `select actor from system_log where event_type = 'app.oauth2.authorize' and debug_data->>'test' = 'true'`,
    });
    expect(rows).toHaveLength(1);
  });

  it('finds a transaction by the auth_req_id a client was given, and people by name', async () => {
    const authReqId = await app.ask();
    const found = await call('GET', `/search?q=${authReqId}`);
    expect(found).toMatchObject({ status: 200, body: [{ kind: 'TRANSACTION', note: 'pending' }] });
    expect(await call('GET', `/search?q=${app.user.id}`)).toMatchObject({ body: [{ kind: 'USER', id: app.user.id }] });
    expect((await call('GET', '/search?q=%20')).body).toEqual([]);
    expect((await call('GET', '/search')).status).toBe(400);
  });

  it('keeps the keys of a client one by one, and never takes the last one it authenticates with', async () => {
    const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const first = { ...newKey(), kid: 'first' };
    const service = {
      name: 'oidc_client',
      label: 'Keyed',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt' } },
      settings: {
        oauthClient: {
          application_type: 'web',
          grant_types: ['authorization_code'],
          response_types: ['code'],
          redirect_uris: ['https://a.example/cb'],
          jwks: { keys: [first] },
        },
      },
    };
    const appId: string = Reflect.get((await call('POST', '/apps', service)).body ?? {}, 'id');
    const path = `/apps/${appId}/credentials/jwks`;
    const list = async () =>
      Object.values(Reflect.get((await call('GET', path)).body ?? {}, 'keys')).map((key) => [
        Reflect.get(Object(key), 'kid'),
        Reflect.get(Object(key), 'status'),
      ]);
    expect(await list()).toEqual([['first', 'ACTIVE']]);
    const added = await call('POST', path, newKey());
    expect(added).toMatchObject({ status: 201, body: { status: 'ACTIVE', kty: 'EC' } });
    const second: string = Reflect.get(added.body ?? {}, 'id');
    expect((await call('POST', path, { ...newKey(), kid: 'first' })).status).toBe(400);
    expect((await call('POST', path, { ...newKey(), d: 'AAAA' })).status).toBe(400);
    const { body: keys } = await call('GET', path);
    const firstId: string = Reflect.get(Object(keys)['keys'][0], 'id');
    expect(await call('POST', `${path}/${firstId}/lifecycle/deactivate`)).toMatchObject({ status: 200, body: { status: 'INACTIVE' } });
    expect((await call('POST', `${path}/${second}/lifecycle/deactivate`)).status).toBe(400);
    expect((await call('DELETE', `${path}/${second}`)).status).toBe(400);
    const used = await app.engine.clients.findByClientId(app.orgId, appId);
    expect(used?.jwks.map(({ kid }) => kid)).toEqual([Reflect.get(added.body ?? {}, 'kid')]);
    expect((await list()).map(([, status]) => status)).toEqual(['ACTIVE', 'INACTIVE']);
    expect((await call('DELETE', `${path}/${firstId}`)).status).toBe(204);
    expect((await call('GET', `${path}/${firstId}`)).status).toBe(404);
  });

  it('gives people without a password a link that works once', async () => {
    const profile = { login: 'new.person@example.com', email: 'new.person@example.com', firstName: 'New', lastName: 'Person' };
    const made = await call('POST', '/users?activate=false', { profile });
    const id: string = Reflect.get(made.body ?? {}, 'id');
    const { body = {} } = await call('POST', `/users/${id}/lifecycle/activate?sendEmail=false`);
    const first: string = Reflect.get(body, 'activationUrl');
    const activationToken: string = Reflect.get(body, 'activationToken');
    expect(first).toBe(`${app.orgUrl}/signin/password/${activationToken}`);
    const again: string = Reflect.get((await call('POST', `/users/${id}/lifecycle/activate?sendEmail=false`)).body ?? {}, 'activationUrl');
    const open = (link: string) => app.app.inject({ method: 'GET', url: new URL(link).pathname });
    const choose = async (link: string, password: string, ownForm = true) => {
      const page = await open(link);
      const form_token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      const cookie = [page.headers['set-cookie'] ?? []]
        .flat()
        .map((one) => one.split(';')[0])
        .join('; ');
      return app.app.inject({
        method: 'POST',
        url: new URL(link).pathname,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          cookie,
          ...(ownForm ? { origin: app.orgUrl } : { origin: 'https://evil.example' }),
        },
        payload: new URLSearchParams({ form_token, password }).toString(),
      });
    };
    expect((await open(first)).statusCode).toBe(404);
    expect((await open(again)).body).toContain('new.person@example.com');
    expect((await choose(again, 'a good long one', false)).statusCode).toBe(403);
    expect((await choose(again, 'short')).statusCode).toBe(400);
    expect((await choose(again, 'I am new.person')).statusCode).toBe(400);
    expect((await choose(again, 'a good long one')).statusCode).toBe(200);
    expect((await choose(again, 'another long one')).statusCode).toBe(404);
    expect(await call('GET', `/users/${id}`)).toMatchObject({ body: { status: 'ACTIVE' } });
    expect((await call('POST', `/users/${id}/lifecycle/reset_password?sendEmail=true`)).status).toBe(400);
    const reset = await call('POST', `/users/${id}/lifecycle/reset_password?sendEmail=false`);
    expect(await call('GET', `/users/${id}`)).toMatchObject({ body: { status: 'RECOVERY' } });
    const link: string = Reflect.get(reset.body ?? {}, 'resetPasswordUrl');
    await call('POST', `/users/${id}/lifecycle/deactivate`);
    expect((await open(link)).statusCode).toBe(404);
    expect((await call('POST', `/users/${id}/lifecycle/reset_password`)).status).toBe(403);
    const { rows } = await app.database.query({ text: 'select hash from password_link where hash = $1', values: [link.split('/').at(-1)] });
    expect(rows).toEqual([]);
  });

  it('switches Transaction Verification for real', async () => {
    const authorize = () =>
      app.ask().then(
        () => 'asked',
        (error: unknown) => String(error),
      );
    const metadata = async () => (await app.app.inject({ method: 'GET', url: '/.well-known/openid-configuration' })).body;
    expect(await metadata()).toContain('backchannel_authentication_endpoint');
    const off = await call('POST', '/features/ftrTransactionVerify/DISABLE');
    expect(off).toMatchObject({ status: 200, body: { status: 'DISABLED', name: 'Transaction Verification' } });
    expect(await authorize()).toContain('unauthorized_client');
    expect(await metadata()).not.toContain('ciba');
    expect((await call('POST', '/features/ftrTransactionVerify/enable?mode=force')).status).toBe(200);
    expect(await authorize()).toBe('asked');
    expect((await call('POST', '/features/ftrTransactionVerify/explode')).status).toBe(404);
    expect((await call('GET', '/features/ftrTransactionVerify/dependencies')).body).toEqual([]);
    expect((await call('GET', '/features')).status).toBe(200);
  });

  it('ends a stream when its caller may see it no longer', async () => {
    const log = follow('/logs/stream');
    await vi.waitUntil(() => log.status !== 0);
    await app.database.query({ text: 'delete from admin_role', values: [] });
    await until(() => log.over);
    expect(log.status).toBe(200);
  });
});
