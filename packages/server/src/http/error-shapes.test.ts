/** Whatever is wrong with a request, the answer has the shape of its URL's family, and nothing of the framework shows (decisions 1.5). */
import { connect } from 'node:net';
import { openTestDatabase, type TestDatabase } from '@countersign/storage/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../compose.js';
import { sharedKeyPairs } from '../testing/key-pairs.js';

let store: TestDatabase;
let server: RunningServer;
beforeAll(async () => {
  store = await openTestDatabase({ now: Date.now() });
  server = await startServer({
    environment: { PORT: '0', LOG_LEVEL: 'silent', QUICKSTART: 'false', ENCRYPTION_KEY: 'A'.repeat(43) },
    database: store.database,
    generateKeyPair: sharedKeyPairs(),
  });
});
afterAll(async () => {
  await server.close();
  await store.dispose();
});

const form = 'application/x-www-form-urlencoded';
const megabyte = 'x'.repeat(1_048_576);

interface Case {
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
}

async function send(path: string, { method = 'POST', type, body }: Case) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    ...(body === undefined ? {} : { body: type === undefined ? new Blob([body]) : body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
type Answer = Awaited<ReturnType<typeof send>>;

function expectOAuthError(answer: Answer, status: number, error: string): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const body = JSON.parse(answer.text);
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(body.error).toBe(error);
  // RFC 6749 5.2: printable ASCII without " and \
  expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
}

function expectApiError(answer: Answer, status: number, code: string): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(JSON.parse(answer.text)).toEqual({
    errorCode: code,
    errorSummary: expect.any(String),
    errorLink: code,
    errorId: expect.stringMatching(/^oae[\w-]{22}$/),
    errorCauses: expect.any(Array),
  });
}

