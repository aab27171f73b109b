/**
 * What happens to the authenticator app outside the straight way: other accounts and devices, ends that come first, sign-in requests,
 * notifications while it is closed. One server, and a browser context for each device. Part of the long tests only.
 */
import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWebPushStandIn, type WebPushStandIn } from '../../packages/server/src/testing/web-push-stand-in.js';
import { decide, openAppHost, setUpAuthenticator, signInAtOrg, type AppHost } from '../support/authenticator-app.js';
import { deliveryTo, notificationsOf, subscribeToStandIn, tapNotification } from '../support/authenticator-push.js';
import { launchBrowser } from '../support/browser.js';
import { acknowledged, poll, redirectUriOf, requestApproval } from '../support/ciba.js';
import { type HttpAnswer, memberAt, request, sendJson, textMember } from '../support/http.js';
import { type ServerInProcess, startInProcess } from '../support/start-server.js';

let server: ServerInProcess;
let browser: Browser;
let host: AppHost;
let pushService: WebPushStandIn;
/** The device most tests look at. */
let context: BrowserContext;
let page: Page;
let app: string;
const faults: string[] = [];

beforeAll(async () => {
  host = await openAppHost();
  app = host.url;
  [server, browser] = await Promise.all([startInProcess({ AUTHENTICATOR_URL: app, PROMPT_LIMITS: 'on' }), launchBrowser()]);
  host.upstream = server.running.authenticatorUrl;
  // far away, since the tests ask one person all the time; without limits there would be no pause either
  const limits = { live: 10, livePerClient: 5, perTenMinutes: 60, perDay: 500, refusedPerClientAndHour: 60, refusedPerHour: 100 };
  await write('PUT', '/org/promptLimits', limits);
  pushService = await openWebPushStandIn({ now: () => server.clock.now() });
  context = await newDevice();
  await context.grantPermissions(['notifications'], { origin: app });
  await subscribeToStandIn(context, pushService);
  page = await setUpAuthenticator(context, server, app);
  await page.evaluate(() => navigator.serviceWorker.ready);
});
beforeEach(() => {
  // the browser's clock cannot be set by hand: the server's follows it
  server.clock.advance(Math.max(0, Date.now() - server.clock.now()));
});
afterEach(async () => {
  await context.setOffline(false);
  await page.goto(app);
  await page.locator('.empty, .points').waitFor();
  if (faults.length > 0) throw new Error(faults.splice(0).join('\n'));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await pushService.close();
  host.close();
});

async function newDevice(): Promise<BrowserContext> {
  const made = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  made.setDefaultTimeout(8_000);
  made.on('weberror', (error) => faults.push(String(error.error())));
  return made;
}

const heading = (name: string, on: Page = page) => on.getByRole('heading', { name }).waitFor();
const errorOf = async (authReqId: string) => memberAt((await poll(server, authReqId)).json, 'error');
const administrator = () => ({ authorization: `SSWS ${server.facts.apiToken}` });
const read = (path: string, method = 'GET') => request(`${server.url}/api/v1${path}`, { method, headers: administrator() });
const write = async (method: 'POST' | 'PUT', path: string, body: unknown): Promise<HttpAnswer> => {
  const answer = await sendJson(method, `${server.url}/api/v1${path}`, body, administrator());
  expect(answer.status, answer.text).toBe(200);
  return answer;
};

async function withdrawnOn(device: Page): Promise<void> {
  await expect.poll(() => notificationsOf(device)).toEqual([]);
}

/** The push of the next request as the push service carried it. */
async function pushOf(ask: () => Promise<string>): Promise<{ readonly content: object; readonly authReqId: string }> {
  const pushed = pushService.next();
  const authReqId = await ask();
  return { content: (await pushed).content, authReqId };
}

describe('a second device of the same person', () => {
  it('sees that the first one answered, and withdraws its notification', async () => {
    const other = await newDevice();
    await other.grantPermissions(['notifications'], { origin: app });
    const second = await setUpAuthenticator(other, server, app);
    await second.evaluate(() => navigator.serviceWorker.ready);
    const authReqId = await acknowledged(server);
    await heading('Approve this request?');
    await heading('Approve this request?', second);
    const transactionId = decodeURIComponent(new URL(second.url()).pathname.split('/')[2] ?? '');
    const enrollmentId = await enrollmentIdOn(second);
    const deliver = await deliveryTo(second);
    await deliver({ transactionId, enrollmentId });
    await expect.poll(() => notificationsOf(second)).toHaveLength(1);
    await decide(page, 'approve');
    await heading('Approved');
    await heading('Already answered elsewhere', second);
    await withdrawnOn(second);
    expect((await poll(server, authReqId)).status).toBe(200);

    // away while it was answered: nothing told this page, the list does
    await second.goto('about:blank');
    await acknowledged(server);
    await page.goto(app);
    await heading('Approve this request?');
    const missed = decodeURIComponent(new URL(page.url()).pathname.split('/')[2] ?? '');
    await second.goto(`${app}/history`);
    await second.goto('about:blank');
    await deliver({ transactionId: missed, enrollmentId });
    await decide(page, 'deny');
    await heading('Refused');
    await second.goto(`${app}/history`);
    await withdrawnOn(second);
    await other.close();
  });
});

