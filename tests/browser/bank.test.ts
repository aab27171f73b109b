/** `npm start` as a person starts it, and the sample bank in a real browser: every end of an approval, with JavaScript and without. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { answerPending, enrollDevice, pendingChallenges, type TestDevice } from '../support/device.js';
import type { QuickstartFacts, TestServer } from '../support/start-process.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const startFile = fileURLToPath(new URL('../../tools/start.mjs', import.meta.url));

interface BankFacts extends QuickstartFacts {
  readonly authenticatorUrl: string;
  readonly bank: { readonly url: string; readonly clientSecret: string };
}

let dataDir: string;
let started: ChildProcess;
let output = '';
let facts: BankFacts;
let server: TestServer;
let device: TestDevice;
let browser: Browser;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-data-'));
  const { PATH, HOME, TMPDIR } = process.env;
  const environment = { PATH, HOME, TMPDIR, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  started = spawn(process.execPath, [startFile], { cwd: dataDir, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    const collect = (text: string): void => {
      output += text;
      if (output.includes('Stop everything')) resolve();
    };
    started.stdout?.setEncoding('utf8').on('data', collect);
    started.stderr?.setEncoding('utf8').on('data', collect);
    started.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  // written by the server under test; its members are what the tests then rely on
  facts = JSON.parse(readFileSync(join(dataDir, 'quickstart.json'), 'utf8')) as BankFacts;
  server = { url: facts.orgUrl, facts };
  [device, browser] = await Promise.all([enrollDevice(server), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  started.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;
let session: NonNullable<ContextOptions['storageState']> | undefined;

/** Signs in once; further windows share the session, as windows of one browser do. */
async function signedIn(options: ContextOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ ...options, ...(session === undefined ? {} : { storageState: session }) });
  const page = await context.newPage();
  if (session !== undefined) {
    await page.goto(`${facts.bank.url}/accounts`);
    return { context, page };
  }
  await page.goto(facts.bank.url);
  await page.getByRole('link', { name: 'Sign in with your password' }).click();
  await page.locator('input[name=username]').fill(facts.user.login);
  await page.locator('input[name=password]').fill(facts.user.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(`${facts.bank.url}/accounts`);
  session = await context.storageState();
  return { context, page };
}