describe('OAuth endpoints', () => {
  const paths = [
    '/oauth2/v1/token',
    '/oauth2/default/v1/token',
    '/oauth2/default/v1/bc/authorize',
    '/oauth2/default/v1/introspect',
    '/oauth2/default/v1/revoke',
  ];

  describe.each(paths)('%s', (path) => {
    it.each<[string, Case, number]>([
      ['malformed JSON', { type: 'application/json', body: '{"a":' }, 400],
      ['well-formed JSON', { type: 'application/json', body: '{"a":1}' }, 400],
      ['plain text', { type: 'text/plain', body: 'scope=openid' }, 400],
      ['a body without a type', { body: 'scope=openid' }, 400],
      ['a type that is none', { type: 'form', body: 'scope=openid' }, 400],
      ['a megabyte', { type: form, body: `scope=${megabyte}` }, 413],
      ['a repeated parameter', { type: form, body: 'scope=a&scope=b' }, 400],
      ['broken percent-encoding', { type: form, body: 'scope=%E0%A4%A' }, 400],
      ['U+0000', { type: form, body: 'scope=a%00b' }, 400],
    ])('%s', async (_, request, status) => {
      expectOAuthError(await send(path, request), status, 'invalid_request');
    });

    it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('the method %s is 405 with Allow', async (method) => {
      const answer = await send(path, { method });
      expectOAuthError(answer, 405, 'invalid_request');
      expect(answer.headers.get('allow')).toBe('POST');
    });

    it('without anything the client is unknown', async () => {
      const answer = await send(path, {});
      expect(['invalid_client', 'invalid_request']).toContain(JSON.parse(answer.text).error);
      if (answer.status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    });
  });

  it.each([
    '/oauth2',
    '/oauth2/',
    '/oauth2/default',
    '/oauth2/default/v1/nothing',
    '/oauth2/v1/nothing',
    '/oauth2/default/.well-known/nothing',
  ])('the unknown path %s is 404 whatever the body', async (path) => {
    expectOAuthError(await send(path, { method: 'GET' }), 404, 'invalid_request');
    expectOAuthError(await send(path, { type: 'application/json', body: '{' }), 404, 'invalid_request');
  });

  it.each(['/oauth2/ausUnknown0000000000/v1/keys', '/oauth2/ausUnknown0000000000/.well-known/openid-configuration'])(
    '%s of an unknown server is 404',
    async (path) => {
      expectOAuthError(await send(path, { method: 'GET' }), 404, 'invalid_request');
    },
  );

  it('the org server has no second address by its id', async () => {
    expectOAuthError(await send(`/oauth2/${server.outcome.org.id}/v1/keys`, { method: 'GET' }), 404, 'invalid_request');
  });

  it('a path that is not UTF-8 is 400', async () => {
    expectOAuthError(await send('/oauth2/%ff%fe/v1/token', { method: 'GET' }), 400, 'invalid_request');
  });

  it('a protected resource names the bearer scheme (RFC 6750 3)', async () => {
    const answer = await send('/oauth2/default/v1/userinfo', { method: 'GET' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

describe('management and device APIs', () => {
  const paths = ['/api/v1/internal/first-administrator'];

  describe.each(paths)('%s', (path) => {
    it.each<[string, Case, number, string]>([
      ['malformed JSON', { type: 'application/json', body: '{"a":' }, 400, 'E0000003'],
      ['a form', { type: form, body: 'a=1' }, 404, 'E0000012'],
      ['plain text', { type: 'text/plain', body: 'a' }, 404, 'E0000012'],
      ['a megabyte', { type: 'application/json', body: `"${megabyte}"` }, 413, 'E0000003'],
      ['U+0000', { type: 'application/json', body: '{"token":"a\\u0000"}' }, 400, 'E0000003'],
      ['a lone surrogate', { type: 'application/json', body: '{"token":"\\ud800"}' }, 400, 'E0000003'],
      ['a lone surrogate in a name', { type: 'application/json', body: '{"\\uDC00":1}' }, 400, 'E0000003'],
      ['an empty object', { type: 'application/json', body: '{}' }, 400, 'E0000001'],
      ['a list', { type: 'application/json', body: '[]' }, 400, 'E0000001'],
      ['nothing', {}, 400, 'E0000001'],
    ])('%s', async (_, request, status, code) => {
      expectApiError(await send(path, request), status, code);
    });

    it('another method is 405 with Allow', async () => {
      const answer = await send(path, { method: 'PUT', type: 'application/json', body: '{' });
      expectApiError(answer, 405, 'E0000022');
      expect(answer.headers.get('allow')).toBe('POST');
    });

    it('a paired surrogate and a merge-patch type are fine', async () => {
      expectApiError(
        await send(path, { type: 'application/json, okta-version=1.0.0', body: '{"token":"\\ud83d\\ude00"}' }),
        400,
        'E0000001',
      );
      expectApiError(await send(path, { type: 'application/merge-patch+json; okta-version=1.0.0', body: '{}' }), 400, 'E0000001');
    });
  });

  it.each(['/api', '/api/v1/nothing', '/.well-known/nothing', '/.well-known'])('the unknown path %s is 404', async (path) => {
    expectApiError(await send(path, { method: 'GET' }), 404, 'E0000008');
    expectApiError(await send(path, { type: 'application/json', body: '{' }), 404, 'E0000008');
  });

  it('a wrong path below the device API does not read as a deleted enrollment (devices protocol 8.7)', async () => {
    expectApiError(await send('/idp/nothing', { method: 'GET' }), 404, 'E0000007');
  });

  it('a bearer token that is none is E0000011', async () => {
    const answer = await send('/idp/myaccount/app-authenticators', { type: 'application/json', body: '{}' });
    expectApiError(answer, 401, 'E0000011');
  });
});

describe('pages', () => {
  it.each(['/', '/nothing', '/oauth2x', '/apix'])('the unknown page %s is a page', async (path) => {
    const answer = await send(path, { method: 'GET' });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.text).toContain('<html lang="en">');
  });
});

describe('every answer', () => {
  it('carries an id of its own, also when nobody serves the path', async () => {
    const ids = await Promise.all(
      ['/healthz', '/nothing', '/oauth2/%ff/v1/token'].map(async (path) =>
        (await send(path, { method: 'GET' })).headers.get('x-okta-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(id).toMatch(/^[\w-]{20,}$/);
  });

  it('shows development mode and forbids guessing of types', async () => {
    for (const path of ['/healthz', '/nothing', '/oauth2/%ff/v1/token', '/api/v1/nothing']) {
      const { headers } = await send(path, { method: 'GET' });
      expect([headers.get('x-countersign-mode'), headers.get('x-content-type-options')]).toEqual(['development', 'nosniff']);
    }
  });

  it('never takes that id from the request', async () => {
    const answer = await fetch(`${server.url}/healthz`, {
      headers: { 'x-request-id': 'mine', 'x-okta-request-id': 'mine', 'request-id': 'mine' },
    });
    expect(answer.headers.get('x-okta-request-id')).not.toBe('mine');
  });

  it('to what is not HTTP is a bare status', async () => {
    const { port } = new URL(server.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), 'localhost', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
    expect(answer).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
});

describe('health', () => {
  it('/healthz and /readyz answer', async () => {
    expect((await send('/healthz', { method: 'GET' })).text).toBe('{"status":"ok"}');
    expect((await send('/readyz', { method: 'GET' })).text).toBe('{"status":"ready"}');
  });
});