describe('a second account', () => {
  it('of another person is asked for itself, and the one stays when the other goes', async () => {
    const password = `Test-${randomBytes(9).toString('base64url')}`;
    const login = 'second.person@example.com';
    const profile = { login, email: login, firstName: 'Second', lastName: 'Person' };
    await write('POST', '/users?activate=true', { profile, credentials: { password: { value: password } } });
    await page.getByRole('button', { name: 'Add an account' }).click();
    const user = page.locator('input[type=text], input[type=email]').first();
    await user.fill(login);
    await signInAtOrg(page, { login, password });
    await page.locator('.acts .button-primary:not([aria-busy=true])').click();
    await page.locator('.result-approved').waitFor();
    await page.locator('.acts .button-primary').click();
    await page.locator('.empty').waitFor();
    await page.getByText(login).waitFor();
    await page.getByText(server.facts.user.login).waitFor();

    for (const asked of [login, server.facts.user.login]) {
      const authReqId = await acknowledged(server, { login_hint: asked });
      await heading('Approve this request?');
      await page.getByText(`For ${asked}`).waitFor();
      await decide(page, 'approve');
      await heading('Approved');
      expect((await poll(server, authReqId)).status).toBe(200);
      await page.goto(app);
    }

    // each has switches of its own
    await page.goto(`${app}/settings`);
    const panel = (name: string) => page.getByRole('region', { name: `Account ${name}` });
    const push = (name: string) => panel(name).getByRole('switch', { name: 'Sign in with push notifications' });
    await expect.poll(() => push(login).isChecked()).toBe(true);
    await push(login).click();
    await expect.poll(() => push(login).isChecked()).toBe(false);
    await page.reload();
    await expect.poll(() => push(server.facts.user.login).isChecked()).toBe(true);
    expect(await push(login).isChecked()).toBe(false);

    await panel(login).getByRole('button', { name: 'Remove this account' }).click();
    await panel(login).getByRole('button', { name: 'Sign in and remove' }).click();
    // with others on this device the org asks, whoever it saw last; who is not meant gets no further
    await user.fill(server.facts.user.login);
    await signInAtOrg(page, server.facts.user);
    await heading('Somebody else is signed in');
    await page.getByRole('button', { name: `Sign in as ${login}` }).click();
    await signInAtOrg(page, { login, password });
    await expect.poll(() => panel(login).count(), { timeout: 8_000 }).toBe(0);
    await panel(server.facts.user.login).waitFor();
    expect((await requestApproval(server, { login_hint: login })).status).not.toBe(200);
    await page.goto(app);
    const authReqId = await acknowledged(server);
    await decide(page, 'approve');
    await heading('Approved');
    expect((await poll(server, authReqId)).status).toBe(200);
  });
});

describe('the end of a request', () => {
  it('by time is said while it is open, and nothing of it is left', async () => {
    const authReqId = await acknowledged(server, { requested_expiry: '10' });
    await heading('Approve this request?');
    await page.waitForTimeout(9_000);
    await heading('Expired — nothing was approved');
    server.clock.advance(Math.max(0, Date.now() - server.clock.now()) + 1_000);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('Nothing is waiting for you').waitFor();
    expect(await page.locator('.card-link').count()).toBe(0);
    expect(await errorOf(authReqId)).toBe('expired_token');
  }, 30_000);

  it('that came while the answer could not be sent is not shown as an approval', async () => {
    const authReqId = await acknowledged(server, { requested_expiry: '30' });
    await heading('Approve this request?');
    await context.setOffline(true);
    await decide(page, 'approve');
    await page.getByText('Not sent yet').waitFor();
    server.clock.advance(31_000);
    expect(await errorOf(authReqId)).toBe('expired_token');
    await context.setOffline(false);
    await page.locator('.result-ended').waitFor();
    expect(await page.getByRole('heading', { name: 'Approved' }).count()).toBe(0);
  }, 60_000);

  it('whose answer arrived while the reply got lost is not called a failure', async () => {
    const authReqId = await acknowledged(server);
    await heading('Approve this request?');
    let lost = 0;
    await page.route('**/verify', async (route) => {
      lost += 1;
      if (lost === 1) await route.fetch();
      await (lost <= 2 ? route.abort() : route.continue());
    });
    await decide(page, 'approve');
    await heading('The request is over');
    await page.unroute('**/verify');
    expect((await poll(server, authReqId)).status).toBe(200);
  });
});

