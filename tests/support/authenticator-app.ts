/** The authenticator app in a browser, used the way a person does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

export interface AppHost {
  /** Where browsers reach the app: `AUTHENTICATOR_URL` of the server. */
  readonly url: string;
  /** Where the server really serves it. */
  upstream: string;
  /** From now on another version of the service worker is served. */
  newWorker: boolean;
  close(): void;
}

/** The host of the app in front of the server, as a proxy in production is; it can change what is deployed. */
export async function openAppHost(): Promise<AppHost> {
  const listener = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const headers = new Headers();
      for (const name of ['accept', 'if-none-match'])
        if (request.headers[name] !== undefined) headers.set(name, String(request.headers[name]));
      const isWorker = request.url === '/service-worker.js';
      if (isWorker) headers.delete('if-none-match');
      const answer = await fetch(`${host.upstream}${request.url}`, { headers, redirect: 'manual' });
      const dropped = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']);
      response.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !dropped.has(name))));
      response.end(Buffer.concat([Buffer.from(await answer.arrayBuffer()), Buffer.from(isWorker && host.newWorker ? '// next' : '')]));
    };
    forward().catch(() => response.destroy());
  });
  listener.listen(0, 'localhost');
  await once(listener, 'listening');
  // a server that listens on TCP has an address with a port
  const { port } = listener.address() as AddressInfo;
  const host: AppHost = {
    url: `http://localhost:${port}`,
    upstream: '',
    newWorker: false,
    close() {
      listener.close();
      listener.closeAllConnections();
    },
  };
  return host;
}
