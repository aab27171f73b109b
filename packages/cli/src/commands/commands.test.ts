/** Every command against a running server. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { throughThePages } from '../../../../tests/support/sign-in.js';
import { startProcess, type ServerProcess } from '../../../../tests/support/start-process.js';
import { runCli } from '../testing/run-cli.js';

let server: ServerProcess;
let home: string;
beforeAll(async () => void (server = await startProcess({ store: 'pglite' })));
afterAll(() => server.stop());
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'countersign-cli-'))));
afterEach(async () => {
  await run('device', 'delete');
  rmSync(home, { recursive: true, force: true });
});

const runIn = (environment: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runCli({ COUNTERSIGN_HOME: home, DATA_DIR: server.dataDir, ...environment }, args);
const run = (...args: readonly string[]) => runIn({}, ...args);

async function enrol(...args: readonly string[]): Promise<Record<string, unknown>> {
  const enrolled = await run('device', 'enroll', '--json', ...args);
  expect(enrolled, enrolled.stdout + enrolled.stderr).toMatchObject({ code: 0, facts: [{ ok: true }] });
  return enrolled.facts[0] ?? {};
}

async function ask(...args: readonly string[]): Promise<string> {
  const asked = await run('request', '--json', ...args);
  expect(asked, asked.stdout + asked.stderr).toMatchObject({ code: 0, facts: [{ ok: true, expires_in: 300, interval: 5 }] });
  return String(asked.facts[0]?.['auth_req_id']);
}

async function applicationWithNumbers(): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const { orgUrl, apiToken, authenticatorId } = server.facts;
  const response = await fetch(`${orgUrl}/api/v1/apps`, {
    method: 'POST',
    headers: { authorization: `SSWS ${apiToken}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      label: 'Numbers',
      signOnMode: 'OPENID_CONNECT',
      settings: {
        implicitAssignment: true,
        oauthClient: {
          grant_types: ['urn:openid:params:grant-type:ciba'],
          backchannel_custom_authenticator_id: authenticatorId,
          backchannel_number_challenge: 'choose',
        },
      },
    }),
  });
  const app: { credentials: { oauthClient: { client_id: string; client_secret: string } } } = await response.json();
  const { client_id: clientId, client_secret: clientSecret } = app.credentials.oauthClient;
  return { clientId, clientSecret };
}

const deviceFile = (name = 'phone'): { keys: Record<string, unknown>; values: Record<string, string> } =>
  JSON.parse(readFileSync(join(home, 'devices', `${name}.json`), 'utf8'));

describe('a simulated device', () => {
  it('is enrolled for the quickstart user without being told anything, in a file of its owner alone', async () => {
    const enrolled = await enrol();
    expect(enrolled).toMatchObject({ device: 'phone', username: 'test.user@email.com', transactionTypes: ['LOGIN', 'CIBA'] });
    expect(statSync(join(home, 'devices', 'phone.json')).mode & 0o777).toBe(0o600);
    const listed = await run('device', 'list', '--json');
    expect(listed.facts).toMatchObject([
      { ok: true, devices: [{ name: 'phone', enrollments: [{ id: enrolled['enrollmentId'], state: 'active' }] }] },
    ]);
  });

  it('is enrolled by a link or a code in place of a sign-in, once, and for nothing else', async () => {
    const { orgUrl, apiToken, authenticatorId, user } = server.facts;
    const make = async (): Promise<{ readonly code: string; readonly link: string }> => {
      const answer = await fetch(`${orgUrl}/api/v1/users/${user.login}/enrollmentLinks`, {
        method: 'POST',
        headers: { authorization: `SSWS ${apiToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ authenticatorId }),
      });
      return answer.json();
    };
    const { link } = await make();
    // nothing is known here but the link
    const elsewhere = await runIn({ DATA_DIR: home }, 'device', 'enroll', '--code', link);
    expect(elsewhere.code, elsewhere.stdout + elsewhere.stderr).toBe(0);
    expect(elsewhere.stdout).toContain('This device will be set up for test.user@email.com at Quickstart.');
    expect(deviceFile().values['cli/settings']).not.toContain('accessToken');
    const again = await run('device', 'enroll', '--json', '--code', link);
    expect(again).toMatchObject({ code: 5 });
    const { code } = await make();
    expect(await enrol('--name', 'tablet', '--code', code.toLowerCase())).toMatchObject({ username: 'test.user@email.com' });
    expect((await run('device', 'enroll', '--code', code, '--login', 'somebody')).code).toBe(2);
    expect((await run('device', 'delete', '--name', 'tablet')).code).toBe(0);
  });

  it('approves, and the application gets its tokens', async () => {
    await enrol();
    const authReqId = await ask('--message', 'Pay 50.00 EUR to ACME');
    const pending = await run('device', 'list', '--pending', '--json');
    expect(pending.facts).toMatchObject([
      { devices: [{ pending: [{ bindingMessage: 'Pay 50.00 EUR to ACME', transactionType: 'CIBA' }] }] },
    ]);
    const polling = run('poll', authReqId, '--json');
    const approved = await run('device', 'approve', '--json');
    expect(approved).toMatchObject({
      code: 0,
      facts: [{ event: 'answered', decision: 'approved', bindingMessage: 'Pay 50.00 EUR to ACME' }],
    });
    const polled = await polling;
    expect(polled.code, polled.stdout + polled.stderr).toBe(0);
    expect(polled.facts).toMatchObject([
      {
        ok: true,
        outcome: 'approved',
        id_token: { iss: server.facts.issuer, aud: server.facts.clientId, email: 'test.user@email.com' },
        access_token: { iss: server.facts.issuer, sub: 'test.user@email.com' },
      },
    ]);
    expect(polled.stdout).not.toContain('eyJ');
    expect(await run('poll', authReqId, '--json')).toMatchObject({ code: 5, facts: [{ ok: false, error: { code: 'invalid_grant' } }] });
  });

  it('denies, and the application is told so', async () => {
    await enrol();
    const authReqId = await ask('--message', 'Pay 50.00 EUR to ACME');
    const denied = await run('device', 'deny');
    expect(denied).toMatchObject({ code: 0, stdout: expect.stringMatching(/Pay 50\.00 EUR to ACME[\s\S]*✗ denied/) });
    expect(await run('poll', authReqId, '--json')).toMatchObject({ code: 6, facts: [{ ok: false, error: { code: 'access_denied' } }] });
  });

  it('approves with the number that the application shows, and reports what was not right', async () => {
    await enrol();
    const application = await applicationWithNumbers();
    const options = ['--client-id', application.clientId, '--client-secret', application.clientSecret, '--message', 'Match me'];
    const asked = await run('request', '--json', ...options);
    const number = String(asked.facts[0]?.['number_challenge']);
    expect(number).toMatch(/^\d\d$/);
    expect(await run('device', 'approve', '--json')).toMatchObject({ code: 2, facts: [{ error: { code: 'number_required' } }] });
    const approved = await run('device', 'approve', '--number', number, '--json');
    expect(approved, approved.stdout).toMatchObject({ code: 0, facts: [{ decision: 'approved' }] });
    const shown = await run('request', ...options);
    expect(shown.stdout).toMatch(/number to match on the device: \d\d/);
    expect(await run('device', 'deny', '--json')).toMatchObject({ code: 0 });
    expect(await run('device', 'report', '--json')).toMatchObject({ code: 0, facts: [{ event: 'reported', reason: 'not_me' }] });
    expect(await run('request', '--json', ...options)).toMatchObject({ code: 5, facts: [{ error: { code: 'access_denied' } }] });
  });

  it('what it approved is proved by evidence that names what was shown', async () => {
    await enrol();
    await ask('--message', 'Pay 50.00 EUR to ACME');
    const approved = await run('device', 'approve', '--json');
    const { orgUrl, apiToken } = server.facts;
    const transactionId = String(approved.facts[0]?.['transactionId']);
    const exported = await fetch(`${orgUrl}/api/v1/transactions/${transactionId}/evidence`, {
      headers: { authorization: `SSWS ${apiToken}`, accept: 'application/json' },
    });
    const file = join(home, 'evidence.json');
    writeFileSync(file, await exported.text());
    const lines = expect.arrayContaining([{ label: expect.stringMatching(/^Message from /), value: 'Pay 50.00 EUR to ACME' }]);
    const verified = await run('verify', file, '--json');
    expect(verified, verified.stdout).toMatchObject({
      code: 0,
      facts: [{ ok: true, kind: 'displayed', facts: { outcome: 'approved', lines } }],
    });
    writeFileSync(file, readFileSync(file, 'utf8').replace('50.00 EUR', '05.00 EUR'));
    expect(await run('verify', file)).toMatchObject({ code: 9 });
  });

  it('says when nothing waits, and waits when it is told to', async () => {
    await enrol();
    expect(await run('device', 'approve')).toMatchObject({ code: 8, stderr: expect.stringContaining('next: Send a request') });
    const approving = run('device', 'approve', '--wait', '20', '--json');
    const polled = await run('request', '--poll', '--show-tokens', '--json');
    expect(await approving).toMatchObject({ code: 0 });
    expect(polled.facts).toMatchObject([{ ok: true }, { outcome: 'approved', tokens: { access_token: expect.stringMatching(/^eyJ/) } }]);
  });

  it('wants to know which of several requests is meant', async () => {
    await enrol();
    await ask('--message', 'First');
    const second = await ask('--message', 'Second');
    const refused = await run('device', 'approve', '--json');
    expect(refused).toMatchObject({ code: 2, facts: [{ error: { code: 'several_pending' } }] });
    const pending = (await run('device', 'list', '--pending', '--json')).facts[0] as { devices: { pending: Record<string, string>[] }[] };
    const wanted = pending.devices[0]?.pending.find((challenge) => challenge['bindingMessage'] === 'Second');
    expect(await run('device', 'approve', wanted?.['transactionId'] ?? '')).toMatchObject({ code: 0 });
    expect(await run('poll', second)).toMatchObject({ code: 0, stdout: expect.stringContaining('test.user@email.com') });
    expect(await run('device', 'deny')).toMatchObject({ code: 0, stdout: expect.stringContaining('First') });
  });

  it('watches, shows and answers as it is told', async () => {
    await enrol();
    const watching = run('device', 'watch', '--approve', '--once', '--interval', '0.2', '--json');
    expect(await run('request', '--message', 'Watched', '--poll', '--json')).toMatchObject({ code: 0 });
    expect((await watching).facts).toMatchObject([
      { event: 'watching' },
      { event: 'challenge', bindingMessage: 'Watched' },
      { event: 'answered', decision: 'approved', delivery: 'accepted' },
    ]);
  });

  it.each([
    { verify: 'ok', userVerified: true, amr: 'user' },
    { verify: 'cancel', userVerified: false, amr: 'swk' },
  ])('with user verification that goes $verify answers with userVerified $userVerified', async ({ verify, userVerified, amr }) => {
    expect(await enrol('--user-verification')).toMatchObject({ userVerification: true });
    const polling = run('request', '--poll', '--json');
    expect(await run('device', 'approve', '--wait', '20', '--verify', verify, '--json')).toMatchObject({
      code: 0,
      facts: [{ userVerified }],
    });
    expect((await polling).facts[1]).toMatchObject({ id_token: { amr: expect.arrayContaining([amr]) } });
  });

  it('made from a seed is the same device again', async () => {
    await enrol('--seed', 'repeatable');
    const first = deviceFile();
    const approving = run('device', 'approve', '--wait', '20', '--json');
    expect(await run('request', '--poll')).toMatchObject({ code: 0 });
    expect(await approving).toMatchObject({ code: 0 });
    rmSync(join(home, 'devices', 'phone.json'));
    await enrol('--seed', 'repeatable');
    const again = deviceFile();
    expect(again.keys).toEqual(first.keys);
    expect(again.values['countersign/install-id']).toBe(first.values['countersign/install-id']);
    expect(await run('device', 'list', '--pending')).toMatchObject({ code: 0 });
  });

  it('takes no transactions when it was enrolled without them', async () => {
    await enrol('--no-ciba');
    expect(await run('request', '--json')).toMatchObject({
      code: 5,
      facts: [{ error: { code: 'access_denied', next: expect.stringContaining('device enroll') } }],
    });
  });

  it('is deleted on the server and here', async () => {
    await enrol();
    expect(await run('device', 'delete', '--json')).toMatchObject({ code: 0, facts: [{ ok: true, local: false }] });
    expect(deviceFile().keys).toEqual({});
    expect(await run('device', 'approve')).toMatchObject({ code: 3 });
    expect(await run('request')).toMatchObject({ code: 5 });
  });
});

describe('signing in with a browser', () => {
  const withoutPassword = () => ({
    COUNTERSIGN_HOME: home,
    DATA_DIR: home,
    COUNTERSIGN_ORG_URL: server.facts.orgUrl,
    COUNTERSIGN_MOBILE_CLIENT_ID: server.facts.mobileClientId,
  });

  it('prints the address, and goes on when the browser comes back', async () => {
    const { login, password } = server.facts.user;
    let visiting: Promise<unknown> = Promise.resolve();
    const enrolled = await runCli(withoutPassword(), ['device', 'enroll', '--json'], (text) => {
      const fact = JSON.parse(text) as { event?: string; url?: string };
      if (fact.event !== 'sign-in' || fact.url === undefined) return;
      const redirectUri = new URL(fact.url).searchParams.get('redirect_uri') ?? '';
      visiting = throughThePages(fact.url, { redirectUri, login, password }).then((back) => fetch(back));
    });
    await visiting;
    expect(enrolled).toMatchObject({ code: 0, facts: [{ event: 'sign-in' }, { ok: true, username: login }] });
    expect(await run('device', 'delete')).toMatchObject({ code: 0 });
  });

  it.each([
    { what: 'another state', change: { state: 'x' }, error: 'wrong_state' },
    { what: 'another issuer', change: { iss: 'https://evil.example' }, error: 'wrong_state' },
    { what: 'an error', change: { code: undefined, error: 'access_denied' }, error: 'access_denied' },
  ])('refuses an answer with $what', async ({ change, error }) => {
    let visiting: Promise<unknown> = Promise.resolve();
    const enrolled = await runCli(withoutPassword(), ['device', 'enroll', '--json'], (text) => {
      const fact = JSON.parse(text) as { event?: string; url?: string };
      if (fact.event !== 'sign-in' || fact.url === undefined) return;
      const asked = new URL(fact.url).searchParams;
      const answer = { code: 'a-code', state: asked.get('state') ?? '', ...change };
      const back = new URL(asked.get('redirect_uri') ?? '');
      for (const [name, value] of Object.entries(answer)) if (value !== undefined) back.searchParams.set(name, value);
      visiting = fetch(back);
    });
    await visiting;
    expect(enrolled).toMatchObject({ code: 5, facts: [{ event: 'sign-in' }, { ok: false, error: { code: error } }] });
  });
});

describe('what goes wrong', () => {
  it.each([
    { what: 'a wrong password', args: ['device', 'enroll', '--password', 'wrong'], code: 5, error: 'wrong_password' },
    { what: 'an unknown mobile client', args: ['device', 'enroll', '--client-id', '0oaNobody'], code: 5, error: 'unexpected_sign_in_page' },
    {
      what: 'a password for a server elsewhere',
      args: ['device', 'enroll', '--org', 'https://id.example.com', '--password', 'x'],
      code: 2,
      error: 'password_not_allowed',
    },
    { what: 'a wrong client secret', args: ['request', '--client-secret', 'wrong'], code: 5, error: 'invalid_client' },
    { what: 'an unknown user', args: ['request', '--login-hint', 'nobody@example.com'], code: 5, error: 'unknown_user_id' },
    { what: 'an unknown issuer', args: ['request', '--issuer', 'http://localhost:9/oauth2/default'], code: 4, error: 'network_error' },
    { what: 'an unknown auth_req_id', args: ['poll', 'ft'.padEnd(45, 'x')], code: 5, error: 'invalid_grant' },
    { what: 'an impossible device name', args: ['device', 'approve', '--name', '../x'], code: 2, error: 'invalid_device_name' },
    {
      what: 'a used administrator token',
      args: [
        'admin',
        'create',
        '--token',
        'x',
        '--login',
        'a@b.example',
        '--first-name',
        'A',
        '--last-name',
        'B',
        '--password',
        'a long passphrase',
      ],
      code: 5,
      error: 'E0000011',
    },
  ])('$what ends with exit code $code and the next step', async ({ args, code, error }) => {
    const failed = await run(...args, '--json');
    expect(failed.facts).toMatchObject([{ ok: false, error: { code: error, next: expect.stringMatching(/\w\.?$/) } }]);
    expect(failed.code).toBe(code);
    expect(failed.stderr).toBe('');
  });

  it('never shows the secret it was given', async () => {
    const failed = await runIn(
      { COUNTERSIGN_CLIENT_SECRET: 'a-secret-of-mine', COUNTERSIGN_PASSWORD: 'a-password-of-mine' },
      'request',
      '--json',
    );
    const enrolling = await runIn({ COUNTERSIGN_PASSWORD: 'a-password-of-mine' }, 'device', 'enroll');
    expect([failed.code, enrolling.code]).toEqual([5, 5]);
    expect(failed.stdout + failed.stderr + enrolling.stdout + enrolling.stderr).not.toMatch(/of-mine/);
  });
});
