/** The sign-in pages in a real browser: the journey with JavaScript switched off, and what axe says about each page. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { redirectUriOf } from '../support/ciba.js';
import { answerChallenge, decodeJwt, enrollDevice, pendingChallenges } from '../support/device.js';
import { basic, postForm, textMember } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: ServerProcess;
let browser: Browser;
let redirectUri: string;
/** The client's own address, where the browser comes back to with the code. */
const application = createServer((_, response) => response.end('back at the client'));
beforeAll(async () => {
  [server, browser] = await Promise.all([startProcess(), launchBrowser()]);
  redirectUri = await redirectUriOf(server, server.facts.clientId);
  application.listen(Number(new URL(redirectUri).port), 'localhost');
});
afterAll(async () => {
  await browser.close();
  application.close();
  await server.stop();
});

interface Journey {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
}

function journey(parameters: Readonly<Record<string, string>> = {}): Journey {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const query = new URLSearchParams({
    client_id: server.facts.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state,
    nonce: 'a nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url: `${server.facts.issuer}/v1/authorize?${query.toString()}`, verifier, state };
}

async function newPage({ javaScript }: { readonly javaScript: boolean }): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: javaScript });
  return context.newPage();
}

/** What a person does: type, press Enter or the button. */
async function signInOn(page: Page, login: string, password: string): Promise<void> {
  await page.locator('input[type=text], input[type=email]').first().fill(login);
  const passwordField = page.locator('input[type=password]');
  if ((await passwordField.count()) === 0)
    await Promise.all([page.waitForLoadState(), page.locator('button[type=submit]').first().click()]);
  await passwordField.fill(password);
  await Promise.all([page.waitForLoadState(), page.locator('button[type=submit]').first().click()]);
}

/** The claims of the ID token for the code the browser came back with. */
async function idTokenOf(callback: URL, verifier: string): Promise<Readonly<Record<string, unknown>>> {
  const code = callback.searchParams.get('code') ?? '';
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const authorization = basic(server.facts.clientId, server.facts.clientSecret);
  const tokens = await postForm(`${server.facts.issuer}/v1/token`, fields, { authorization });
  expect(tokens.status, tokens.text).toBe(200);
  return decodeJwt(textMember(tokens, 'id_token')).claims;
}

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  // axe puts itself on the page's window; it runs inside the page
  const violations = await page.evaluate<readonly AxeViolation[]>(
    'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
  );
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`);
}

describe('signing in', () => {
  it('works with JavaScript switched off, from the authorization request to tokens', async () => {
    const page = await newPage({ javaScript: false });
    const { url, verifier, state } = journey();
    await page.goto(url);
    await signInOn(page, server.facts.user.login, server.facts.user.password);
    await page.waitForURL(`${redirectUri}**`);
    const callback = new URL(page.url());
    expect(callback.searchParams.get('state')).toBe(state);
    expect(await idTokenOf(callback, verifier)).toMatchObject({ nonce: 'a nonce', email: server.facts.user.login });

    // The session holds: the next application gets its code without a question.
    const next = journey();
    await page.goto(next.url);
    await page.waitForURL(`${redirectUri}**`);
    expect(new URL(page.url()).searchParams.get('state')).toBe(next.state);
    await page.context().close();
  });

  it('says that login or password is wrong without saying which, keeps the login and lets the person try again', async () => {
    const page = await newPage({ javaScript: false });
    await page.goto(journey().url);
    await signInOn(page, server.facts.user.login, 'not the password');
    const wrongPassword = await page.locator('[role=alert]').innerText();
    expect(await page.locator('input[type=text], input[type=email]').first().inputValue()).toBe(server.facts.user.login);
    await page.goto(journey().url);
    await signInOn(page, 'nobody@example.com', 'not the password');
    expect(await page.locator('[role=alert]').innerText()).toBe(wrongPassword);
    await signInOn(page, server.facts.user.login, server.facts.user.password);
    await page.waitForURL(`${redirectUri}**`);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('has no accessibility violation on its pages (%s)', async (colorScheme) => {
    const page = await newPage({ javaScript: true });
    await page.emulateMedia({ colorScheme });
    const pages: readonly (readonly [name: string, open: () => Promise<unknown>])[] = [
      ['sign-in', () => page.goto(journey().url)],
      ['sign-in after a wrong password', () => signInOn(page, server.facts.user.login, 'not the password')],
      ['an error page', () => page.goto(journey({ client_id: '0oaUnknownClient0000' }).url)],
    ];
    for (const [name, open] of pages) {
      await open();
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await axeViolations(page), `${name} at ${width} px, ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        expect(overflow, `${name} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
    await page.context().close();
  });

  it('shows what a client or a person typed as text, never as markup', async () => {
    const page = await newPage({ javaScript: true });
    let ran = false;
    page.on('dialog', (dialog) => {
      ran = true;
      void dialog.dismiss();
    });
    await page.goto(journey({ login_hint: `"><script>alert(1)</script><img src=x onerror=alert(1)>` }).url);
    await signInOn(page, `"><script>alert(1)</script>`, 'x');
    await page.goto(journey({ state: `"><script>alert(1)</script>`, scope: 'openid <script>alert(1)</script>' }).url);
    expect(ran).toBe(false);
    await page.context().close();
  });

  it('cannot be framed, cached or submitted from another site', async () => {
    const answer = await fetch(journey().url, { redirect: 'follow' });
    expect(answer.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'|script-src/);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const page = await newPage({ javaScript: true });
    await page.goto(journey().url);
    const action = await page.locator('form').first().getAttribute('action');
    const foreign = await fetch(new URL(action ?? '', page.url()), {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username: server.facts.user.login, password: server.facts.user.password }),
    });
    expect(foreign.status).toBeGreaterThanOrEqual(400);
    expect(foreign.headers.get('location')).toBeNull();
    await page.context().close();
  });
});

