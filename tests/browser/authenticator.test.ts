/** The authenticator app in a real browser against the whole server: one server, one browser context, one enrolment for all of it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWebPushStandIn, type WebPushStandIn } from '../../packages/server/src/testing/web-push-stand-in.js';
import { decide, openAppHost, setUpAuthenticator, type AppHost } from '../support/authenticator-app.js';
import { deliveryTo, notificationsOf, subscribeToStandIn, tapNotification } from '../support/authenticator-push.js';
import { launchBrowser } from '../support/browser.js';
import { acknowledged, poll, requestApproval } from '../support/ciba.js';
import { memberAt, request, sendJson, textMember } from '../support/http.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const payment = JSON.stringify([
  {
    type: 'payment_initiation',
    instructedAmount: { currency: 'EUR', amount: '250.00' },
    creditorName: 'ACME GmbH',
    creditorAccount: { iban: 'DE89370400440532013000' },
    remittanceInformationUnstructured: 'Invoice 4711',
  },
]);
let server: ServerInProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let app: string;
let host: AppHost;
let pushService: WebPushStandIn;
const faults: string[] = [];
beforeAll(async () => {
  host = await openAppHost();
  app = host.url;
  [server, browser] = await Promise.all([startInProcess({ AUTHENTICATOR_URL: app }), launchBrowser()]);
  host.upstream = server.running.authenticatorUrl;
  pushService = await openWebPushStandIn({ now: () => server.clock.now() });
  context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(8_000);
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) faults.push(message.text());
  });
  page = await setUpAuthenticator(context, server, app);
});
beforeEach(() => {
  // the browser's clock cannot be set by hand: the server's follows it
  server.clock.advance(Math.max(0, Date.now() - server.clock.now()));
});
afterEach(async () => {
  // each test leaves the list of requests empty and on the screen
  await page.goto(app);
  await page.locator('.empty, .points').waitFor();
  if (faults.length > 0) throw new Error(faults.join('\n'));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await pushService.close();
  host.close();
});

const notifications = () => notificationsOf(page);
const heading = (name: string, on: Page = page) => on.getByRole('heading', { name }).waitFor();
const statusOf = async (authReqId: string) => (await poll(server, authReqId, { waitSeconds: 2 })).status;
const errorOf = async (authReqId: string) => memberAt((await poll(server, authReqId)).json, 'error');
const api = (path: string, init: RequestInit = {}) =>
  request(`${server.url}/api/v1${path}`, { ...init, headers: { authorization: `SSWS ${server.facts.apiToken}`, ...init.headers } });

interface ShownLine {
  readonly label: string;
  readonly value: string;
}

/** What the page shows of the request, as text. */
const shownLines = (): Promise<readonly ShownLine[]> =>
  page
    .locator('.question .line')
    .evaluateAll((lines) =>
      lines.map((line) => ({ label: line.querySelector('dt')?.textContent ?? '', value: line.querySelector('dd')?.textContent ?? '' })),
    );

