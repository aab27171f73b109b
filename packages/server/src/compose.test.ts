import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceKey } from '@countersign/contracts/wire';
import { newEvent, newId, systemActor, type Device, type Enrollment } from '@countersign/engine';
import { openTestDatabase, testStore, type TestDatabase } from '@countersign/storage/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './compose.js';
import { sharedKeyPairs } from './testing/key-pairs.js';
import { selfSignedCertificate } from './testing/self-signed-certificate.js';

let store: TestDatabase;
let dataDir: string;
let running: RunningServer[];
let printed: string;
const generateKeyPair = sharedKeyPairs();

beforeAll(async () => {
  store = await openTestDatabase({ now: Date.now() });
});
afterAll(() => store.dispose());
beforeEach(async () => {
  await store.database.query({ text: 'truncate org, system_log cascade' });
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-start-'));
  running = [];
  printed = '';
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function start(environment: Readonly<Record<string, string>> = {}, database = store.database): Promise<RunningServer> {
  const server = await startServer({
    environment: { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir, ...environment },
    print: (text) => (printed += text),
    database,
    generateKeyPair,
  });
  running.push(server);
  return server;
}

const stop = (server: RunningServer) => server.close();
const newKey = () => randomBytes(32).toString('base64url');
const quickstartFile = () => readFileSync(join(dataDir, 'quickstart.json'), 'utf8');

function call(server: RunningServer, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, init);
}
async function postJson(server: RunningServer, path: string, body: unknown) {
  const answer = await call(server, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** A phone of the demo user, without a push token. */
async function enrolPhone(
  { engine }: RunningServer,
  facts: { readonly authenticatorId: string; readonly user: { readonly login: string } },
): Promise<void> {
  const org = await engine.org.get();
  const user = await engine.users.findByLogin(org.id, facts.user.login);
  const now = engine.clock.now();
  const key: DeviceKey = { kty: 'EC', crv: 'P-256', kid: 'k', x: 'x', y: 'y' };
  const device: Device = {
    id: newId(engine.random, 'guo'),
    orgId: org.id,
    status: 'ACTIVE',
    clientInstanceId: newId(engine.random, 'cli'),
    clientInstanceKey: key,
    authenticatorAppKey: undefined,
    profile: {},
    createdAt: now,
    updatedAt: now,
  };
  const enrollment: Enrollment = {
    id: newId(engine.random, 'pfd'),
    orgId: org.id,
    userId: user?.id ?? '',
    deviceId: device.id,
    authenticatorId: facts.authenticatorId,
    status: 'ACTIVE',
    methodId: newId(engine.random, 'opf'),
    pushToken: '',
    apsEnvironment: undefined,
    transactionTypes: ['CIBA'],
    keys: { proofOfPossession: key },
    createdAt: now,
    updatedAt: now,
  };
  const event = newEvent(engine, { orgId: org.id, eventType: 'x.test', displayMessage: 'test', actor: systemActor });
  await engine.enrollments.add({ enrollment, device, event, twinAppKey: undefined, limit: 50 });
}

/** A deployment as in production, but for the address it listens on. */
const production = (key: string) => ({ ISSUER_URL: 'https://id.example.com', TRUSTED_PROXIES: '127.0.0.1', ENCRYPTION_KEY: key });

describe('the first start', () => {
  it('makes the quickstart org, says where everything is, and writes quickstart.json for its owner only', async () => {
    const server = await start();
    const facts = JSON.parse(quickstartFile());
    expect(Object.keys(facts)).toEqual([
      'orgUrl',
      'issuer',
      'clientId',
      'clientSecret',
      'mobileClientId',
      'authenticatorId',
      'user',
      'apiToken',
      'authenticatorUrl',
      'bankUrl',
      'bank',
    ]);
    expect(Object.keys(facts.user)).toEqual(['login', 'password']);
    expect(facts).toMatchObject({ orgUrl: server.url, issuer: `${server.url}/oauth2/default`, user: { login: 'test.user@email.com' } });
    expect(statSync(join(dataDir, 'quickstart.json')).mode & 0o777).toBe(0o600);
    for (const fact of [facts.clientId, facts.clientSecret, facts.user.password, facts.apiToken, 'DEVELOPMENT ONLY'])
      expect(printed).toContain(fact);
    expect(printed).toContain(testStore() === 'postgres' ? 'PostgreSQL' : 'never calls fsync');
    expect((await call(server, '/healthz')).headers.get('x-countersign-mode')).toBe('development');
    const apps = await call(server, '/api/v1/apps', { headers: { authorization: `SSWS ${facts.apiToken}` } });
    expect(apps.status).toBe(200);
    // the device's, the guide's, the bank's
    expect(await apps.json()).toHaveLength(3);
  });

  it('gives the default server a rule that allows CIBA, everyone the two apps, and the authenticator Web Push', async () => {
    const { engine } = await start();
    const org = await engine.org.get();
    const server = await engine.authorizationServers.find(org.id, 'default');
    expect(server).toMatchObject({ audience: 'api://default', isDefault: true, active: true });
    expect(server?.scopes.size).toBe(27);
    expect(server?.policies[0]?.rules[0]?.grantTypes).toContain('urn:openid:params:grant-type:ciba');
    const facts = JSON.parse(quickstartFile());
    const user = await engine.users.findByLogin(org.id, facts.user.login);
    for (const clientId of [facts.clientId, facts.mobileClientId]) {
      const client = await engine.clients.findByClientId(org.id, clientId);
      expect(client !== undefined && (await engine.clients.isAssigned(client, user?.id ?? ''))).toBe(true);
    }
    // browsers are pushed to, other devices pull
    const authenticator = await engine.authenticators.findById(org.id, facts.authenticatorId);
    expect(authenticator).toMatchObject({ apns: undefined, fcm: undefined, webPush: { publicKey: expect.stringMatching(/^B[\w-]{86}$/) } });
  });
});

describe('the second start', () => {
  it('finds the same org and prints the same facts', async () => {
    const first = await start();
    const facts = JSON.parse(quickstartFile());
    await stop(first);
    rmSync(join(dataDir, 'quickstart.json'));
    const second = await start();
    expect(second.outcome.firstStart).toBe(false);
    expect(second.outcome.org.id).toBe(first.outcome.org.id);
    const { orgUrl, issuer, authenticatorUrl, bankUrl, bank, ...rest } = JSON.parse(quickstartFile());
    expect(rest).toEqual(Object.fromEntries(Object.entries(facts).filter(([name]) => name in rest)));
    // the ports moved: the clients of the apps come back to where these are now
    expect(authenticatorUrl).toBe(second.authenticatorUrl);
    expect(bank).toEqual({ ...facts.bank, url: bankUrl });
    for (const [clientId, url] of [
      [rest.mobileClientId, authenticatorUrl],
      [rest.clientId, bankUrl],
      [bank.clientId, bankUrl],
    ]) {
      const client = await second.engine.clients.findByClientId(second.outcome.org.id, clientId);
      expect(client?.redirectUris).toContain(`${url}/callback`);
    }
    const [entry] = await (await fetch(`${authenticatorUrl}/config.json`)).json();
    expect(entry).toMatchObject({ clientId: rest.mobileClientId, orgUrl, theme: { primary: '#c4006e', onPrimary: '#ffffff' } });
    // on the embedded store the URL follows the port; on PostgreSQL other nodes may be using the stored one
    expect(orgUrl).toBe(testStore() === 'postgres' ? first.url : second.url);
    expect(issuer).toBe(`${orgUrl}/oauth2/default`);
  });

  it('completes a start that died half-way', async () => {
    await stop(await start());
    const known = JSON.parse(quickstartFile());
    // died before the policy, the app that asks and the facts were written
    await store.database.transaction([
      { text: 'delete from access_policy' },
      { text: 'delete from app where client_id = $1', values: [known.clientId] },
      { text: 'update quickstart set facts_sealed = null' },
    ]);
    const { engine, outcome } = await start();
    const facts = JSON.parse(quickstartFile());
    expect(facts).toMatchObject({ mobileClientId: known.mobileClientId, authenticatorId: known.authenticatorId });
    expect(facts.clientId).not.toBe(known.clientId);
    const server = await engine.authorizationServers.find(outcome.org.id, 'default');
    expect(server?.policies).toHaveLength(1);
    const user = await engine.users.findByLogin(outcome.org.id, facts.user.login);
    expect(await engine.passwords.verify(facts.user.password, user?.passwordHash)).toBe(true);
  });

  it('is refused with another encryption key, saying so', async () => {
    await stop(await start({ ENCRYPTION_KEY: newKey() }));
    await expect(start({ ENCRYPTION_KEY: newKey() })).rejects.toThrow(/encryption key .* is not the one/);
  });

  it('is refused without any key', async () => {
    await stop(await start({ ENCRYPTION_KEY: newKey() }));
    await expect(start()).rejects.toThrow(/there is no key/);
  });

  it('takes a new key when the earlier one is named, and then needs the new one', async () => {
    const [earlier, later] = [newKey(), newKey()];
    await stop(await start({ ENCRYPTION_KEY: earlier }));
    await stop(await start({ ENCRYPTION_KEY: later, ENCRYPTION_KEY_PREVIOUS: earlier }));
    await expect(start({ ENCRYPTION_KEY: earlier })).rejects.toThrow(/is not the one/);
  });

  it.runIf(testStore() === 'pglite')('on a directory in use is refused with a clear message', async () => {
    const inDirectory = () => startServer({ environment: { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir }, generateKeyPair });
    running.push(await inDirectory());
    await expect(inDirectory()).rejects.toThrow(/is in use by process \d+.*DATABASE_URL/);
  });

  it.runIf(testStore() === 'postgres')('beside the first is another node of the same org', async () => {
    const first = await start();
    const second = await start({}, await store.openAnother());
    expect(second.outcome).toMatchObject({ firstStart: false, org: { id: first.outcome.org.id, url: first.url } });
    expect(printed).toContain(`This node listens on ${second.url}`);
  });
});

describe('outside development mode', () => {
  it('S-108 the stored URL counts as much as a given one', async () => {
    const key = newKey();
    await stop(await start(production(key)));
    await expect(start({ ENCRYPTION_KEY: key })).rejects.toThrow(/TLS_CERT_FILE/);
    await expect(start({ TRUSTED_PROXIES: '127.0.0.1' })).rejects.toThrow(/ENCRYPTION_KEY/);
  });

  it('makes an empty org whose default rule leaves CIBA to be ticked, and no quickstart file', async () => {
    const server = await start(production(newKey()));
    expect(server.outcome.quickstart).toBeUndefined();
    expect(() => quickstartFile()).toThrow();
    expect(printed).not.toContain('DEVELOPMENT ONLY');
    const { headers } = await call(server, '/healthz');
    expect([headers.get('x-countersign-mode'), headers.get('strict-transport-security')]).toEqual([null, 'max-age=31536000']);
    const org = await server.engine.org.get();
    const standard = await server.engine.authorizationServers.find(org.id, 'default');
    expect(standard?.policies[0]?.rules[0]).toMatchObject({ name: 'Default Policy Rule', scopes: ['*'], groups: ['EVERYONE'] });
    expect(standard?.policies[0]?.rules[0]?.grantTypes).not.toContain('urn:openid:params:grant-type:ciba');
    expect(standard?.issuer).toBe('https://id.example.com/oauth2/default');
  });

  it('never turns an org into a quickstart org later', async () => {
    const key = newKey();
    await stop(await start(production(key)));
    const second = await start({ ...production(key), QUICKSTART: 'true' });
    expect(second.outcome.quickstart).toBeUndefined();
  });
});

describe('the first administrator', () => {
  const path = '/api/v1/internal/first-administrator';
  const person = { login: 'ada@example.com', password: 'a long enough secret', firstName: 'Ada', lastName: 'Lovelace' };

  it('is made once with the printed token, which then is worth nothing', async () => {
    const server = await start({ QUICKSTART: 'false' });
    const token = /--token (\S+)/.exec(printed)?.[1];
    const bad = await postJson(server, path, { ...person, token: 'x'.repeat(43) });
    expect([bad.status, bad.body.errorCode]).toEqual([401, 'E0000011']);
    const typo = await postJson(server, path, { ...person, token, password: 'short' });
    expect([typo.status, typo.body.errorCode]).toEqual([400, 'E0000001']);

    const answers = await Promise.all([1, 2, 3].map(() => postJson(server, path, { ...person, token })));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const made = answers.find((answer) => answer.status === 200)?.body;
    const users = await call(server, '/api/v1/users', { headers: { authorization: `SSWS ${made.apiToken}` } });
    expect(users.status).toBe(200);

    const again = await postJson(server, path, { ...person, login: 'bob@example.com', token });
    expect(again.status).toBe(401);
    await stop(server);
    printed = '';
    expect((await start({ QUICKSTART: 'false' })).outcome.setupToken).toBeUndefined();
    expect(printed).not.toContain('--token');
  });

  it('is there in a quickstart org: the printed link sets the password, and no other administrator is made with its code', async () => {
    const server = await start();
    const token = server.outcome.setupToken;
    expect(printed).toContain(`/admin/first-run/${token}\n`);
    expect((await postJson(server, path, { ...person, token })).status).toBe(401);
    expect((await postJson(server, path, { ...person, token: '' })).status).toBe(401);
    const page = await fetch(`${server.url}/admin/first-run/${token}`);
    expect([page.status, (await page.text()).includes('admin@countersign.local')]).toEqual([200, true]);
  });

  it('comes from the networks of ADMIN_NETWORKS only', async () => {
    const server = await start({ QUICKSTART: 'false', ADMIN_NETWORKS: '192.0.2.0/24' });
    const refused = await postJson(server, path, { ...person, token: server.outcome.setupToken });
    expect([refused.status, refused.body.errorCode]).toEqual([403, 'E0000006']);
    const page = await fetch(`${server.url}/admin/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect((await fetch(`${server.url}/oauth2/default/.well-known/openid-configuration`)).status).toBe(200);
  });
});

describe('TLS of our own', () => {
  const { cert, key } = selfSignedCertificate();
  const environment = (mode: number) => {
    writeFileSync(join(dataDir, 'tls.crt'), cert);
    writeFileSync(join(dataDir, 'tls.key'), key, { mode });
    return {
      ISSUER_URL: 'https://id.example.com',
      ENCRYPTION_KEY: newKey(),
      TLS_CERT_FILE: join(dataDir, 'tls.crt'),
      TLS_KEY_FILE: join(dataDir, 'tls.key'),
    };
  };

  it('answers over https, and links lead to the issuer, whatever the Host header says', async () => {
    const server = await start(environment(0o600));
    expect(server.url).toMatch(/^https:/);
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { host: 'evil.example.com', 'x-forwarded-host': 'evil.example.com' };
      get(`${server.url}/.well-known/openid-configuration`, { ca: cert, headers, servername: 'localhost' }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => (text += chunk))
          .on('end', () => resolve(text));
      }).on('error', reject);
    });
    expect(JSON.parse(answer)).toMatchObject({
      issuer: 'https://id.example.com',
      token_endpoint: 'https://id.example.com/oauth2/v1/token',
    });
    expect(answer).not.toContain('evil');
  });

  it('S-108 is refused with a key file everyone can read', async () => {
    await expect(start(environment(0o644))).rejects.toThrow(/can be read by others/);
  });

  it('is refused with files that are not there', async () => {
    await expect(start({ ...environment(0o600), TLS_CERT_FILE: join(dataDir, 'nothing') })).rejects.toThrow(/cannot be read/);
  });
});

describe('shutting down', () => {
  it('answers a held poll at once: its client polls again elsewhere', async () => {
    const server = await start();
    const facts = JSON.parse(quickstartFile());
    await enrolPhone(server, facts);
    const headers = { authorization: `Basic ${Buffer.from(`${facts.clientId}:${facts.clientSecret}`).toString('base64')}` };
    const post = (path: string, fields: Record<string, string>, more = {}) =>
      call(server, `/oauth2/default/v1/${path}`, { method: 'POST', headers: { ...headers, ...more }, body: new URLSearchParams(fields) });
    const asked = JSON.parse(await (await post('bc/authorize', { scope: 'openid', login_hint: facts.user.login })).text());
    const held = post('token', { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: asked.auth_req_id }, { prefer: 'wait=20' });
    await expect.poll(() => server.engine.index.held.size, { timeout: 10_000 }).toBe(1);
    const began = performance.now();
    await stop(server);
    const answer = await held;
    expect([answer.status, JSON.parse(await answer.text()).error]).toEqual([400, 'authorization_pending']);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('does not wait for a connection over which nobody asks anything', async () => {
    const server = await start();
    const socket = connect(Number(new URL(server.url).port), 'localhost');
    await once(socket, 'connect');
    const began = performance.now();
    await stop(server);
    expect(performance.now() - began).toBeLessThan(10_000);
    socket.destroy();
  });

  it('answers what is under way, refuses what comes later, and may be asked twice', async () => {
    const server = await start();
    const underWay = call(server, '/readyz');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([stop(server), stop(server)]);
    expect([200, 503]).toContain((await underWay).status);
    await expect(call(server, '/healthz')).rejects.toThrow();
  });

  it('leaves nothing open when the start fails', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    await expect(start({ PORT: port })).rejects.toThrow(/EADDRINUSE/);
    expect((await call(server, '/readyz')).status).toBe(200);
  });
});