describe('the second step', () => {
  const twoFactors = { acr_values: 'urn:okta:loa:2fa:any' };

  it('set up by the person, a passkey of the browser and an approval on a device finish the sign-in; no page has an accessibility violation', async () => {
    const page = await newPage({ javaScript: true });
    await withVirtualAuthenticator(page);
    const faults: string[] = [];
    const look = async (name: string, colorSchemes: readonly ('light' | 'dark')[] = ['light']): Promise<void> => {
      for (const colorScheme of colorSchemes) {
        await page.emulateMedia({ colorScheme });
        faults.push(...(await axeViolations(page)).map((fault) => `${name}, ${colorScheme}: ${fault}`));
      }
    };
    const arrive = async (next: () => Promise<Journey>): Promise<Readonly<Record<string, unknown>>> => {
      const { verifier } = await next();
      await page.waitForURL(`${redirectUri}**`);
      return idTokenOf(new URL(page.url()), verifier);
    };
    const begin = async (): Promise<Journey> => {
      await page.context().clearCookies();
      const started = journey(twoFactors);
      await page.goto(started.url);
      await signInOn(page, server.facts.user.login, server.facts.user.password);
      return started;
    };

    await begin();
    expect(await page.locator('h1').innerText()).toBe('Set up a second step');
    await look('nothing set up');
    await page.goto(`${server.facts.orgUrl}/account/security`);
    await page.getByRole('button', { name: 'Add an authenticator app' }).click();
    await page.locator('svg.qr').waitFor();
    await look('key with QR code');
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Add this account to a phone' }).click();
    await page.locator('#phone svg.qr').waitFor();
    await look('link with QR code', ['light', 'dark']);
    await page.getByRole('button', { name: 'Stop this link' }).click();
    await page.getByRole('heading', { name: 'The link was stopped' }).waitFor();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Create a passkey' }).click();
    await page.getByRole('status').waitFor();
    await page.locator('summary').click();
    await look('security', ['light', 'dark']);

    const byPasskey = await arrive(async () => {
      const started = await begin();
      await look('passkey');
      await page.getByRole('button', { name: 'Continue with a passkey' }).click();
      return started;
    });
    expect(byPasskey).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'], acr: twoFactors.acr_values });
    await page.goto(`${server.facts.orgUrl}/account/security`);
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Remove Passkey' }).click();
    await page.getByRole('status').waitFor();

    const device = await enrollDevice(server);
    const byDevice = await arrive(async () => {
      const started = await begin();
      await look('before a device is asked');
      await page.getByRole('button', { name: 'Send the request' }).click();
      await page.locator('#push').waitFor();
      await look('waiting for a device', ['light', 'dark']);
      const [challenge] = await pendingChallenges(device);
      if (challenge === undefined) throw new Error('no challenge');
      expect((await answerChallenge(device, challenge)).status).toBe(200);
      return started;
    });
    expect(byDevice).toMatchObject({ amr: ['pwd', 'swk', 'mfa'], acr: twoFactors.acr_values });
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** A platform authenticator that verifies the user and never asks. */
async function withVirtualAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