describe('a request', () => {
  it('shows within a second of the acknowledgement, word for word what is signed, and is approved once', async () => {
    const listed = page.waitForResponse(
      async (response) => response.url().endsWith('/push/notifications') && (await response.text()).includes('"display"'),
    );
    const authReqId = await acknowledged(server, { binding_message: 'Pay 250.00 EUR to "ACME" <b>& Co</b>' });
    const acknowledgedAt = performance.now();
    await heading('Approve this request?');
    expect(performance.now() - acknowledgedAt).toBeLessThan(1_000);
    const list: unknown = JSON.parse(await (await listed).text());
    expect(await shownLines()).toEqual(memberAt(list, 0, 'display', 'lines'));
    expect((await shownLines())[0]?.value).toBe('Pay 250.00 EUR to "ACME" <b>& Co</b>');
    await decide(page, 'approve');
    await heading('Approved');
    expect(await statusOf(authReqId)).toBe(200);
  });

  it('is not decided by a tap meant for something else, nor by Enter', async () => {
    // a tap the moment the button is there, however busy the machine
    const tapped = page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const button = document.querySelector<HTMLButtonElement>('.decide-yes');
            if (button === null || button.disabled) return;
            observer.disconnect();
            button.click();
            resolve();
          });
          observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        }),
    );
    const authReqId = await acknowledged(server);
    await tapped;
    await page.waitForTimeout(650);
    for (const name of ['.decide-yes', '.decide-no']) {
      await page.locator(name).focus();
      await page.keyboard.press('Enter');
    }
    await heading('Approve this request?');
    expect(await errorOf(authReqId)).toBe('authorization_pending');
    await page.locator('.decide-yes').focus();
    await page.keyboard.press('Space');
    await heading('Approved');
  });

  it('is refused and reported in two taps; the client may not ask again until it is released', async () => {
    const authReqId = await acknowledged(server);
    await decide(page, 'deny');
    await heading('Refused');
    expect(await errorOf(authReqId)).toBe('access_denied');
    await page.getByRole('button', { name: 'I didn’t start this' }).click();
    await page.getByText('cannot ask you again').waitFor();
    await page.getByRole('button', { name: 'Pause all requests for an hour' }).click();
    await page.getByText('Paused until').waitFor();
    expect((await requestApproval(server)).status).toBe(403);
    const user = await api(`/users/${server.facts.user.login}`);
    const path = `/users/${textMember(user, 'id')}/clientBlocks/${server.facts.clientId}`;
    expect((await api(path, { method: 'DELETE' })).status).toBe(204);
    await page.goto(`${app}/history`);
    await page.locator('.card-details').first().click();
    await page.getByText('Reported: I didn’t start this').waitFor();
    expect((await requestApproval(server)).status).toBe(403);
    await page.goto(`${app}/settings`);
    await page.getByLabel('Pause requests').selectOption('');
    await page.getByText('Nobody can ask you in this time').waitFor();
  });

  it('ends with the wrong number, and is approved with the right one', async () => {
    const before = await api(`/apps/${server.facts.clientId}`);
    const change = async (mode: string) => {
      const body = structuredClone(before.json);
      Object.assign(memberAt(body, 'settings', 'oauthClient') as object, { backchannel_number_challenge: mode }); // an object by the API
      const answer = await sendJson('PUT', `${server.url}/api/v1/apps/${server.facts.clientId}`, body, {
        authorization: `SSWS ${server.facts.apiToken}`,
      });
      expect(answer.status, answer.text).toBe(200);
    };
    await change('choose');
    for (const right of [false, true]) {
      const asked = await requestApproval(server);
      const number = textMember(asked, 'number_challenge');
      await page.locator('.number-choice').first().waitFor();
      const choices = await page.locator('.number-choice span').allTextContents();
      expect(choices).toContain(number);
      expect(await page.locator('.decide-yes').isDisabled()).toBe(true);
      const chosen = choices.find((choice) => (choice === number) === right) ?? '';
      await page.getByRole('radio', { name: chosen }).check();
      await decide(page, 'approve');
      await heading(right ? 'Approved' : 'Wrong number');
      expect(await statusOf(textMember(asked, 'auth_req_id'))).toBe(right ? 200 : 400);
      await page.goto(app);
    }
    await change('off');
  });

  it('that was answered in another tab says so; an unknown one has ended', async () => {
    await acknowledged(server);
    await heading('Approve this request?');
    const other = await context.newPage();
    await other.goto(page.url());
    await heading('Approve this request?', other);
    await decide(page, 'deny');
    await heading('Refused');
    await heading('Already answered elsewhere', other);
    await other.goto(`${app}/request/ft0000000000000000000000000000000000`);
    await heading('This request has ended', other);
    await other.close();
  });

  it('decided offline is not sent yet, and sent when the network is back', async () => {
    const authReqId = await acknowledged(server);
    await heading('Approve this request?');
    await context.setOffline(true);
    await decide(page, 'approve');
    await page.getByText('Not sent yet').waitFor();
    expect(await errorOf(authReqId)).toBe('authorization_pending');
    await context.setOffline(false);
    await heading('Approved');
    expect(await statusOf(authReqId)).toBe(200);
  });

  it('whose text was changed on the way is not shown, and cannot be answered', async () => {
    await page.route('**/push/notifications', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('250.00 EUR to ACME', '999.00 EUR to ACME') });
    });
    const authReqId = await acknowledged(server, { binding_message: 'Pay 250.00 EUR to ACME', requested_expiry: '30' });
    await page.getByText('it is not what your bank signed').waitFor();
    expect(await page.locator('.question, .card-link').count()).toBe(0);
    expect(await errorOf(authReqId)).toBe('authorization_pending');
    // a pull under way is let through first
    await page.unrouteAll({ behavior: 'wait' });
    server.clock.advance(31_000);
  });

  it('of several none opens by itself, and many in a short time are warned of', async () => {
    await page.goto(`${app}/history`);
    await Promise.all(Array.from({ length: 4 }, () => acknowledged(server, { requested_expiry: '30' })));
    await page.locator('.count', { hasText: '4' }).waitFor();
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByText('Many requests in a short time').waitFor();
    expect(await page.locator('.card-link').count()).toBe(4);
    await page.locator('.card-link').first().click();
    const shown = new URL(page.url()).pathname;
    await heading('Approve this request?');
    // the app's clock is the browser's: the server's moves on, and the list of a fresh start no longer has them
    server.clock.advance(31_000);
    await page.goto(app + shown);
    await heading('This request has ended');
  });
});

