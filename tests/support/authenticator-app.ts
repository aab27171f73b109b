/** The authenticator app in a browser, used the way a person does. */
import type { BrowserContext, Page } from 'playwright-core';
import type { TestServer } from './start-process.js';

/** Opens the app, signs the demo user in at the org and sets this browser up. Ends on the list of requests. */
export async function setUpAuthenticator(context: BrowserContext, server: TestServer, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.acts .button-primary').click();
  await signInAtOrg(page, server.facts.user);
  await page.locator('.acts .button-primary:not([aria-busy=true])').click();
  const notNow = page.getByRole('button', { name: 'Continue without' });
  await notNow.or(page.locator('.result-approved')).waitFor();
  if (await notNow.isVisible()) await notNow.click();
  await page.locator('.result-approved').waitFor();
  await page.locator('.acts .button-primary').click();
  await page.locator('.empty').waitFor();
  return page;
}

export async function signInAtOrg(page: Page, { login, password }: { readonly login: string; readonly password: string }): Promise<void> {
  const user = page.locator('input[type=text], input[type=email]').first();
  await user.waitFor();
  if ((await user.inputValue()) === '') await user.fill(login);
  const field = page.locator('input[type=password]');
  if ((await field.count()) === 0) await page.locator('button[type=submit]').first().click();
  await field.fill(password);
  await page.locator('button[type=submit]').first().click();
}

/** The buttons of a question ignore taps of the first 600 ms. */
export async function decide(page: Page, choice: 'approve' | 'deny'): Promise<void> {
  await page.locator('.decide-yes').waitFor();
  await page.waitForTimeout(650);
  await page.locator(choice === 'approve' ? '.decide-yes' : '.decide-no').click();
}
