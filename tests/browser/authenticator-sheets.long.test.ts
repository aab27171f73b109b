/**
 * Every screen of the authenticator app in every size and theme, for a designer's eye: pictures in test-results/authenticator. Part of the
 * long tests only.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { decide, setUpAuthenticator, signInAtOrg } from '../support/authenticator-app.js';
import { launchBrowser } from '../support/browser.js';
import { acknowledged } from '../support/ciba.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';

const folder = fileURLToPath(new URL('../../test-results/authenticator/', import.meta.url));
const widths = [360, 390, 768, 1280];
const looks = [
  { name: 'light', colorScheme: 'light', language: 'en' },
  { name: 'dark', colorScheme: 'dark', language: 'de' },
  { name: 'arabic', colorScheme: 'light', language: 'ar' },
] as const;
const message = 'Pay 1 250.00 EUR to Musterstrasse Homeowners, reference 2026-118';

const payment = JSON.stringify([
  {
    type: 'payment_initiation',
    instructedAmount: { currency: 'EUR', amount: '1250.00' },
    creditorName: 'Musterstrasse Homeowners',
    creditorAccount: { iban: 'DE89370400440532013000' },
    remittanceInformationUnstructured: 'Service charge 2026-118',
  },
]);

let server: ServerInProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let app: string;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [server, browser] = await Promise.all([startInProcess(), launchBrowser()]);
  app = server.running.authenticatorUrl;
  context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
  page = await setUpAuthenticator(context, server, app);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function shoot(name: string, on: Page = page): Promise<void> {
  for (const width of widths) {
    await on.setViewportSize({ width, height: width < 768 ? 780 : 900 });
    await on.screenshot({ path: `${folder}${name}-${width}.png`, fullPage: true });
  }
}

describe.each(looks)('in $name', ({ name, colorScheme, language }) => {
  it('every screen is shot', async () => {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${app}/settings`);
    await page.locator('select').selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    await shoot(`${name}-settings`);
    await page.goto(app);
    await page.locator('.empty').waitFor();
    await shoot(`${name}-home`);
    await acknowledged(server, { authorization_details: payment });
    await page.locator('.question').waitFor();
    await shoot(`${name}-payment`);
    await decide(page, 'approve');
    await page.locator('.result').waitFor();
    await page.goto(app);
    await page.locator('.empty').waitFor();
    await acknowledged(server, { binding_message: message });
    await page.locator('.question').waitFor();
    await shoot(`${name}-question`);
    await acknowledged(server, { binding_message: 'Sign the contract 77/2026' });
    await page.goto(`${app}/settings`);
    await page.locator('.count').waitFor();
    await page.locator('.sections a').first().click();
    await page.locator('.card-link').nth(1).waitFor();
    await shoot(`${name}-waiting`);
    await page.locator('.card-link').first().click();
    await decide(page, 'approve');
    await page.locator('.result').waitFor();
    await shoot(`${name}-approved`);
    await page.goto(app);
    await decide(page, 'deny');
    await page.locator('.result').waitFor();
    await shoot(`${name}-refused`);
    await page.goto(`${app}/history`);
    await page.locator('.card-details').first().click();
    await shoot(`${name}-history`);
    await page.goto(`${app}/request/ft0000000000000000000000000000000000`);
    await page.locator('.result-ended').waitFor();
    await shoot(`${name}-ended`);
  }, 120_000);

  it('the first start is shot', async () => {
    const fresh = await browser.newContext({ locale: language, colorScheme, reducedMotion: 'reduce' });
    const first = await fresh.newPage();
    await first.goto(app);
    await first.locator('.acts .button-primary').waitFor();
    await shoot(`${name}-welcome`, first);
    await first.goto(`${app}/enroll`);
    await first.locator('.code-input').fill('7K3Q-9FWD');
    await first.keyboard.press('Enter');
    await first.locator('.notice-danger').waitFor();
    await shoot(`${name}-enroll`, first);
    await first.goto(app);
    await first.locator('.acts .button-primary').click();
    await signInAtOrg(first, server.facts.user);
    await first.locator('.acts .button-primary:not([aria-busy=true])').waitFor();
    await shoot(`${name}-set-up`, first);
    await fresh.close();
  }, 60_000);
});