describe('an enrollment', () => {
  it.each([
    ['when it is used', 'No longer valid'],
    ['while it is asked', 'No longer valid'],
    ['when the app starts', 'Not accepted any more'],
  ])('removed by an administrator says so %s, and is set up again from there', async (when, said) => {
    const streams = '**/idp/myaccount/app-authenticators/events';
    // without its live channel the page learns of it from the answer to its own
    if (when === 'when it is used') await page.route(streams, (route) => route.abort());
    await page.reload();
    await acknowledged(server);
    if (when === 'when it is used') await page.getByRole('button', { name: 'Check for requests' }).click();
    await heading('Approve this request?');
    await removeDevices();
    if (when === 'when it is used') await decide(page, 'approve');
    if (when !== 'when the app starts') {
      await page.unroute(streams);
      await heading('This device is no longer set up');
      await page.getByRole('button', { name: 'Back' }).click();
    } else {
      await page.goto(app);
    }
    await page.getByText(said).waitFor();
    await page.getByRole('button', { name: 'Set up again' }).click();
    await page.waitForURL((url) => url.pathname === '/set-up' || url.origin !== app);
    if (!page.url().startsWith(app)) await signInAtOrg(page, server.facts.user);
    await page.locator('.acts .button-primary:not([aria-busy=true])').click();
    await page.locator('.result-approved').waitFor();
    await page.locator('.acts .button-primary').click();
    await page.getByText('Set up on this device').waitFor();
    await expect.poll(() => page.getByText(said).count()).toBe(0);
    const authReqId = await acknowledged(server);
    await decide(page, 'approve');
    await heading('Approved');
    expect((await poll(server, authReqId)).status).toBe(200);
  });
});

describe('a sign-in', () => {
  it('at the org asks on this device, names itself, and wants the number of the other screen', async () => {
    const policy = (await read('/org/signInPolicy')).json;
    await write('PUT', '/org/signInPolicy', { secondFactor: 'whenEnrolled', numberChallenge: 'type' });
    const elsewhere = await newDevice();
    const org = await elsewhere.newPage();
    const redirectUri = await redirectUriOf(server, server.facts.clientId);
    const query = new URLSearchParams({
      client_id: server.facts.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      state: 'here',
      nonce: 'once',
      acr_values: 'urn:okta:loa:2fa:any',
      code_challenge: randomBytes(32).toString('base64url'),
      code_challenge_method: 'S256',
    });
    await org.goto(`${server.facts.issuer}/v1/authorize?${query.toString()}`);
    await signInAtOrg(org, server.facts.user);
    await org.getByRole('button', { name: 'Send the request' }).click();
    const number = /\b\d{2}\b/.exec(await org.locator('#push').innerText())?.[0] ?? '';
    await heading('Are you signing in?');
    expect(await page.title()).toContain('Are you signing in?');
    expect(await page.locator('.decide-yes').isDisabled()).toBe(true);
    await page.getByLabel('Type the number the other screen shows').fill(number);
    const back = org.waitForRequest((sent) => sent.url().startsWith(redirectUri));
    await decide(page, 'approve');
    await heading('Approved');
    expect(new URL((await back).url()).searchParams.get('code')).not.toBeNull();
    await write('PUT', '/org/signInPolicy', policy);
    await elsewhere.close();
  });
});

