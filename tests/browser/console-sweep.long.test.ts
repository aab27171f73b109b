/** Every screen of the Admin Console with something on it, in both themes, from the narrowest phone to a wide window: axe and no sideways scrolling. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { acknowledged } from '../support/ciba.js';
import { type ConsoleSweep, createConsoleSweep } from '../support/console-sweep.js';
import { enrollDevice } from '../support/device.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';

let server: ServerInProcess;
let browser: Browser;
let page: Page;
let sweep: ConsoleSweep;

beforeAll(async () => {
  [server, browser] = await Promise.all([startInProcess(), launchBrowser()]);
  await enrollDevice(server);
  await acknowledged(server, { binding_message: 'Pay 7.00 EUR to ACME' });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
  sweep = createConsoleSweep(page, `${server.url}/admin`);
  await page.goto(`${server.url}/admin/first-run/${server.running.outcome.setupToken}`);
  await page.locator('input[type=password]').fill('a few plain words');
  await page.locator('button[type=submit]').click();
  await page.locator('a[href*="/admin/sign-in"]').click();
  await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

it('every screen of the console meets axe in both themes and scrolls no sideways in any size', async () => {
  const first = (path: string) => page.evaluate(async (address) => (await (await fetch(`/api/v1/${address}`)).json())[0].id, path);
  const [serverId, transactionId, userId, groupId, deviceId, authenticatorId, brandId] = await Promise.all(
    [
      'authorizationServers',
      'transactions',
      `users?q=${encodeURIComponent(server.facts.user.login)}`,
      'groups',
      'devices',
      'authenticators',
      'brands',
    ].map(first),
  );
  const { clientId } = server.facts;
  const screens = [
    '/dashboard',
    '/reports/ciba-requests',
    `/reports/ciba-requests/${transactionId}`,
    '/reports/system-log',
    '/try-it',
    `/try-it?clientId=${clientId}&transaction=${transactionId}`,
    '/docs/prompts',
    '/applications',
    '/applications/new',
    ...['web', 'browser', 'native', 'service'].map((type) => `/applications/new?type=${type}&step=settings`),
    ...['', '?tab=sign-on', '?tab=ciba', '?tab=assignments', '?tab=scopes', '?tab=logs'].map((tab) => `/applications/${clientId}${tab}`),
    '/security/api',
    '/security/api?tab=tokens',
    ...['', '?tab=scopes', '?tab=claims', '?tab=policies', '?tab=preview'].map((tab) => `/security/api/${serverId}${tab}`),
    '/people',
    '/people/new',
    ...['', '?tab=profile', '?tab=access', '?tab=requests'].map((tab) => `/people/${userId}${tab}`),
    '/groups',
    `/groups/${groupId}`,
    '/devices',
    `/devices/${deviceId}`,
    '/security/authenticators',
    '/security/authenticators?tab=push-providers',
    `/security/authenticators/${authenticatorId}`,
    '/customizations/brands',
    `/customizations/brands/${brandId}`,
    '/settings/sign-in',
    '/settings/trusted-origins',
    '/settings/features',
    '/no-such-page',
  ];
  const faults: string[] = [];
  for (const path of screens) {
    await sweep.open(path);
    faults.push(...(await sweep.overflowing([320, 390, 768, 1280])).map((width) => `${path} at ${width}`));
    faults.push(...(await sweep.violations()).map((violation) => `${path} ${violation}`));
  }
  expect(faults).toEqual([]);
}, 300_000);
