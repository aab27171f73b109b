/** The Devices SDK's browser entry in a real browser: keys that script can use and nobody can read, also after a reload. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as BrowserSdk from '../../packages/devices-sdk/src/platform/browser/index.js';
import { startProtocolServer, type ProtocolServer } from '../../packages/devices-sdk/src/testing/protocol-server.js';
import { launchBrowser } from '../support/browser.js';

/** What the page's script finds: the bundle under its name. */
declare const sdk: typeof BrowserSdk;

let browser: Browser;
let bundle: string;
let server: ProtocolServer;
let page: Page;
beforeAll(async () => {
  [browser, bundle] = await Promise.all([launchBrowser(), bundleBrowserEntry()]);
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startProtocolServer('localhost');
  server.state.now = Date.now();
  page = await openPage(await browser.newContext());
});
afterEach(async () => {
  await page.context().close();
  await server.close();
});

async function bundleBrowserEntry(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('../../packages/devices-sdk/src/platform/browser/index.ts', import.meta.url)),
        formats: ['iife'],
        name: 'sdk',
      },
    },
  });
  const code = Array.isArray(built) ? built[0]?.output[0].code : undefined;
  if (code === undefined) throw new Error('the SDK could not be bundled');
  return code;
}

async function openPage(context: BrowserContext): Promise<Page> {
  const opened = await context.newPage();
  // The app lives on the org's origin here: cross-origin calls are the server's matter, not the SDK's.
  const html = `<!doctype html><title>Authenticator</title><script>${bundle.replaceAll('</script', '<\\/script')}</script>`;
  await opened.route(`${server.org}/app`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await opened.goto(`${server.org}/app`);
  return opened;
}

/** What the pages of the last test keep between two calls. */
interface Here {
  readonly accounts: BrowserSdk.AccountList;
  readonly authenticator: BrowserSdk.DeviceAuthenticator;
  readonly lists: string[][];
  readonly states: BrowserSdk.LiveState[];
  stop(): void;
}
declare const here: Here;

async function addVirtualAuthenticator(opened: Page): Promise<void> {
  const devtools = await opened.context().newCDPSession(opened);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasUserVerification: true, isUserVerified: true } as const;
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
}

async function openAccount({ orgUrl, clientId, userId }: Record<'clientId' | 'orgUrl' | 'userId', string>): Promise<BrowserSdk.Account> {
  const device = { platform: 'WEB', osVersion: '1', displayName: 'A browser' };
  const application = { name: 'authenticator', version: '1' };
  const accounts = sdk.createAccountList({ application, device, passkey: sdk.createPasskeyUserVerification() });
  const account = await accounts.add({ orgUrl, clientId, userId, username: `${userId}@example.com` });
  if (userId === '00uJo') Object.assign(globalThis, { here: { accounts, authenticator: await accounts.open(account) } });
  return account;
}

function watchAccount(): void {
  const lists: string[][] = [];
  const states: BrowserSdk.LiveState[] = [];
  const watch = here.authenticator.watch({
    pending: ({ challenges }) => void lists.push(challenges.map((challenge) => challenge.transactionId)),
    state: (state) => void states.push(state),
  });
  Object.assign(here, { lists, states, stop: () => watch.close() });
}

const facts = () => ({ orgUrl: server.org, clientId: server.state.clientId });

function enroll(accessToken: string): Promise<string> {
  return page.evaluate(
    async ({ orgUrl, clientId, accessToken: token }) => {
      const device = { platform: 'WEB', osVersion: '1', displayName: 'A browser' };
      const application = { name: 'authenticator', version: '1' };
      const authenticator = sdk.createDeviceAuthenticator(await sdk.createBrowserPorts(), { orgUrl, clientId, application, device });
      return (await authenticator.enroll({ accessToken: token, enableCiba: true })).id;
    },
    { ...facts(), accessToken },
  );
}

function answerPending(choice: 'approve' | 'deny'): Promise<readonly (string | undefined)[]> {
  return page.evaluate(
    async ({ orgUrl, clientId, choice: chosen }) => {
      const device = { platform: 'WEB', osVersion: '1', displayName: 'A browser' };
      const application = { name: 'authenticator', version: '1' };
      const authenticator = sdk.createDeviceAuthenticator(await sdk.createBrowserPorts(), { orgUrl, clientId, application, device });
      const [enrollment] = await authenticator.allEnrollments();
      const pending = await enrollment?.retrievePushChallenges();
      const shown = (pending?.challenges ?? []).map((challenge) => challenge.bindingMessage);
      for (const challenge of pending?.challenges ?? []) await challenge.resolve({ consent: () => chosen });
      return shown;
    },
    { ...facts(), choice },
  );
}