describe('while nobody looks', () => {
  it('a request is refused from its notification, and says that it was', async () => {
    await page.goto(`${app}/history`);
    const deliver = await deliveryTo(page);
    const { content, authReqId } = await pushOf(() => acknowledged(server));
    await deliver(content);
    await expect.poll(() => notificationsOf(page)).toHaveLength(1);
    await tapNotification(context, 'deny');
    await expect.poll(() => notificationsOf(page)).toMatchObject([{ body: 'Refused from the notification.' }]);
    expect(await errorOf(authReqId)).toBe('access_denied');
    await tapNotification(context);
    await page.locator('.card-details').first().waitFor();
    expect(new URL(page.url()).pathname.startsWith('/history')).toBe(true);
  });

  it('notifications make no sound in the hours that are to be quiet', async () => {
    await page.goto(`${app}/settings`);
    await page.getByRole('switch', { name: 'Do not disturb' }).click();
    for (const name of ['From', 'To']) await page.getByLabel(name, { exact: true }).fill('12:00');
    const deliver = await deliveryTo(page);
    const silent = () =>
      page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((shown) => shown.silent === true));
    for (const quiet of [true, false]) {
      if (!quiet) await page.getByRole('switch', { name: 'Do not disturb' }).click();
      await page.waitForTimeout(300);
      await deliver({ transactionId: `ft${String(quiet)}`, enrollmentId: 'pfdUnknown' });
      await expect.poll(async () => (await silent()).length).toBe(1);
      expect(await silent()).toEqual([quiet]);
      await page.evaluate(async () => {
        for (const shown of await (await navigator.serviceWorker.ready).getNotifications()) shown.close();
      });
    }
  });

  it('a subscription the push service gave up is replaced at the org, for the accounts that want pushes', async () => {
    const configuration = await request(
      `${server.url}/.well-known/app-authenticator-configuration?oauthClientId=${server.facts.mobileClientId}`,
    );
    const key = String(memberAt(configuration.json, 0, 'cs_webPush', 'publicKey'));
    for (const knowsOld of [true, false]) {
      const subscription = pushService.subscribe(key);
      const endpoint = String(memberAt(JSON.parse(subscription), 'endpoint'));
      await context.serviceWorkers()[0]?.evaluate(
        ([text, old]) => {
          const bytes = Uint8Array.from(atob((old ?? '').replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
          PushManager.prototype.subscribe = () => Promise.resolve({ toJSON: () => JSON.parse(text ?? '') } as PushSubscription);
          const event = new Event('pushsubscriptionchange');
          const oldSubscription = old === '' ? null : { options: { applicationServerKey: bytes.buffer } };
          globalThis.dispatchEvent(Object.assign(event, { oldSubscription, waitUntil: () => undefined }));
        },
        [subscription, knowsOld ? key : ''],
      );
      await page.waitForTimeout(500);
      const pushed = pushService.next();
      await acknowledged(server);
      expect((await pushed).token).toBe(endpoint);
      await decide(page, 'deny');
      await heading('Refused');
      await page.goto(app);
    }
  });
});

describe('the person', () => {
  it('pauses requests at the org, and lets them come again', async () => {
    await page.goto(`${app}/settings`);
    await page.getByLabel('Pause requests').selectOption('60');
    await page.getByText('Paused until').first().waitFor();
    expect((await requestApproval(server)).status).toBe(403);
    await page.reload();
    await page.getByText('Paused until').first().waitFor();
    await page.getByLabel('Pause requests').selectOption('');
    await page.getByText('Nobody can ask you in this time').waitFor();
    await acknowledged(server);
    await page.goto(app);
    await decide(page, 'deny');
    await heading('Refused');
  });

  it('is told when the clock of the device is wrong', async () => {
    const late = await context.newPage();
    await late.clock.setFixedTime(Date.now() + 10 * 60_000);
    await late.goto(app);
    await late.getByText('The clock of this device is wrong by about 10 min').waitFor();
    await late.close();
  });
});

/** What an administrator does when a phone is lost. */
async function removeDevices(): Promise<void> {
  const user = textMember(await read(`/users/${server.facts.user.login}`), 'id');
  const factors = await read(`/users/${user}/factors`);
  const list: readonly unknown[] = Array.isArray(factors.json) ? factors.json : [];
  for (const factor of list) {
    if (memberAt(factor, 'factorType') !== 'push') continue;
    expect((await read(`/users/${user}/factors/${String(memberAt(factor, 'id'))}`, 'DELETE')).status).toBe(204);
  }
}

/** The enrollment of this device's only account, as the app itself keeps it. */
function enrollmentIdOn(device: Page): Promise<string> {
  return device.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('countersign-device '));
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(names[0] ?? '');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    });
    const keys = await new Promise<readonly IDBValidKey[]>((resolve, reject) => {
      const reading = database.transaction('values').objectStore('values').getAllKeys();
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => reject(reading.error ?? new Error('not read'));
    });
    database.close();
    const prefix = 'countersign/enrollment/';
    const texts = keys.filter((key) => typeof key === 'string');
    return (texts.find((key) => key.startsWith(prefix)) ?? prefix).slice(prefix.length);
  });
}
