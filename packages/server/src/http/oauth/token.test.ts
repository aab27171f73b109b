import { accessDenied, type GrantHandler, OAuthError, type TokenCall, type TokenOutcome } from '@countersign/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OAuthApp, openOAuthApp, type TestClient } from '../../testing/open-oauth-app.js';

const ciba = 'urn:openid:params:grant-type:ciba';
const pending: TokenOutcome = { kind: 'refused', error: new OAuthError('authorization_pending', 400, 'Wait.') };
let calls: TokenCall[];
let outcome: (call: TokenCall) => Promise<TokenOutcome>;
/** A grant of the test's own: the phases around it are what is tested here. */
const probe: GrantHandler = {
  grantType: ciba,
  handle(_engine, call) {
    calls.push(call);
    return outcome(call);
  },
};

let oauth: OAuthApp;
let client: TestClient;
beforeAll(async () => {
  oauth = await openOAuthApp({ grants: [probe] });
  client = await oauth.addClient();
});
afterAll(() => oauth.close());
beforeEach(() => {
  calls = [];
  outcome = () => Promise.resolve(pending);
});

async function post(
  fields: Record<string, string>,
  headers: Record<string, string> = { authorization: client.basic },
  url = '/oauth2/default/v1/token',
) {
  const response = await oauth.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, string>>() };
}

describe('token endpoint: the phases around every grant', () => {
  it('C-028 authentication comes before the grant type is looked at', async () => {
    expect(await post({ grant_type: 'nonsense' }, {})).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await post({}, { authorization: 'Basic eHg6eXk=' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(calls).toHaveLength(0);
  });

  it('C-142 a 401 names the way to authenticate and is not cached', async () => {
    const { headers } = await post({ grant_type: ciba }, { authorization: 'Basic eHg6eXk=' });
    expect(headers['www-authenticate']).toMatch(/^Basic /);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  });

  it.each(['client_secret', 'client_assertion'])(
    'RFC 6749 2.3.1, okta-api 2.1 %s in the address is 400 invalid_request at every endpoint',
    async (name) => {
      for (const endpoint of ['token', 'bc/authorize', 'introspect', 'revoke']) {
        const answer = await post(
          { grant_type: ciba, token: 'x' },
          { authorization: client.basic },
          `/oauth2/default/v1/${endpoint}?a=b&${name}=x`,
        );
        expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      }
      expect(calls).toHaveLength(0);
    },
  );

  it('a missing grant_type is 400 invalid_request', async () => {
    expect(await post({})).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it.each(['nonsense', 'password', 'implicit', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code', '__proto__'])(
    'C-143 the grant type %s is 400 unsupported_grant_type',
    async (grantType) => {
      expect(await post({ grant_type: grantType })).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    },
  );

  it('C-015 C-141 a client without the grant is 400 unauthorized_client', async () => {
    const other = await oauth.addClient({ oauth: { grant_types: ['authorization_code'] } });
    expect(await post({ grant_type: ciba }, { authorization: other.basic })).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    });
    expect(calls).toHaveLength(0);
  });

  it('the noise of the guide is accepted: scope with blanks and login_hint', async () => {
    const payload = `grant_type=${ciba}&scope=openid email&auth_req_id=ftX&login_hint=test.user@email.com`;
    const headers = { authorization: client.basic, 'content-type': 'application/x-www-form-urlencoded' };
    const response = await oauth.app.inject({ method: 'POST', url: '/oauth2/default/v1/token', headers, payload });
    expect(response.json()).toMatchObject({ error: 'authorization_pending' });
    expect(calls[0]?.form.get('scope')).toBe('openid email');
  });

  it('C-027 parameters in the address are not read', async () => {
    const url = `/oauth2/default/v1/token?client_id=${client.clientId}&grant_type=${ciba}`;
    expect(await post({}, {}, url)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await post({}, { authorization: client.basic }, url)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('refusals that are values are answered with their status, error and description alone', async () => {
    const answer = await post({ grant_type: ciba });
    expect(answer).toMatchObject({ status: 400, body: { error: 'authorization_pending', error_description: 'Wait.' } });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      pragma: 'no-cache',
      'content-type': 'application/json;charset=UTF-8',
    });
    outcome = () => Promise.resolve({ kind: 'refused', error: accessDenied('No.') });
    expect(await post({ grant_type: ciba })).toMatchObject({ status: 400, body: { error: 'access_denied', error_description: 'No.' } });
  });

  it('knows the default server by its alias and its id, the server of the org, and no other', async () => {
    for (const path of ['/oauth2/default/v1/token', `/oauth2/${oauth.serverId}/v1/token`, '/oauth2/v1/token']) {
      expect(await post({ grant_type: ciba }, { authorization: client.basic }, path)).toMatchObject({
        status: 400,
        body: { error: 'authorization_pending' },
      });
    }
    expect(calls.map(({ server }) => server.kind)).toEqual(['custom', 'custom', 'org']);
    const unknown = await post({ grant_type: ciba }, { authorization: client.basic }, '/oauth2/ausUnknown0000000001/v1/token');
    expect(unknown).toMatchObject({ status: 404, body: { error: 'invalid_request' } });
  });

  it('a secret costs no statement once the client is cached', async () => {
    await post({ grant_type: ciba });
    const before = oauth.database.statementCount();
    for (let poll = 0; poll < 20; poll++) await post({ grant_type: ciba });
    expect(oauth.database.statementCount()).toBe(before);
  });
});

describe('Prefer: wait (RFC 7240)', () => {
  it('reaches the grant, and what was honoured is named in the answer', async () => {
    outcome = (call) => Promise.resolve({ ...pending, waitedSeconds: Math.min(call.waitSeconds ?? 0, 25) });
    const answer = await post({ grant_type: ciba }, { authorization: client.basic, prefer: 'wait=60' });
    expect(calls[0]?.waitSeconds).toBe(60);
    expect(answer.headers['preference-applied']).toBe('wait=25');
  });

  it('a classic poll sees no difference', async () => {
    const answer = await post({ grant_type: ciba });
    expect(answer.headers).not.toHaveProperty('preference-applied');
    expect(calls[0]?.waitSeconds).toBeUndefined();
  });
});

describe('a closed connection', () => {
  it('aborts the signal a held call watches', async () => {
    const aborted = new Promise<void>((resolve) => {
      outcome = (call) =>
        new Promise((answer) => {
          call.closed.addEventListener('abort', () => {
            resolve();
            answer(pending);
          });
        });
    });
    const address = await oauth.app.listen({ port: 0, host: '127.0.0.1' });
    const controller = new AbortController();
    const request = fetch(`${address}/oauth2/default/v1/token`, {
      method: 'POST',
      headers: { authorization: client.basic },
      body: new URLSearchParams({ grant_type: ciba }),
      signal: controller.signal,
    });
    await expect.poll(() => calls.length).toBe(1);
    controller.abort();
    await expect(request).rejects.toThrow();
    await aborted;
    expect(calls[0]?.closed.aborted).toBe(true);
  });

  it('is not seen where the caller still waits', async () => {
    outcome = (call) =>
      Promise.resolve({ kind: 'refused', error: new OAuthError(call.closed.aborted ? 'server_error' : 'slow_down', 400, 'x') });
    expect(await post({ grant_type: ciba })).toMatchObject({ body: { error: 'slow_down' } });
  });
});