describe('the app', () => {
  it('opens offline', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await context.setOffline(true);
    await page.goto(`${app}/settings`);
    await heading('Settings');
    await page.getByText('You are offline').waitFor();
    await context.setOffline(false);
  });

  it('turns pushes into one notification without details; a tap opens the request, a decision withdraws it, a late tap says that it ended', async () => {
    await context.grantPermissions(['notifications'], { origin: app });
    await subscribeToStandIn(context, pushService);
    await page.goto(`${app}/settings`);
    await page.getByRole('switch', { name: 'Sign in with push notifications' }).click();
    await page.getByRole('switch', { name: 'Sign in with push notifications', checked: true }).waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    const deliver = await deliveryTo(page);

    const pushed = pushService.next();
    const authReqId = await acknowledged(server, { binding_message: 'Pay 250.00 EUR to ACME' });
    const { content } = await pushed;
    // as the push service carried it, decrypted: ids and nothing else
    expect(Object.keys(content).toSorted()).toEqual(['enrollmentId', 'transactionId']);
    await deliver(content);
    await deliver(content);
    const tag = String(memberAt(content, 'transactionId'));
    await expect.poll(notifications).toEqual([{ body: 'Somebody asks for your approval.', tag }]);
    await tapNotification(context);
    await heading('Approve this request?');
    await deliver(content);
    await decide(page, 'deny');
    await heading('Refused');
    await expect.poll(notifications).toEqual([]);
    expect(await errorOf(authReqId)).toBe('access_denied');

    // late, while the app is closed: it opens to what is true, and takes the notification back
    const late = new URL(`/request/${tag}`, app).href;
    await page.goto('about:blank');
    await deliver(content);
    await page.goto(late);
    await heading('This request has ended');
    await expect.poll(notifications).toEqual([]);
  });

  it('lets a new version take over only when no request is open', async () => {
    await acknowledged(server);
    await heading('Approve this request?');
    await page.evaluate(() => Reflect.set(globalThis, 'before', true));
    host.newWorker = true;
    const isWaiting = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        await registration?.update();
        return registration?.waiting !== null && registration?.installing === null;
      });
    await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true);
    await decide(page, 'deny');
    await heading('Refused');
    expect(await isWaiting()).toBe(true);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'before'))).toBe(true);
    await page.getByRole('button', { name: 'Done' }).click();
    const isReplaced = () => page.evaluate(() => Reflect.get(globalThis, 'before') === undefined).catch(() => false);
    await expect.poll(isReplaced, { timeout: 10_000 }).toBe(true);
    await heading('Requests');
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting)).toBeNull();
  });

  it('shows a payment in the brand’s colour with both buttons on one phone screen; on a smaller one it says that there is more', async () => {
    await page.goto(app);
    await heading('Requests');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await acknowledged(server, { authorization_details: payment, binding_message: 'Pay 250.00 EUR to ACME GmbH' });
    await page.locator('.question').waitFor();
    const mark = page.locator('.question .mark').first();
    expect(await mark.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(196, 0, 110)');
    const buttons = await Promise.all((await page.locator('.decide').all()).map((button) => button.boundingBox()));
    expect(buttons.map((box) => (box?.y ?? Infinity) + (box?.height ?? 0) <= 844)).toEqual([true, true]);
    expect(await page.locator('.read-on').count()).toBe(0);
    // theme.js colours the page before the app is there
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.setViewportSize({ width: 360, height: 480 });
    await page.reload();
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'))).toBe('#c4006e');
    await page.unroute('**/assets/*.js');
    await page.reload();
    await page.locator('.read-on span').waitFor();
    expect(await page.locator('.decide-yes').isDisabled()).toBe(true);
    await page.locator('.decide-yes').scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('.decide-yes').isEnabled()).toBe(true);
    await page.setViewportSize({ width: 390, height: 844 });
    await decide(page, 'deny');
    await page.locator('.result').waitFor();
  });

  it('meets axe and scrolls no sideways on every screen, in both themes, and in Arabic', async () => {
    await acknowledged(server, { binding_message: 'Überweisung 1 250,00 EUR an die Gemeinschaft der Wohnungseigentümer Musterstraße 1' });
    await page.locator('.question').waitFor();
    const question = new URL(page.url()).pathname;
    for (const path of ['/', '/history', '/settings', question]) await checkScreen(path, ['light', 'dark']);
    await chooseLanguage('ar');
    await checkScreen(question, ['light']);
    await chooseLanguage('en');
    await page.goto(app + question);
    await decide(page, 'deny');
    await page.locator('.result').waitFor();
  });
});

