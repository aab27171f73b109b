/** What an attacker or a broken client sends: a clear error of the right shape each time, nothing lost, nothing leaked. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledged, poll, requestApproval } from '../support/ciba.js';
import { type TestDevice, answerPending, enrollDevice, pendingChallenges } from '../support/device.js';
import { type HttpAnswer, basic, memberAt, postForm, request, sendJson } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

let server: ServerProcess;
let device: TestDevice;
let credentials: Readonly<Record<string, string>>;
let administrator: Readonly<Record<string, string>>;
let bearer: Readonly<Record<string, string>>;
let printedAtStart = '';
beforeAll(async () => {
  server = await startProcess({ environment: { LOG_LEVEL: 'debug', PROMPT_LIMITS: 'off' } });
  printedAtStart = server.output();
  device = await enrollDevice(server);
  credentials = { authorization: basic(server.facts.clientId, server.facts.clientSecret) };
  administrator = { authorization: `SSWS ${server.facts.apiToken}` };
  bearer = { authorization: `Bearer ${device.tokens.accessToken}` };
});
afterAll(() => server.stop());

const megabyte = 'x'.repeat(1_048_576);
/** Nothing of an answer may come from the inside of the server. */
const insideWords = /node_modules|\.[jt]s:\d|\bat [\w.<]+ \(|select |insert into|pglite|fastify|FST_|postgres|syntax error/i;

function expectNothingInside(answer: HttpAnswer): void {
  expect(answer.text).not.toMatch(insideWords);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
}

function expectOAuthError(answer: HttpAnswer, statuses: readonly number[], errors: readonly string[]): void {
  expectNothingInside(answer);
  expect(answer.json, answer.text).toBeTypeOf('object');
  const body = Object(answer.json);
  expect(Object.keys(body).filter((name) => !['error', 'error_description', 'error_uri'].includes(name))).toEqual([]);
  expect(errors, `the error in ${answer.text}`).toContain(body.error);
  expect(statuses, `the status of ${answer.text}`).toContain(answer.status);
  // RFC 6749 5.2: printable ASCII without " and \
  expect(body.error_description ?? 'none').toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
  expect(answer.headers.get('cache-control')).toContain('no-store');
}

function expectApiError(answer: HttpAnswer, statuses: readonly number[], codes: readonly string[]): void {
  expectNothingInside(answer);
  expect(answer.json, answer.text).toMatchObject({
    errorSummary: expect.any(String),
    errorId: expect.stringMatching(/^oae/),
    errorCauses: expect.any(Array),
  });
  expect(Object.keys(Object(answer.json)).toSorted()).toEqual(['errorCauses', 'errorCode', 'errorId', 'errorLink', 'errorSummary']);
  expect(codes, answer.text).toContain(memberAt(answer.json, 'errorCode'));
  expect(statuses, `the status of ${answer.text}`).toContain(answer.status);
}

const raw = (path: string, contentType: string | undefined, body: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
  request(`${server.url}${path}`, {
    method: 'POST',
    headers: { ...headers, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
    body: contentType === undefined ? new Blob([body]) : body,
  });

const oauthPaths = ['bc/authorize', 'token', 'introspect', 'revoke'].map((name) => `/oauth2/default/v1/${name}`);

describe.each(oauthPaths)('bad requests to %s', (path) => {
  const form = 'application/x-www-form-urlencoded';

  it.each([
    ['JSON in place of a form', 'application/json', '{"scope":"openid"}'],
    ['a multipart body', 'multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="scope"\r\n\r\nopenid\r\n--x--'],
    ['plain text', 'text/plain', 'scope=openid'],
    ['no content type', undefined, 'scope=openid'],
    ['a parameter given twice', form, 'scope=openid&scope=email&token=a&token=b'],
    ['a megabyte', form, `scope=${megabyte}`],
    ['a thousand parameters', form, Array.from({ length: 1_000 }, (_, at) => `p${at}=1`).join('&') + '&scope=a&scope=b'],
    ['a zero byte', form, 'scope=openid%00&login_hint=a%00&token=a%00&auth_req_id=a%00&grant_type=urn:openid:params:grant-type:ciba'],
    ['no body at all', form, ''],
  ])('%s is refused in the shape of RFC 6749 5.2', async (_, contentType, body) => {
    const answer = await raw(path, contentType, body, credentials);
    if (path.endsWith('/revoke') && answer.status === 200) return; // RFC 7009 2.2: an invalid token is no error
    if (path.endsWith('/introspect') && answer.status === 200) {
      expect(answer.json).toEqual({ active: false });
      return;
    }
    expectOAuthError(answer, [400, 413, 415], ['invalid_request', 'unsupported_grant_type', 'invalid_scope', 'invalid_grant']);
  });

  it('wrong credentials are 401 invalid_client, whatever else is wrong', async () => {
    for (const authorization of [
      'Basic !!!',
      'Basic',
      `Basic ${'A'.repeat(10_000)}`,
      basic('0oaUnknown', 'secret'),
      basic(server.facts.clientId, "' or 1=1 --"),
    ]) {
      const answer = await raw(path, form, 'scope=openid&token=x&grant_type=refresh_token', { authorization });
      expectOAuthError(answer, [400, 401], ['invalid_client', 'invalid_request']);
    }
  });

  it('other methods are refused', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      expectOAuthError(await request(`${server.url}${path}`, { method }), [404, 405], ['invalid_request']);
    }
  });
});

describe('unknown things on OAuth endpoints', () => {
  it.each([
    ['an authorization server that does not exist', '/oauth2/ausNobodyKnowsThis00/v1/token'],
    ['an authorization server with SQL for a name', `/oauth2/${encodeURIComponent("' or 1=1 --")}/v1/token`],
    ['an endpoint that does not exist', '/oauth2/default/v1/nothing'],
    ['a path that climbs', '/oauth2/..%2f..%2fetc/v1/token'],
    ['a path that is not UTF-8', '/oauth2/%ff%fe/v1/token'],
  ])('%s is 404', async (_, path) => {
    expectOAuthError(await raw(path, 'application/x-www-form-urlencoded', 'grant_type=x', credentials), [400, 404], ['invalid_request']);
  });

  it.each([
    ['an unknown auth_req_id', `ft${'A'.repeat(43)}`],
    ['a short one', 'x'],
    ['a very long one', 'A'.repeat(20_000)],
    ['SQL', "ft' or '1'='1"],
    ['HTML', '<script>alert(1)</script>'],
  ])('%s is invalid_grant', async (_, authReqId) => {
    expectOAuthError(await poll(server, authReqId), [400], ['invalid_grant', 'invalid_request']);
  });

  it.each([
    ['an unknown login', 'nobody@example.com'],
    ['SQL', "x' or 1=1; drop table users; --"],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['a megabyte of it', 'x'.repeat(60_000)],
    ['bidi controls', '\u202Etest.user@email.com'],
  ])('a login_hint that is %s names nobody', async (_, hint) => {
    expectOAuthError(await requestApproval(server, { login_hint: hint }), [400], ['unknown_user_id', 'invalid_request']);
  });
});

describe('binding messages', () => {
  it.each([
    ['bidi override', 'Pay \u202E005 to Bob'],
    ['bidi isolate', 'Pay \u2066500\u2069'],
    ['zero width joiner', 'Pay\u200D500'],
    ['line break', 'Pay 500\nto Bob'],
    ['percent sign', '100 % sure'],
    ['emoji', 'Pay \u{1F4B0}'],
    ['stack of marks', 'a\u0301\u0302\u0303\u0304'],
    ['257 characters', 'a'.repeat(257)],
    ['nothing but blanks', '   '],
  ])('with a %s are refused with invalid_binding_message', async (_, message) => {
    expectOAuthError(await requestApproval(server, { binding_message: message }), [400], ['invalid_binding_message']);
  });

  it('with a zero byte are refused like any parameter that has one', async () => {
    expectOAuthError(await requestApproval(server, { binding_message: 'Pay\u0000500' }), [400], ['invalid_request']);
  });

  it.each([
    ['SQL', `Robert'); drop table backchannel_requests;--`],
    ['HTML', '<b>Pay</b> <script>alert("1")</script> & go'],
    ['a template', '{{7*7}} ${7*7} #{7*7}'],
    ['other scripts', 'Zahle 50 € an Jürgen · 支付五十元 · ادفع خمسين'],
  ])('that look like %s reach the device letter by letter', async (_, message) => {
    const authReqId = await acknowledged(server, { binding_message: message });
    const challenges = await pendingChallenges(device);
    expect(challenges.map((challenge) => memberAt(challenge.claims['challengeContext'], 'bindingMessage'))).toContain(message);
    expect((await answerPending(device, message)).status).toBe(200);
    expect((await poll(server, authReqId)).status).toBe(200);
  });
});

describe('bad requests to the management API', () => {
  it.each([
    ['malformed JSON', 'application/json', '{"name":', ['E0000003']],
    ['no JSON at all', 'application/json', '', ['E0000003', 'E0000001']],
    ['an array', 'application/json', '[]', ['E0000001', 'E0000003']],
    ['a form', 'application/x-www-form-urlencoded', 'name=x', ['E0000012', 'E0000003']],
    ['a megabyte', 'application/json', `{"name":"${megabyte}"}`, ['E0000001', 'E0000003']],
    ['a deep nest', 'application/json', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, ['E0000001', 'E0000003']],
    ['a polluted prototype', 'application/json', '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}', ['E0000001', 'E0000003']],
    [
      'a lone surrogate',
      'application/json',
      String.raw`{"profile":{"login":"a\ud800@example.com","firstName":"A","lastName":"B","email":"a@example.com"}}`,
      ['E0000001', 'E0000003'],
    ],
    [
      'a zero byte',
      'application/json',
      String.raw`{"profile":{"login":"a\u0000@example.com","firstName":"A","lastName":"B","email":"a@example.com"}}`,
      ['E0000001', 'E0000003'],
    ],
  ])('%s is refused in Okta’s shape', async (_, contentType, body, codes) => {
    for (const path of ['/api/v1/users', '/api/v1/apps']) {
      expectApiError(await raw(path, contentType, body, administrator), [400, 404, 413, 415], codes);
    }
  });

  it.each([
    '/api/v1/apps/0oaNobodyKnowsThis00',
    '/api/v1/users/00uNobodyKnowsThis00',
    `/api/v1/users/${encodeURIComponent("' or 1=1 --")}`,
    '/api/v1/authenticators/autNobodyKnowsThis0',
    '/api/v1/authorizationServers/ausNobodyKnows000',
  ])('%s is not found', async (path) => {
    expectApiError(await request(`${server.url}${path}`, { headers: administrator }), [404], ['E0000007']);
  });

  it('an unknown path is not found, another method not allowed', async () => {
    expectApiError(await request(`${server.url}/api/v1/nothing`, { headers: administrator }), [404], ['E0000008', 'E0000007']);
    expectApiError(await request(`${server.url}/api/v1/apps`, { method: 'PATCH', headers: administrator }), [405], ['E0000022']);
  });

  it.each([
    ['none', ''],
    ['a wrong one', 'SSWS wrong'],
    ['another scheme', 'Basic eDp5'],
    ['SQL', "SSWS ' or 1=1 --"],
  ])('without a valid token (%s) nothing is answered', async (_, authorization) => {
    for (const path of ['/api/v1/users', '/api/v1/apps', '/api/v1/authorizationServers']) {
      expectApiError(await request(`${server.url}${path}`, { headers: { authorization } }), [401], ['E0000011', 'E0000004']);
    }
  });

  it('names with HTML, SQL and other scripts come back letter by letter, as JSON that no browser takes for a page', async () => {
    const profile = {
      login: 'hostile@example.com',
      email: 'hostile@example.com',
      firstName: '<script>alert(1)</script>',
      lastName: `O'Brien"; drop table users; --`,
    };
    const created = await sendJson('POST', `${server.url}/api/v1/users?activate=true`, { profile }, administrator);
    expect(created.status).toBe(200);
    expect(created.json).toMatchObject({ profile });
    expect(created.headers.get('x-content-type-options')).toBe('nosniff');
    const found = await request(`${server.url}/api/v1/users/hostile@example.com`, { headers: administrator });
    expect(found.json).toMatchObject({ profile });
  });
});

describe('bad requests to the device endpoints', () => {
  const verifyPath = (transactionId: string): string => `/idp/myaccount/app-authenticators/challenge/${transactionId}/verify`;

  it.each([
    ['malformed JSON', '{"method"', [400], ['E0000003', 'E0000001', 'E0000007']],
    ['another method', '{"method":"sms","challengeResponse":"a.b.c"}', [400, 404], ['E0000001', 'E0000007']],
    ['no JWS', '{"method":"push","challengeResponse":"not a token"}', [400, 404], ['E0000001', 'E0000007']],
    [
      'an unsigned JWS',
      `{"method":"push","challengeResponse":"${Buffer.from('{"alg":"none"}').toString('base64url')}.e30."}`,
      [400, 404],
      ['E0000001', 'E0000007'],
    ],
    ['a megabyte', `{"method":"push","challengeResponse":"${megabyte}"}`, [400, 413], ['E0000001', 'E0000003', 'E0000007']],
  ])('an answer with %s is refused, and the transaction stays answerable', async (name, body, statuses, codes) => {
    const message = `Still answerable after ${name}`;
    const authReqId = await acknowledged(server, { binding_message: message });
    const challenge = (await pendingChallenges(device)).find(
      (item) => memberAt(item.claims['challengeContext'], 'bindingMessage') === message,
    );
    const transactionId = String(challenge?.claims['transactionId']);
    expectApiError(await raw(verifyPath(transactionId), 'application/json', body, {}), statuses, codes);
    expect((await answerPending(device, message)).status).toBe(200);
    expect((await poll(server, authReqId)).status).toBe(200);
  });

  it.each(['ftNobodyKnowsThisTransactionIdAtAll', 'x', encodeURIComponent("' or 1=1 --"), 'A'.repeat(2_000)])(
    'transaction %# is unknown',
    async (transactionId) => {
      const answer = await raw(verifyPath(transactionId), 'application/json', '{"method":"push","challengeResponse":"a.b.c"}', {});
      expectApiError(answer, [400, 404, 414], ['E0000001', 'E0000003', 'E0000007', 'E0000008']);
    },
  );

  it('an enrollment with hostile names or keys is refused or kept as text, never half', async () => {
    const answer = await sendJson(
      'POST',
      `${server.url}/idp/myaccount/app-authenticators`,
      { authenticatorId: "' or 1=1 --", device: [], methods: null },
      bearer,
    );
    expectApiError(answer, [400, 404], ['E0000001', 'E0000007']);
    expectApiError(await raw('/idp/myaccount/app-authenticators', 'application/json', '{', bearer), [400], ['E0000003', 'E0000001']);
    expectApiError(
      await raw('/idp/myaccount/app-authenticators', 'text/html', '<html>', bearer),
      [400, 404, 415],
      ['E0000012', 'E0000003', 'E0000001'],
    );
    const phone = await enrollDevice(server, { displayName: `<b>Phone</b>'); drop table devices; --` });
    expect(phone.deviceId).toMatch(/^guo/);
  });

  it('another person’s token, no token and a broken token open nothing', async () => {
    for (const authorization of ['', 'Bearer x', 'Bearer a.b.c', `Bearer ${device.tokens.accessToken}x`]) {
      expectApiError(await request(device.pendingUrl, { headers: { authorization } }), [401], ['E0000011']);
    }
  });
});

describe('bytes that are no HTTP', () => {
  /** Everything the server sends back before it closes the connection. */
  function sendBytes(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), 'localhost');
      let received = '';
      socket.setTimeout(10_000, () => socket.destroy(new Error('the server kept the connection open')));
      socket.setEncoding('utf8').on('data', (text: string) => (received += text));
      socket.once('error', reject);
      socket.once('close', () => resolve(received));
      socket.write(bytes);
    });
  }

  it.each([
    ['garbage', 'HELLO\r\n\r\n', '400'],
    ['a header of 100 kB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, '431'],
    [
      'two lengths',
      'POST /oauth2/default/v1/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
      '400',
    ],
    [
      'a length and chunks',
      'POST /oauth2/default/v1/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
  ])('%s are answered and the connection is closed', async (_, bytes, status) => {
    expect(await sendBytes(bytes)).toMatch(new RegExp(String.raw`^HTTP/1\.1 ${status}`));
  });
});

