/**
 * The Admin Console in a real browser: the guide followed by mouse from the first administrator's link to a request that a phone is asked
 * about, under the console's own policy for scripts and styles; then a screen of each kind in both themes and two sizes. One server, one page.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type ConsoleSweep, createConsoleSweep } from '../support/console-sweep.js';
import { enrollmentBody, makeDeviceKey, sendEnrollment } from '../support/device.js';
import { basic, postForm, request, textMember } from '../support/http.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';

let server: ServerInProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let admin: string;
let sweep: ConsoleSweep;
/** What the browser complained about, among it everything the policy forbade. */
const faults: string[] = [];
/** Of the app that the guide makes. */
let clientId = '';
let clientSecret = '';
/** Of the test that was sent and approved. */
let transactionId = '';

beforeAll(async () => {
  [server, browser] = await Promise.all([startInProcess(), launchBrowser()]);
  admin = `${server.url}/admin`;
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', colorScheme: 'light' });
  context.setDefaultTimeout(8_000);
  page = await context.newPage();
  sweep = createConsoleSweep(page, admin);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (asked) => {
    if (!asked.url().startsWith(server.url)) faults.push(`asked ${asked.url()}`);
  });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const click = (role: 'button' | 'link' | 'tab' | 'radio' | 'checkbox' | 'menuitem', name: string) =>
  page.getByRole(role, { name, exact: true }).click();
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

describe('the Admin Console', () => {
  it('lets the first administrator in by the link the server printed', async () => {
    await page.goto(`${admin}/first-run/${server.running.outcome.setupToken}`);
    await page.locator('input[type=password]').fill('a few plain words');
    await page.locator('button[type=submit]').click();
    // a second factor can wait while the org is on this machine only
    await page.locator('a[href*="/admin/sign-in"]').click();
    await heading('Dashboard');
    expect(await page.title()).toContain('Dashboard');
  });

  it('creates an app integration with CIBA in the steps of the guide', async () => {
    await click('link', 'Applications');
    await click('link', 'Create App Integration');
    await page.getByRole('radio', { name: 'OIDC - OpenID Connect' }).click();
    await page.getByRole('radio', { name: 'Web Application' }).click();
    await click('button', 'Next');
    await page.getByLabel('App integration name').fill('CIBA Client');
    await page.getByRole('checkbox', { name: 'Client-initiated backchannel authentication flow (CIBA)' }).click();
    await page.getByRole('combobox', { name: 'Preferred authenticator for CIBA' }).click();
    await page.getByRole('option').first().click();
    await page.getByRole('radio', { name: 'Allow everyone in your organization to access' }).click();
    await click('button', 'Save');
    await heading('CIBA Client');
    clientId = await page.getByRole('group', { name: 'New client ID' }).locator('code').innerText();
    clientSecret = await page.getByRole('group', { name: 'New client secret' }).locator('code').innerText();
    expect(page.url()).toBe(`${admin}/applications/${clientId}`);
  });

  it('lets CIBA through by the rule of the default server', async () => {
    await click('link', 'API');
    await click('button', 'Edit default');
    await click('tab', 'Access Policies');
    await click('button', 'Edit Default Policy Rule');
    const dialog = page.getByRole('dialog');
    const ciba = dialog.getByRole('checkbox', { name: 'Client-initiated backchannel authentication (CIBA)' });
    // the quickstart's rule has it already: take it away, then follow the guide
    await ciba.uncheck();
    await click('button', 'Update rule');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByText(/^IF grant is/).innerText()).not.toContain('CIBA');
    await click('button', 'Edit Default Policy Rule');
    await ciba.check();
    await click('button', 'Update rule');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByText(/^IF grant is/).innerText()).toContain('CIBA');
  });

  it('has made a client whose requests are understood: only the device is missing', async () => {
    const fields = { scope: 'openid', login_hint: server.facts.user.login, binding_message: 'Pay 1 EUR' };
    const answer = await postForm(`${server.url}/oauth2/default/v1/bc/authorize`, fields, { authorization: basic(clientId, clientSecret) });
    expect(textMember(answer, 'error')).toBe('access_denied');
    expect(textMember(answer, 'error_description')).toBe('The user has no device that could be asked.');
  });

  it('reads client secrets only when asked, and shows them only then', async () => {
    await page.goto(`${admin}/applications/${clientId}`);
    await click('button', 'Read client secrets');
    const secret = page.getByRole('group', { name: 'Client secret 1' });
    expect(await secret.innerText()).not.toContain(clientSecret);
    await click('button', 'Show Client secret 1');
    expect(await secret.locator('code').innerText()).toBe(clientSecret);
  });

  it('keeps what was typed when the session ends, and comes back to it', async () => {
    await click('button', 'Edit General Settings');
    await page.getByLabel('App integration name').fill('Renamed in between');
    const cookies = await context.cookies();
    await context.clearCookies();
    await click('button', 'Save');
    await page.waitForURL(/sign-in|authorize/);
    await context.addCookies(cookies);
    await page.goto(`${admin}/applications/${clientId}`);
    expect(await page.getByLabel('App integration name').inputValue()).toBe('Renamed in between');
    await click('button', 'Save');
    await heading('Renamed in between');
    // calls that were refused are the one kind of fault there should be
    expect([...new Set(faults.splice(0))]).toEqual([expect.stringContaining('401')]);
  });

  it('puts the faults that the server finds at their fields', async () => {
    await click('button', 'Edit General Settings');
    await page.getByRole('textbox', { name: 'sign-in redirect URI 1' }).fill('not an address');
    await click('button', 'Save');
    const field = page.getByRole('textbox', { name: 'sign-in redirect URI 1' });
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.evaluate((input) => document.activeElement === input)).toBe(true);
    expect(faults.splice(0)).toEqual([expect.stringContaining('400')]);
    await click('button', 'Cancel');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click();
  });

  it('finds pages and acts by Ctrl K', async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('textbox', { name: /^Search/ }).fill('features');
    await page.keyboard.press('Enter');
    await heading('Features');
  });

  it('adds a person and enrols their phone by a code, and says by itself when it is there', async () => {
    await click('link', 'People');
    await click('link', 'Add person');
    await page.getByLabel('Username').fill('ada@example.com');
    await page.getByLabel('Display name').fill('Ada Example');
    await page.getByRole('radio', { name: 'Activate now, I set the password' }).click();
    await page.getByRole('textbox', { name: 'Password' }).fill('a few other words');
    await click('button', 'Add person');
    await heading('Ada Example');
    await page.getByRole('button', { name: 'Enrol a phone' }).first().click();
    await click('button', 'Show the code');
    await page.getByRole('img', { name: 'QR code of the enrollment link' }).waitFor();
    await page.getByText('Waiting for the device…').waitFor();
    expect(await sweep.violations()).toEqual([]);
    await enrolByCode(await page.getByRole('group', { name: 'Code', exact: true }).locator('code').innerText());
    await page.getByText('Enrolled: Test phone').waitFor();
    await click('button', 'Close');
    const card = page.getByRole('region', { name: 'Test phone' });
    expect(await card.innerText()).toMatch(/Active[^]*CIBA transactions\s+On[^]*Possession key: ES256, in software/);
  });

  it('suspends all devices of a person found by search, for a lost phone', async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('textbox', { name: /^Search/ }).fill('ada');
    await page.getByText('Person', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await heading('Ada Example');
    await click('button', 'Suspend all devices');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend all devices' }).click();
    await page.getByRole('region', { name: 'Test phone' }).getByText('Suspended').waitFor();
    await click('link', 'Test phone');
    await heading('Test phone');
  });

  it('refuses colours that cannot be read, and offers the nearest that can', async () => {
    await click('link', 'Brands');
    await page.getByRole('row').nth(1).getByRole('link').click();
    await click('button', 'Edit Name and colours');
    await page.getByLabel('Primary colour', { exact: true }).fill('#ffcc00');
    await page.getByRole('combobox', { name: 'Text upon it' }).click();
    await page.getByRole('option', { name: 'White', exact: true }).click();
    await click('button', 'Save');
    await page.getByText(/Text upon it cannot be read/).waitFor();
    await page.getByRole('button', { name: /^Use #/ }).click();
    await page.getByText(/^Contrast .+ can be read$/).waitFor();
    await click('button', 'Save');
    await page.getByRole('button', { name: 'Edit Name and colours' }).waitFor();
  });

  it('sends a test request and answers for a simulated device', async () => {
    await page.goto(`${admin}/try-it?clientId=${clientId}`);
    await page.getByRole('combobox', { name: 'User' }).fill(server.facts.user.login);
    await page.getByRole('option', { name: server.facts.user.login }).click();
    await page.getByRole('textbox', { name: 'Binding message' }).fill('Pay 7.00 EUR to ACME');
    await click('button', 'Enrol a simulated device');
    await page.getByText('Enrolled. Send the test request.').waitFor();
    await click('button', 'Send test request');
    await click('button', 'Approve for the simulated device');
    await page.getByText('SIMULATED: The person approved.').waitFor();
    transactionId = new URL(page.url()).searchParams.get('transaction') ?? '';
    expect(await page.getByRole('tabpanel', { name: 'curl' }).innerText()).toContain('binding_message=Pay 7.00 EUR to ACME');
  });

  it('follows requests as they come, with their state and time left, and cancels one with a reason', async () => {
    await click('link', 'CIBA requests');
    const rows = page.getByRole('table', { name: 'CIBA requests' }).getByRole('row');
    await rows.filter({ hasText: 'Approved' }).getByText('Pay 7.00 EUR to ACME').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const fields = { scope: 'openid', login_hint: server.facts.user.login, binding_message: 'Pay 8.00 EUR to ACME' };
    await postForm(`${server.url}/oauth2/default/v1/bc/authorize`, fields, { authorization: basic(clientId, clientSecret) });
    server.clock.advance(1_000);
    const pending = rows.filter({ hasText: 'Pay 8.00 EUR to ACME' });
    await pending.getByText(/^\d:\d\d left$/).waitFor();
    await pending.getByRole('link').click();
    await heading('Pay 8.00 EUR to ACME');
    await click('button', 'Cancel CIBA request');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('sent twice');
    await dialog.getByRole('button', { name: 'Cancel CIBA request' }).click();
    await page.getByText(/: sent twice$/).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'It was taken back.' }).count()).toBe(1);
  });

  it('finds what happened in the system log, and narrows it down by a value', async () => {
    const about = `debugContext.debugData.transactionId eq "${transactionId}"`;
    await page.goto(`${admin}/reports/system-log?filter=${encodeURIComponent(about)}`);
    await page.getByRole('textbox', { name: 'Filter expression' }).fill('eventType is "x"');
    await click('button', 'Search log');
    await page.getByText(/At character 11, is is no operator/).waitFor();
    await page.getByRole('button', { name: /details of Authentication of user via MFA/ }).click();
    await click('button', 'Filter for Type user.authentication.auth_via_mfa');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Filter expression' }).inputValue())
      .toBe(`${about} and eventType eq "user.authentication.auth_via_mfa"`);
    await page.getByText('1 event', { exact: true }).waitFor();
  });

  it('meets axe and scrolls no sideways on a screen of each kind, in both themes', async () => {
    const first = (path: string) => page.evaluate(async (address) => (await (await fetch(`/api/v1/${address}`)).json())[0].id, path);
    const [serverId, userId] = await Promise.all(['authorizationServers', 'users?q=ada'].map(first));
    // every screen, in more sizes: console-sweep.long.test.ts
    const screens = [
      '/dashboard',
      `/reports/ciba-requests/${transactionId}`,
      '/reports/system-log',
      '/applications/new?type=web&step=settings',
      `/security/api/${serverId}?tab=policies`,
      `/people/${userId}`,
    ];
    for (const path of screens) {
      await sweep.open(path);
      expect(await sweep.overflowing([360, 1280]), path).toEqual([]);
      expect(await sweep.violations(), path).toEqual([]);
    }
  }, 60_000);

  it('is served so that browsers keep what cannot change, and ask anew for what can', async () => {
    const shell = await request(`${admin}/applications/any`);
    expect(shell.status).toBe(200);
    expect(shell.headers.get('cache-control')).toBe('no-store');
    expect(shell.headers.get('content-security-policy')).toMatch(/script-src 'self'; style-src 'self' 'nonce-[\w-]{22}';/);
    expect(shell.text).not.toMatch(/<style|<script>|__STYLE_NONCE__/);
    const script = /\/admin(\/assets\/[\w-]+\.js)/.exec(shell.text)?.[1] ?? '';
    const asset = await request(admin + script);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const again = await request(admin + script, { headers: { 'if-none-match': asset.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    expect((await request(`${admin}/assets/gone.js`)).status).toBe(404);
  });

  it('asked nobody else for anything, and met its own policy all the way', () => {
    expect(faults).toEqual([]);
  });
});

/** As the app on a phone does when somebody pastes a code there. */
async function enrolByCode(code: string): Promise<void> {
  const { mobileClientId } = server.facts;
  const fields = { grant_type: 'urn:countersign:params:oauth:grant-type:enrollment-code', client_id: mobileClientId, code };
  const tokens = await postForm(`${server.url}/oauth2/v1/token`, fields);
  const keys = { clientInstance: makeDeviceKey(), possession: makeDeviceKey() };
  const enrolled = await sendEnrollment(server, textMember(tokens, 'access_token'), enrollmentBody(server, keys));
  expect(enrolled.status, enrolled.text).toBe(200);
}
