/**
 * The guide from an org in which there is nothing: the printed link, the administrator and their second factor, each of its steps by mouse
 * and keyboard in the Admin Console under its own names, its curl commands, the question on a phone, tokens. Then what happens to somebody
 * at work when the server goes away, when the session ends, and when two administrators change one app.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { totpCode } from '@countersign/engine';
import { type RunningServer, startServer } from '@countersign/server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../support/authenticator-app.js';
import { launchBrowser } from '../support/browser.js';
import { decodeJwt } from '../support/device.js';
import { freePort } from '../support/free-port.js';
import { memberAt } from '../support/http.js';

const run = promisify(execFile);
const administrator = { login: 'greta@example.com', password: 'a few plain words' };
const person = { login: 'test.user@email.com', password: 'a few other words' };

let port: number;
let org: string;
let dataDir: string;
let server: RunningServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let phone: Page;
/** What the page itself failed with; what the server refused is not among it. */
const faults: string[] = [];
let totpKey = '';
let appPage = '';
let credentials = '';

/** A server of its own in development mode, without the quickstart's org. */
const start = () =>
  startServer({ environment: { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'silent', QUICKSTART: 'false', PROMPT_LIMITS: 'off' } });

beforeAll(async () => {
  port = await freePort();
  org = `http://localhost:${port}`;
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-guide-'));
  [server, browser] = await Promise.all([start(), launchBrowser()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(String(error)));
  const phoneContext = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  phoneContext.setDefaultTimeout(10_000);
  phone = await phoneContext.newPage();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

type Role = 'button' | 'link' | 'tab' | 'radio' | 'checkbox' | 'switch' | 'option';
const click = (role: Role, name: string, within: Pick<Page, 'getByRole'> = page) =>
  within.getByRole(role, { name, exact: true }).first().click();
const heading = (name: string) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();
const dialog = () => page.getByRole('dialog');
const goTo = (entry: string) => click('link', entry, page.getByRole('navigation'));

/** Picks from a list that opens, as a person does. */
async function choose(list: string, option: string, on: Page = page): Promise<void> {
  await on.getByRole('combobox', { name: list }).click();
  await click('option', option, on);
}

/** What the authenticator app shows, now or a step from now: no code is taken twice. */
const code = (stepsAhead = 0) => totpCode(totpKey.replaceAll(' ', ''), Math.floor(Date.now() / 30_000) + stepsAhead);

async function signIn(): Promise<void> {
  await page.getByLabel('Username').fill(administrator.login);
  await page.locator('input[type=password]').fill(administrator.password);
  await page.locator('button[type=submit]').click();
  await page.locator('input[name=code]').fill(code(1));
  await page.locator('button[type=submit]').click();
}

describe('an org in which there is nothing', () => {
  it('is opened by the printed link, for an administrator with a second factor', async () => {
    await page.goto(`${org}/admin/first-run/${server.outcome.setupToken}`);
    await page.getByLabel('First name').fill('Greta');
    await page.getByLabel('Last name').fill('Guide');
    await page.getByLabel('Username').fill(administrator.login);
    await page.getByLabel('Password').fill(administrator.password);
    await click('button', 'Continue');
    await click('button', 'Use a code app (six digits)');
    totpKey = await page.locator('code.key').innerText();
    await page.getByLabel('Code the app shows now').fill(code());
    await click('button', 'Add');
    await heading('Dashboard');
    await page.getByText('0 of 5 steps done').waitFor();
  });
});

describe('the guide, what you need', () => {
  it('Settings > Features: slide to enable Transaction Verification', async () => {
    await goTo('Features');
    await heading('Features');
    const feature = page.getByRole('switch', { name: 'Transaction Verification' });
    // a new org has it: taken away and given, so that the slide is seen to work
    expect(await feature.isChecked()).toBe(true);
    await feature.focus();
    await page.keyboard.press('Space');
    await click('button', 'Disable Transaction Verification', dialog());
    await expect.poll(() => feature.isChecked()).toBe(false);
    await feature.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => feature.isChecked()).toBe(true);
  });

  it('a mobile app: the native app integration that devices enrol as', async () => {
    await goTo('Applications');
    await click('link', 'Create App Integration');
    await click('radio', 'OIDC - OpenID Connect');
    await click('radio', 'Native Application');
    await click('button', 'Next');
    await page.getByLabel('App integration name').fill('Magenta Authenticator');
    // what this server's authenticator app needs is there already
    expect(await page.getByRole('checkbox', { name: 'JWT Bearer' }).isChecked()).toBe(true);
    expect(await page.getByRole('textbox', { name: 'sign-in redirect URI 1' }).inputValue()).toBe(`http://localhost:${port + 1}/callback`);
    await click('button', 'Save');
    await heading('Magenta Authenticator');
  });

  it('a custom authenticator for it', async () => {
    await goTo('Authenticators');
    await click('button', 'Add custom authenticator');
    await page.getByLabel('Authenticator name').fill('Magenta Bank');
    await choose('Mobile client', 'Magenta Authenticator');
    await page.getByRole('checkbox', { name: /^I agree/ }).check();
    await click('button', 'Add custom authenticator', dialog());
    await heading('Magenta Bank');
    await page.getByText('Devices enrol as Magenta Authenticator').waitFor();
  });

  it('a test user', async () => {
    await goTo('People');
    await click('link', 'Add person');
    await page.getByLabel('Username').fill(person.login);
    await page.getByLabel('First name').fill('Test');
    await page.getByLabel('Last name').fill('User');
    await click('radio', 'Activate now, I set the password');
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await click('button', 'Add person');
    await heading('Test User');
  });
});

describe('the guide, configure CIBA for your org', () => {
  it('creates an OIDC client integration, enables CIBA and notes id and secret', async () => {
    await goTo('Applications');
    await click('link', 'Create App Integration');
    await click('radio', 'OIDC - OpenID Connect');
    await click('radio', 'Web Application');
    await click('button', 'Next');
    await page.getByLabel('App integration name').fill('CIBA Client');
    await page.getByRole('checkbox', { name: 'Client-initiated backchannel authentication flow (CIBA)' }).check();
    await choose('Preferred authenticator for CIBA', 'Magenta Bank');
    // "You can use the default URI for this exercise."
    expect(await page.getByRole('textbox', { name: 'sign-in redirect URI 1' }).inputValue()).toMatch(/^http:\/\/localhost:/);
    await click('radio', 'Allow everyone in your organization to access');
    await click('button', 'Save');
    await heading('CIBA Client');
    appPage = page.url();
    expect(await page.getByRole('tab', { name: 'General', exact: true }).getAttribute('aria-selected')).toBe('true');
    await page.getByRole('heading', { name: 'Client Credentials', exact: true }).waitFor();
    const clientId = await page.getByRole('group', { name: 'Client ID', exact: true }).locator('code').innerText();
    await page.getByRole('heading', { name: 'CLIENT SECRETS', exact: true }).waitFor();
    await click('button', 'Read client secrets');
    await click('button', 'Show Client secret 1');
    const clientSecret = await page.getByRole('group', { name: 'Client secret 1' }).locator('code').innerText();
    credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  });

  it('is refused before the rule allows the grant, in words that tell why', async () => {
    const { body } = await ask();
    expect(memberAt(body, 'error')).toBe('access_denied');
    expect(memberAt(body, 'error_description')).toMatch(/policy/i);
  });

  it('selects the grant in the Default Policy Rule and clicks Update rule', async () => {
    await goTo('API');
    await heading('API');
    await click('button', 'Edit default');
    await click('tab', 'Access Policies');
    await click('button', 'Edit Default Policy Rule');
    const ciba = dialog().getByRole('checkbox', { name: 'Client-initiated backchannel authentication (CIBA)' });
    expect(await ciba.isChecked()).toBe(false);
    await ciba.check();
    const box = await dialog().boundingBox();
    // in the middle of the window
    expect(box === null ? 0 : Math.abs(box.x + box.width / 2 - 640)).toBeLessThan(2);
    await click('button', 'Update rule');
    await dialog().waitFor({ state: 'detached' });
    expect(await page.getByText(/^IF grant is/).innerText()).toContain('CIBA');
  });
});

describe('the guide, enroll a custom authenticator', () => {
  it('sets the phone up by the link of the console, which says so when it is done', async () => {
    await goTo('People');
    await click('link', 'Test User');
    await click('button', 'Enrol a phone');
    await click('button', 'Show the code', dialog());
    const link = await page.getByRole('group', { name: 'Link', exact: true }).locator('code').innerText();
    await phone.goto(link);
    await phone.getByText(person.login).first().waitFor();
    // the guide's "Enable CIBA transactions"
    expect(await phone.getByRole('checkbox').or(phone.getByRole('switch')).first().isChecked()).toBe(true);
    await click('button', 'Set up', phone);
    await phone.locator('.result-approved').waitFor();
    await page.getByText(/^Enrolled: /).waitFor();
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
    await phone.locator('.acts .button-primary').click();
    await phone.locator('.empty').waitFor();
  });
});

describe('the guide, test the CIBA flow', () => {
  it('asks with its curl command, is answered on the phone, and gets the tokens', async () => {
    const first = await ask();
    expect(first.body).toMatchObject({ expires_in: 300, interval: 5 });
    const authReqId = String(memberAt(first.body, 'auth_req_id'));
    expect(await poll(authReqId)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    // the app open on the phone shows the question by itself
    await phone.getByText('Test Binding Message', { exact: true }).filter({ visible: true }).waitFor();
    await decide(phone, 'approve');
    await phone.locator('.result-approved').waitFor();
    const { body } = await poll(authReqId);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid email' });
    expect(decodeJwt(String(memberAt(body, 'id_token'))).claims).toMatchObject({ email: person.login, iss: `${org}/oauth2/default` });
  });

  it('is on the dashboard, where the first steps have given way to figures', async () => {
    await goTo('Dashboard');
    await page.getByText('0 of 5 steps done').waitFor({ state: 'detached' });
    await goTo('CIBA requests');
    await page.getByRole('table', { name: 'CIBA requests' }).getByText('Test Binding Message').waitFor();
  });
});

describe('somebody at work', () => {
  it('keeps what was typed while the server is away, is told so, and saves once it is back', async () => {
    await page.goto(appPage);
    await click('button', 'Edit General Settings');
    await page.getByLabel('App integration name').fill('Typed while it was away');
    await server.close();
    await click('button', 'Save');
    await page.getByText('Could not save the general settings').waitFor();
    const banner = page.getByText('What you see may be out of date.');
    await banner.waitFor();
    server = await start();
    await banner.waitFor({ state: 'detached' });
    expect(await page.getByLabel('App integration name').inputValue()).toBe('Typed while it was away');
    await click('button', 'Save');
    await heading('Typed while it was away');
  });

  it('comes back to a half-filled form after the session was ended elsewhere, with all that was in it', async () => {
    await goTo('Applications');
    await click('link', 'Create App Integration');
    await click('radio', 'OIDC - OpenID Connect');
    await click('radio', 'Web Application');
    await click('button', 'Next');
    await page.getByLabel('App integration name').fill('Half filled');
    await page.getByRole('checkbox', { name: 'Client-initiated backchannel authentication flow (CIBA)' }).check();
    await choose('Preferred authenticator for CIBA', 'Magenta Bank');
    const other = await context.newPage();
    await other.goto(`${org}/admin/dashboard`);
    await other.getByRole('button', { name: /^Account/ }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByLabel('Username').waitFor();
    await other.close();
    await click('button', 'Save');
    await signIn();
    await page.getByText('What you had typed before signing in again is still here.').waitFor();
    expect(await page.getByLabel('App integration name').inputValue()).toBe('Half filled');
    // its name is there once the list of authenticators is
    await expect.poll(() => page.getByRole('combobox', { name: 'Preferred authenticator for CIBA' }).inputValue()).toBe('Magenta Bank');
    await click('button', 'Save');
    await heading('Half filled');
  });

  it('loses nothing to a colleague who changes another card of the same app', async () => {
    const colleague = await context.newPage();
    await Promise.all([page.goto(appPage), colleague.goto(`${appPage}?tab=ciba`)]);
    await click('button', 'Edit General Settings');
    await page.getByLabel('App integration name').fill('Name of the one');
    await click('button', 'Edit CIBA settings', colleague);
    await choose('Number challenge', 'Type the number', colleague);
    await click('button', 'Save', colleague);
    await colleague.getByText('Type the number').waitFor();
    await click('button', 'Save');
    await heading('Name of the one');
    await colleague.reload();
    await colleague.getByRole('heading', { name: 'Name of the one', level: 1 }).waitFor();
    await colleague.getByText('Type the number').waitFor();
    await colleague.close();
  });

  it('keeps what a colleague changed in the same card, and asks before it replaces the same field', async () => {
    const colleague = await context.newPage();
    await Promise.all([page.goto(appPage), colleague.goto(appPage)]);
    for (const one of [page, colleague]) await click('button', 'Edit General Settings', one);
    await colleague.getByLabel('App integration name').fill('Name of the other');
    await colleague.getByRole('textbox', { name: 'sign-in redirect URI 1' }).fill('https://example.com/callback');
    await click('button', 'Save', colleague);
    await colleague.getByRole('heading', { name: 'Name of the other', level: 1 }).waitFor();
    await colleague.close();
    await page.getByLabel('App integration name').fill('Mine');
    await click('button', 'Save');
    await page.getByText('Somebody else has changed the same in the meantime.').waitFor();
    await click('button', 'Save');
    await heading('Mine');
    await page.getByText('https://example.com/callback').waitFor();
  });

  it('met no fault of the page itself all the way', () => {
    expect(faults).toEqual([]);
  });
});

interface CurlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Runs a command line of the guide through the shell it was written for. */
async function bash(script: string): Promise<CurlAnswer> {
  const { stdout } = await run('bash', ['-c', script]);
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at)) as unknown };
}

const writeOut = String.raw`--silent --write-out '\n%{http_code}'`;

const ask = () =>
  bash(String.raw`curl ${writeOut} --request POST \
  --url ${org}/oauth2/default/v1/bc/authorize \
  --header 'Accept: application/json' \
  --header 'authorization: Basic ${credentials}' \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data 'scope=openid email' \
  --data 'binding_message=Test Binding Message' \
  --data 'login_hint=test.user@email.com'`);

const poll = (authReqId: string) =>
  bash(String.raw`curl ${writeOut} --request POST \
     --url ${org}/oauth2/default/v1/token \
     --header 'Accept: application/json' \
     --header 'authorization: Basic ${credentials}' \
     --header 'Content-Type: application/x-www-form-urlencoded' \
     --data 'grant_type=urn:openid:params:grant-type:ciba&scope=openid email&auth_req_id=${authReqId}&login_hint=test.user@email.com'`);