describe('afterwards', () => {
  it('the server is well, serves the next request and has written no secret to its log', async () => {
    expect((await request(`${server.url}/healthz`)).status).toBe(200);
    expect((await request(`${server.url}/readyz`)).status).toBe(200);
    const authReqId = await acknowledged(server, { binding_message: 'After the storm' });
    expect((await answerPending(device, 'After the storm')).status).toBe(200);
    const tokens = await poll(server, authReqId);
    expect(tokens.status).toBe(200);
    const log = server.output().slice(printedAtStart.length);
    for (const secret of [
      server.facts.clientSecret,
      server.facts.apiToken,
      server.facts.user.password,
      device.tokens.accessToken,
      authReqId,
      String(memberAt(tokens.json, 'access_token')),
    ]) {
      expect(log).not.toContain(secret);
    }
    expect(log).not.toContain('nobody@example.com');
  });

  it('one broken request does not break its neighbours', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        at % 4 === 0
          ? postForm(
              `${server.url}/oauth2/default/v1/bc/authorize`,
              [
                ['login_hint', 'a\u0000'],
                ['scope', 'openid'],
                ['binding_message', '\u0000'],
              ],
              credentials,
            )
          : requestApproval(server, { binding_message: `Neighbour ${at}` }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, (_, at) => (at % 4 === 0 ? 400 : 200)));
  });
});