async function transfer(page: Page, { amount, payee = 'ACME GmbH' }: { readonly amount: string; readonly payee?: string }): Promise<void> {
  await page.goto(`${facts.bank.url}/transfers/new`);
  await page.getByLabel('Payee').fill(payee);
  await page.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
  await page.getByLabel('Amount in EUR').fill(amount);
  await page.getByRole('button', { name: 'Continue to your phone' }).click();
  await page.waitForURL(/\/approvals\//);
}

const title = (page: Page): Promise<string> => page.locator('h1').innerText();

/** What axe finds in both themes, and what scrolls sideways at four widths, of the page as it stands. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const width of [320, 390, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (overflow > 0) faults.push(`${page.url()} scrolls sideways at ${width} px`);
  }
  await page.evaluate(axeSource);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate<readonly string[]>(
      'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))',
    );
    faults.push(...found.map((fault) => `${page.url()} (${colorScheme}) ${fault}`));
  }
  return faults;
}

describe('the sample bank', () => {
  it('sends money after an approval, with JavaScript switched off, and shows the proof of it', async () => {
    const { context, page } = await signedIn({ javaScriptEnabled: false });
    expect(await page.locator('.hero .balance').innerText()).toContain('17,326.17');
    await transfer(page, { amount: '1,250.00' });
    expect(await title(page)).toBe('Confirm in Magenta Bank on your phone');
    expect(await page.locator('.message').innerText()).toBe('Pay 1,250.00 EUR to ACME GmbH');
    // the page looks again by itself
    expect(await page.locator('meta[http-equiv=refresh]').count()).toBe(1);
    const address = page.url();
    await answerPending(device, 'Pay 1,250.00 EUR to ACME GmbH');
    // coming back by link
    await expect.poll(async () => (await page.goto(address), title(page))).toBe('Approved and sent');
    await expect.poll(async () => (await page.reload(), page.locator('.verdict').count())).toBe(1);
    expect(await page.locator('.verdict').innerText()).toContain('All signatures are good');
    await page.goto(`${facts.bank.url}/accounts`);
    expect(await page.locator('.hero .balance').innerText()).toContain('16,076.17');
    await context.close();
  });

  it('tells refusals and cancellations at once, keeps approvals to their session, and shows no secret of what happened', async () => {
    const { context, page } = await signedIn();
    await transfer(page, { amount: '10' });
    await answerPending(device, 'Pay 10.00 EUR to ACME GmbH', { consent: 'DENIED_CONSENT_PROMPT' });
    await page.getByRole('heading', { name: 'Denied' }).waitFor();

    await transfer(page, { amount: '20' });
    await page.getByRole('button', { name: 'Cancel the transfer' }).click();
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    expect(await pendingChallenges(device)).toEqual([]);

    await transfer(page, { amount: '30' });
    const first = page.url();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.waitForURL((url) => url.href !== first);
    expect(await pendingChallenges(device)).toHaveLength(1);
    await page.getByText('Behind the scenes').click();
    expect(await page.locator('#requests').innerText()).toContain('/v1/bc/authorize');
    await answerPending(device, 'Pay 30.00 EUR to ACME GmbH');
    await page.getByRole('heading', { name: 'Approved and sent' }).waitFor();
    // the drawer is as it was left
    expect(await page.locator('#scenes').getAttribute('open')).not.toBeNull();
    const happened = await (await page.request.get(`${page.url()}/requests`)).text();
    expect(happened).toContain('ID token, decoded');
    for (const secret of [facts.bank.clientSecret, facts.apiToken]) expect(happened).not.toContain(secret);
    // tokens are cut short, in answers and in requests
    expect(happened).toMatch(/id_token&quot;: &quot;eyJ/);
    expect(happened).not.toMatch(/_token&quot;: &quot;[\w.-]{11}|<dt>id_token_hint<\/dt>\s*<dd>[\w.-]{11}/);

    const stranger = await browser.newContext();
    expect((await stranger.request.get(page.url())).status()).toBe(404);
    await stranger.close();
    await context.close();
  });

  it('signs in by an approval too', async () => {
    const page = await browser.newPage();
    await page.goto(facts.bank.url);
    await page.getByLabel('Username').fill(facts.user.login);
    await page.getByRole('button', { name: 'Sign in with your phone' }).click();
    await page.waitForURL(/\/approvals\//);
    const message = await page.locator('.message').innerText();
    expect(message).toMatch(/^Sign in to Magenta Bank, code \d{4}$/);
    await answerPending(device, message);
    await page.waitForURL(`${facts.bank.url}/accounts`);
    await page.close();
  });

  it('has no accessibility violation and does not scroll sideways, in both themes and at every width', async () => {
    // axe is put into the page by script, which the bank's policy rightly forbids
    const { context, page } = await signedIn({ bypassCSP: true, reducedMotion: 'reduce' });
    const faults = [...(await faultsOf(page))];
    await page.goto(`${facts.bank.url}/transfers/new`);
    await page.getByRole('button', { name: 'Continue to your phone' }).click();
    await page.getByText('Check 3 fields').waitFor();
    faults.push(...(await faultsOf(page)));
    await transfer(page, { amount: '40', payee: 'A'.repeat(70) });
    await page.getByText('Behind the scenes').click();
    faults.push(...(await faultsOf(page)));
    await answerPending(device, `Pay 40.00 EUR to ${'A'.repeat(70)}`);
    await page.getByText('All signatures are good').waitFor();
    faults.push(...(await faultsOf(page)));
    await page.goto(`${page.url()}/requests`);
    faults.push(...(await faultsOf(page)));
    await page.goto(`${facts.bank.url}/sign-in`);
    faults.push(...(await faultsOf(page)));
    expect(faults).toEqual([]);
    await context.close();
  });

  it('ends with npm start, on Ctrl-C, and leaves nothing behind', async () => {
    expect(output).toContain(facts.bank.url);
    expect(output).toContain(facts.authenticatorUrl);
    const exited = new Promise<number | null>((resolve) => void started.once('exit', resolve));
    started.kill('SIGINT');
    expect(await exited).toBe(0);
    for (const url of [facts.orgUrl, facts.bank.url]) await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
