import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OAuthApp, openOAuthApp } from '../testing/open-oauth-app.js';
import { canBeShed, createLoadMeter } from './load-meter.js';

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
const samples = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the load meter', () => {
  it('C-112 notices that the event loop is behind, and that it no longer is', async () => {
    const meter = createLoadMeter({ maxLagMs: 100, sampleMs: 10 });
    expect(meter.overloaded).toBe(false);
    block(150);
    await expect.poll(() => meter.overloaded, { interval: 1 }).toBe(true);
    await expect.poll(() => meter.overloaded, { interval: 1 }).toBe(false);
    meter.stop();
    block(150);
    await samples(5);
    expect(meter.overloaded).toBe(false);
  });

  it.each([
    ['/oauth2/v1/token', true],
    ['/oauth2/default/v1/bc/authorize', true],
    ['/oauth2/default/v1/keys', false],
    ['/idp/myaccount/app-authenticators/challenge/ft1/verify', false],
    ['/healthz', false],
  ])('%s can be shed: %s', (path, expected) => {
    expect(canBeShed(path)).toBe(expected);
  });
});

describe('an overloaded node', () => {
  let app: OAuthApp;
  let overloaded = true;
  beforeAll(async () => {
    app = await openOAuthApp({
      load: {
        get overloaded() {
          return overloaded;
        },
        stop: () => undefined,
      },
    });
  });
  afterAll(() => app.close());

  const post = (path: string) =>
    app.app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: '' });

  it('C-112 answers polls and new requests with 503 and Retry-After, and everything else as ever', async () => {
    for (const path of ['/oauth2/default/v1/token', '/oauth2/v1/bc/authorize']) {
      const response = await post(path);
      expect([response.statusCode, response.headers['retry-after'], response.json<{ error: string }>().error]).toEqual([
        503,
        '5',
        'temporarily_unavailable',
      ]);
    }
    expect((await app.app.inject('/oauth2/default/v1/keys')).statusCode).toBe(200);
    overloaded = false;
    expect((await post('/oauth2/default/v1/token')).statusCode).not.toBe(503);
  });
});