describe('Devices SDK in Chromium', () => {
  it('is small: at most 20 kB compressed, of the 40 kB an app has for its first view', () => {
    expect(gzipSync(bundle).length).toBeLessThan(20_000);
  });

  it('enrols, and after a reload lists, approves and denies with the same key', async () => {
    const enrollmentId = await enroll(server.signIn('00uJo'));
    expect(server.state.enrollments.get(enrollmentId)?.device.body).toMatchObject({ platform: 'WEB' });
    for (const choice of ['approve', 'deny'] as const) {
      await page.reload();
      const transactionId = server.ask(enrollmentId);
      expect(await answerPending(choice)).toEqual(['Pay 50 EUR to J. Doe?']);
      expect(server.state.transactions.get(transactionId)?.state).toBe(choice === 'approve' ? 'approved' : 'denied');
    }
  });

  it('keeps keys that cannot be exported', async () => {
    await enroll(server.signIn('00uJo'));
    const found = await page.evaluate(async () => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
        });
      const database = await settled(indexedDB.open('countersign-device'));
      const kept: { privateKey: CryptoKey }[] = await settled(database.transaction('keys').objectStore('keys').getAll());
      const exports = kept.map(({ privateKey }) => crypto.subtle.exportKey('jwk', privateKey).catch((error: unknown) => String(error)));
      return { extractable: kept.map(({ privateKey }) => privateKey.extractable), exports: await Promise.all(exports) };
    });
    expect(found.extractable).toEqual([false, false]);
    expect(found.exports).toEqual([expect.stringContaining('InvalidAccessError'), expect.stringContaining('InvalidAccessError')]);
  });

  it('says "enrol again" when the browser has cleared its storage', async () => {
    const enrollmentId = await enroll(server.signIn('00uJo'));
    server.ask(enrollmentId);
    await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const opening = indexedDB.open('countersign-device');
        opening.onsuccess = () => resolve(opening.result);
      });
      await new Promise((resolve) => {
        const transaction = database.transaction('keys', 'readwrite');
        transaction.oncomplete = resolve;
        transaction.objectStore('keys').clear();
      });
    });
    await expect(answerPending('approve')).rejects.toThrow('enrol again');
  });

  it('keeps accounts apart, verifies the person by passkey, shares one stream between tabs, and leaves nothing after signing out', async () => {
    await addVirtualAuthenticator(page);
    const accessToken = server.signIn('00uJo');
    const account = await page.evaluate(openAccount, { ...facts(), userId: '00uJo' });
    expect(account.databaseName).toContain('00uJo');
    await page.evaluate(openAccount, { ...facts(), userId: '00uAda' });
    const enrollmentId = await page.evaluate(async (token) => {
      const enrollment = await here.authenticator.enroll({
        accessToken: token,
        enableCiba: true,
        enableUserVerification: true,
        userName: 'jo',
      });
      return enrollment.id;
    }, accessToken);
    const enrolled = server.state.enrollments.get(enrollmentId)?.keys['userVerification'];
    expect(enrolled).toMatchObject({ 'cs:webauthn': { rpId: 'localhost', origin: server.org } });

    const asked = server.ask(enrollmentId, { userVerification: 'REQUIRED' });
    const answered = await page.evaluate(async () => {
      const [enrollment] = await here.authenticator.allEnrollments();
      const [challenge] = (await enrollment?.retrievePushChallenges())?.challenges ?? [];
      const completed = await challenge?.resolve({ consent: () => 'approve' });
      return { lines: challenge?.lines, userVerified: completed?.userVerified, history: await enrollment?.history() };
    });
    expect(answered).toMatchObject({ lines: [{ label: 'Amount' }, {}], userVerified: true, history: [{ outcome: 'accepted' }] });
    // The server of this suite has checked the passkey's signature over the decision.
    expect(server.state.transactions.get(asked)?.state).toBe('approved');

    const other = await openPage(page.context());
    await other.evaluate(openAccount, { ...facts(), userId: '00uJo' });
    for (const tab of [page, other]) {
      await tab.evaluate(watchAccount);
      await tab.waitForFunction(() => here.lists.length > 0 && here.states.at(-1) === 'connected');
    }
    expect(server.streams).toHaveLength(1);
    for (const tabs of [[page, other], [other]]) {
      const transactionId = server.ask(enrollmentId);
      server.tell('challenge', { transactionId, enrollmentId });
      for (const tab of tabs) await tab.waitForFunction((id) => here.lists.at(-1)?.includes(id), transactionId);
      // The tab that held the stream goes; the other one takes it up.
      if (tabs.length === 2) await page.evaluate(() => here.stop());
      await other.waitForFunction(
        (count) => here.states.filter((state) => state === 'connected').length >= count,
        tabs.length === 2 ? 2 : 1,
      );
    }

    const left = await other.evaluate(async (token) => {
      here.stop();
      const found = await here.accounts.findByEnrollment((await here.authenticator.allEnrollments())[0]?.id ?? '');
      if (found !== undefined) await here.accounts.signOut(found, { accessToken: token });
      const databases = (await indexedDB.databases()).map(({ name }) => name);
      return { databases, accounts: (await here.accounts.list()).map(({ userId }) => userId) };
    }, accessToken);
    expect(left.accounts).toEqual(['00uAda']);
    expect(left.databases).not.toContain(account.databaseName);
    expect([...server.state.deletedEnrollments]).toEqual([enrollmentId]);
  });
});
