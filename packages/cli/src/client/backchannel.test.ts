import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollForTokens, requestApproval } from './backchannel.js';

interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

let server: Server;
let issuer: string;
let answers: { status: number; body: object; delayMs?: number }[];
let seen: Seen[];

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/oauth2/default`;
});
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  response.setHeader('content-type', 'application/json');
  if (request.url?.endsWith('/openid-configuration') === true) {
    const endpoints = { token_endpoint: `${issuer}/v1/token`, backchannel_authentication_endpoint: `${issuer}/v1/bc/authorize` };
    return void response.end(JSON.stringify({ issuer, ...endpoints }));
  }
  seen.push({ path: request.url ?? '', headers: request.headers, form: new URLSearchParams(body) });
  const next = answers.shift() ?? { status: 500, body: {} };
  setTimeout(() => {
    response.writeHead(next.status);
    response.end(JSON.stringify(next.body));
  }, next.delayMs ?? 0);
}

const client = () => ({ issuer, clientId: '0oa:web', clientSecret: 'sec ret%' });
const never = new AbortController().signal;
const pending = (delayMs = 0) => ({ status: 400, body: { error: 'authorization_pending' }, delayMs });
const tokens = { status: 200, body: { access_token: 'at', id_token: 'it', token_type: 'Bearer', expires_in: 3600, scope: 'openid' } };

describe('asking for an approval', () => {
  it('sends the form of CIBA Core 7.1 with client_secret_basic', async () => {
    answers.push({ status: 200, body: { auth_req_id: 'ft1', expires_in: 120, interval: 5, number_challenge: '52' } });
    const made = await requestApproval(client(), {
      loginHint: 'jo@example.com',
      scope: 'openid',
      bindingMessage: 'Pay 5 €?',
      requestedExpiry: '120',
      authorizationDetails: '[{"type":"payment"}]',
    });
    expect(made).toEqual({ authReqId: 'ft1', expiresIn: 120, interval: 5, numberChallenge: '52' });
    const [request] = seen;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      scope: 'openid',
      login_hint: 'jo@example.com',
      binding_message: 'Pay 5 €?',
      requested_expiry: '120',
      authorization_details: '[{"type":"payment"}]',
    });
    const basic = Buffer.from(request?.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    expect(basic).toBe('0oa%3Aweb:sec+ret%25');
  });

  it.each([
    ['access_denied', 403, 'countersign device enroll'],
    ['invalid_client', 401, '--client-secret'],
    ['unknown_user_id', 400, '--login-hint'],
  ])('says what to do after %s', async (error, status, next) => {
    answers.push({ status, body: { error, error_description: 'no' } });
    const failing = requestApproval(client(), { loginHint: 'x', scope: 'openid' });
    await expect(failing).rejects.toMatchObject({ code: error, exitCode: 5, next: expect.stringContaining(next) });
  });

  it('reports a server that is not there', async () => {
    server.close();
    server.closeAllConnections();
    await expect(requestApproval(client(), { loginHint: 'x', scope: 'openid' })).rejects.toMatchObject({
      code: 'network_error',
      exitCode: 4,
    });
  });
});

describe('polling', () => {
  const poll = (waitSeconds: number, interval = 0.2) => pollForTokens(client(), { authReqId: 'ft1', waitSeconds, interval, signal: never });

  it('asks the server to hold, and follows a held poll at once', async () => {
    answers.push(pending(1_000), tokens);
    const startedAt = performance.now();
    expect(await poll(25, 1)).toMatchObject({ accessToken: 'at', idToken: 'it', scope: 'openid', expiresIn: 3600 });
    // the hold alone: another interval would double it
    expect(performance.now() - startedAt).toBeLessThan(1_950);
    expect(seen.map((request) => request.headers.prefer)).toEqual(['wait=25', 'wait=25']);
    expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: 'ft1' });
  });

  it('keeps the interval when polls are not held', async () => {
    answers.push(pending(), pending(), tokens);
    const startedAt = performance.now();
    await poll(0);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(390);
    expect(seen[0]?.headers.prefer).toBeUndefined();
  });

  it.each([
    ['access_denied', 6],
    ['expired_token', 7],
    ['invalid_grant', 5],
  ])('ends with %s as exit code %i', async (error, exitCode) => {
    answers.push(pending(), { status: 400, body: { error } });
    await expect(poll(0, 0)).rejects.toMatchObject({ code: error, exitCode });
  });

  it('adds five seconds after slow_down (CIBA Core 11), and ends when interrupted', async () => {
    answers.push({ status: 400, body: { error: 'slow_down' } }, tokens);
    const interruption = new AbortController();
    const polling = pollForTokens(client(), { authReqId: 'ft1', waitSeconds: 0, interval: 0, signal: interruption.signal });
    setTimeout(() => interruption.abort(new Error('interrupted')), 500);
    await expect(polling).rejects.toThrow('interrupted');
    expect(seen).toHaveLength(1);
  });
});
