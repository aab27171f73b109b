import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase, testStore, type TestDatabase } from '@countersign/storage/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './compose.js';
import { sharedKeyPairs } from './testing/key-pairs.js';

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

/** A deployment as in production, but for the address it listens on. */
const production = (key: string) => ({ ISSUER_URL: 'https://id.example.com', TRUSTED_PROXIES: '127.0.0.1', ENCRYPTION_KEY: key });

describe('the first start', () => {
  it('makes the quickstart org, says where everything is, and writes quickstart.json for its owner only', async () => {
    const server = await start();
    const facts = JSON.parse(quickstartFile());
    expect(Object.keys(facts)).toEqual(['orgUrl', 'issuer', 'clientId', 'clientSecret', 'mobileClientId', 'authenticatorId', 'user', 'apiToken']);
    expect(Object.keys(facts.user)).toEqual(['login', 'password']);
    expect(facts).toMatchObject({ orgUrl: server.url, issuer: `${server.url}/oauth2/default`, user: { login: 'test.user@email.com' } });
    expect(statSync(join(dataDir, 'quickstart.json')).mode & 0o777).toBe(0o600);
    for (const fact of [facts.clientId, facts.clientSecret, facts.user.password, facts.apiToken, 'DEVELOPMENT ONLY']) expect(printed).toContain(fact);
    expect(printed).toContain(testStore() === 'postgres' ? 'PostgreSQL' : 'never calls fsync');
    expect((await call(server, '/healthz')).headers.get('x-countersign-mode')).toBe('development');
    const apps = await call(server, '/api/v1/apps', { headers: { authorization: `SSWS ${facts.apiToken}` } });
    expect(apps.status).toBe(200);
    expect(await apps.json()).toHaveLength(2);
  });

  it('gives the default server a rule that allows CIBA, and everyone the two apps', async () => {
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
    const { orgUrl, issuer, ...rest } = JSON.parse(quickstartFile());
    expect(rest).toEqual(Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'orgUrl' && name !== 'issuer')));
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

  it('gets no token from a quickstart org', async () => {
    const server = await start();
    expect(server.outcome.setupToken).toBeUndefined();
    expect((await postJson(server, path, { ...person, token: '' })).status).toBe(401);
  });
});

describe('shutting down', () => {
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