describe('an account', () => {
  it('recognises its user by passkey once that is switched on, after another sign-in', async () => {
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(`${app}/settings`);
    await page.getByRole('switch', { name: 'User verification' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('switch', { name: 'User verification', checked: true }).waitFor();
    await page.goto(app);
    const verified = page.waitForRequest((sent) => sent.url().endsWith('/verify'));
    const authReqId = await acknowledged(server);
    await decide(page, 'approve');
    await heading('Approved');
    const answer = String(memberAt((await verified).postDataJSON(), 'challengeResponse'));
    const claims: unknown = JSON.parse(Buffer.from(answer.split('.')[1] ?? '', 'base64url').toString());
    expect(memberAt(claims, 'challengeResponseContext', 'userConsent')).toBe('APPROVED_USER_VERIFICATION');
    expect(memberAt(claims, 'cs_uv')).toMatchObject({ signature: expect.any(String) });
    expect(await statusOf(authReqId)).toBe(200);
  });

  it('goes from the org first, then from this device', async () => {
    await page.goto(`${app}/settings`);
    await page.getByRole('switch', { name: 'Enable CIBA transactions' }).click();
    await page.getByRole('switch', { name: 'Enable CIBA transactions', checked: false }).waitFor();
    // nothing takes transactions here any more
    expect((await requestApproval(server)).status).toBe(403);
    await page.getByRole('button', { name: 'Remove this account' }).click();
    await page.getByRole('button', { name: 'Sign in and remove' }).click();
    await page.locator('main:has(h1:text("Settings")):not(:has(.panel-head))').waitFor();
    await page.goto(app);
    await heading('Approve from this device');
    const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(left.filter((name) => name?.includes('pfd') === true)).toEqual([]);
  });

  it('comes by a code: a wrong one is told, the right one shows for whom it is before anything is made, and leaves the address', async () => {
    await page.getByRole('button', { name: 'I have a code' }).click();
    await heading('Set up this device with a code');
    await page.getByLabel('Code or link').fill('7k3q 9fwd 7k3q 9fwd 7k3q 9fwd 7k3q');
    await page.keyboard.press('Enter');
    await page.getByText('The code does not work').waitFor();
    await checkScreen('/enroll', ['light', 'dark']);

    const user = textMember(await api(`/users/${server.facts.user.login}`), 'id');
    const links = `${server.url}/api/v1/users/${user}/enrollmentLinks`;
    const authorization = `SSWS ${server.facts.apiToken}`;
    const made = await sendJson('POST', links, { authenticatorId: server.facts.authenticatorId }, { authorization });
    // the app is open there already: only the fragment changes
    await page.goto(textMember(made, 'link'));
    await page.getByText(`This device will be set up for ${server.facts.user.login} at Quickstart.`).waitFor();
    expect(page.url()).toBe(`${app}/set-up`);
    const state = async () => (await api(`/users/${user}/enrollmentLinks/${textMember(made, 'id')}`)).json;
    expect(await state()).toMatchObject({ state: 'WAITING', openedAt: expect.any(String), enrollmentId: null });
    await page.getByRole('button', { name: 'Set up' }).click();
    const without = page.getByRole('button', { name: 'Continue without' });
    await without.or(page.locator('.result-approved')).waitFor();
    if (await without.isVisible()) await without.click();
    await heading('This device is set up for Magenta Bank');
    expect(await state()).toMatchObject({ state: 'USED', deviceName: 'Chrome · Linux' });
    const authReqId = await acknowledged(server);
    await page.goto(app);
    await decide(page, 'approve');
    expect(await statusOf(authReqId)).toBe(200);
  });
});

async function chooseLanguage(language: string): Promise<void> {
  await page.goto(`${app}/settings`);
  await page.locator('select').selectOption(language);
  await page.locator(`html[lang=${language}]`).waitFor();
}

async function checkScreen(path: string, themes: readonly ('light' | 'dark')[]): Promise<void> {
  await page.goto(app + path);
  await page.locator(path.startsWith('/request') ? '.question' : '.header + main').waitFor();
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
    expect(await violations(colorScheme), `${path} ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

/** Through DevTools, since the app's policy lets no foreign script in. */
async function violations(colorScheme: 'light' | 'dark'): Promise<readonly string[]> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axeSource });
  // the other theme changes colours and nothing else
  const rules = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
  const { result } = await devtools.send('Runtime.evaluate', {
    expression: `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], ...rules })}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await devtools.detach();
  return result.value;
}
