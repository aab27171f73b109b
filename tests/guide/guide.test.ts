/**
 * The guide on transactional verification, as printed: real curl, its header names, its noise (a scope and a login_hint in the token
 * call, blanks that are not encoded). Only host, ids and the two missing line continuations differ.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDevice, answerPending, decodeJwt, enrollDevice, maintenanceToken, pendingChallenges } from '../support/device.js';
import { type HttpAnswer, memberAt, request, sendJson } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

const run = promisify(execFile);

let server: ServerProcess;
let device: TestDevice;
beforeAll(async () => {
  server = await startProcess();
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

interface CurlAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Runs a command line of the guide through the shell it was written for. */
async function bash(script: string): Promise<CurlAnswer> {
  const { stdout } = await run('bash', ['-c', script], { maxBuffer: 1_000_000 });
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at)) as unknown };
}

const writeOut = String.raw`--silent --write-out '\n%{http_code}'`;

function authorizeCommand(base: string, credentials: string): string {
  return String.raw`curl ${writeOut} --request POST \
  --url ${base}/oauth2/default/v1/bc/authorize \
  --header 'Accept: application/json' \
  --header 'authorization: Basic ${credentials}' \
  --header 'Content-Type: application/x-www-form-urlencoded' \
  --data 'scope=openid email' \
  --data 'binding_message=Test Binding Message' \
  --data 'login_hint=test.user@email.com'`;
}

function tokenCommand(base: string, credentials: string, authReqId: string): string {
  return String.raw`  curl ${writeOut} --request POST \
     --url ${base}/oauth2/default/v1/token \
     --header 'Accept: application/json' \
     --header 'authorization: Basic ${credentials}' \
     --header 'Content-Type: application/x-www-form-urlencoded' \
     --data 'grant_type=urn:openid:params:grant-type:ciba&scope=openid email&auth_req_id=${authReqId}&login_hint=test.user@email.com'`;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The guide's walk for one client: ask, poll, answer on the device, poll again. */
async function walk(
  clientId: string,
  clientSecret: string,
  consent: string,
): Promise<{ first: CurlAnswer; pending: CurlAnswer; last: CurlAnswer }> {
  const credentials = base64(`${clientId}:${clientSecret}`);
  const first = await bash(authorizeCommand(server.url, credentials));
  const authReqId = String(memberAt(first.body, 'auth_req_id'));
  const pending = await bash(tokenCommand(server.url, credentials, authReqId));
  await answerPending(device, 'Test Binding Message', { consent });
  const last = await bash(tokenCommand(server.url, credentials, authReqId));
  return { first, pending, last };
}

describe('the guide, test the CIBA flow', () => {
  it('asks, polls, is approved on the device and gets its tokens', async () => {
    const { clientId, clientSecret, issuer } = server.facts;
    const { first, pending, last } = await walk(clientId, clientSecret, 'APPROVED_CONSENT_PROMPT');
    expect(first).toMatchObject({ status: 200, body: { expires_in: 300, interval: 5 } });
    expect(memberAt(first.body, 'auth_req_id')).toMatch(/^ft[\w-]{43}$/);
    expect(pending).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    expect(Object.keys(Object(pending.body))).toEqual(expect.arrayContaining(['error', 'error_description']));
    expect(last).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600, scope: 'openid email' } });
    const idToken = decodeJwt(String(memberAt(last.body, 'id_token')));
    expect(idToken.claims).toMatchObject({ iss: issuer, aud: clientId, sub: device.userId, email: 'test.user@email.com' });
    expect(decodeJwt(String(memberAt(last.body, 'access_token'))).claims).toMatchObject({
      iss: issuer,
      cid: clientId,
      scp: ['openid', 'email'],
    });
  });

  it('is told access_denied when the person refuses', async () => {
    const { clientId, clientSecret } = server.facts;
    const { last } = await walk(clientId, clientSecret, 'DENIED_CONSENT_PROMPT');
    expect(last).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('prints the commands filled in, ready to paste', async () => {
    const printed = server.output();
    const { clientId, clientSecret } = server.facts;
    expect(printed).toContain(`${server.url}/oauth2/default/v1/bc/authorize`);
    expect(printed).toContain(base64(`${clientId}:${clientSecret}`));
    const commands = printed.split('\n\n').flatMap((block) => /^curl --request POST[\s\S]+/m.exec(block) ?? []);
    expect(commands).toHaveLength(3);
    const [ask = '', poll = '', again] = commands.map((command) => command.replace('curl ', `curl ${writeOut} `));
    expect(again).toBe(poll);
    const acknowledged = await bash(ask);
    expect(acknowledged).toMatchObject({ status: 200, body: { expires_in: 300 } });
    const assignment = `auth_req_id=${String(memberAt(acknowledged.body, 'auth_req_id'))}`;
    expect(await bash(`${assignment}\n${poll}`)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    await answerPending(device, 'Test Binding Message');
    expect(await bash(`${assignment}\n${poll}`)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  });
});

describe('the guide, create an OIDC client with the apps API', () => {
  /** The guide's JSON to the letter, but for the id of the authenticator. */
  const example = (authenticatorId: string): string => `{
    "name": "oidc_client",
    "label": "CIBA Client",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {
      "oauthClient": {
        "token_endpoint_auth_method": "client_secret_post"
      }
    },
    "settings": {
      "oauthClient": {
        "client_uri": "http://localhost:8080",
        "logo_uri": null,
        "redirect_uris": [
          "https://example.com/oauth2/callback",
          "myapp://callback"
        ],
        "response_types": [
          "token",
          "id_token",
          "code"
        ],
        "grant_types": [
          "implicit",
          "authorization_code",
          "urn:openid:params:grant-type:ciba"
        ],
        "application_type": "web",
        "backchannel_custom_authenticator_id" : "${authenticatorId}"
      }
    }
}`;

  const create = (): Promise<HttpAnswer> =>
    request(`${server.url}/api/v1/apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `SSWS ${server.facts.apiToken}` },
      body: example(server.facts.authenticatorId),
    });

  it('creates the client, which then walks the same way', async () => {
    const created = await create();
    expect(created.status).toBe(200);
    expect(created.json).toMatchObject({ label: 'CIBA Client', status: 'ACTIVE', signOnMode: 'OPENID_CONNECT' });
    const clientId = String(memberAt(created.json, 'credentials', 'oauthClient', 'client_id'));
    const clientSecret = String(memberAt(created.json, 'credentials', 'oauthClient', 'client_secret'));
    const appId = String(memberAt(created.json, 'id'));

    const unassigned = await bash(authorizeCommand(server.url, base64(`${clientId}:${clientSecret}`)));
    expect(unassigned).toMatchObject({ status: 400, body: { error: 'unknown_user_id' } });

    const authorization = { authorization: `SSWS ${server.facts.apiToken}` };
    const assigned = await sendJson(
      'POST',
      `${server.url}/api/v1/apps/${appId}/users`,
      { id: device.userId, scope: 'USER' },
      authorization,
    );
    expect(assigned.status).toBe(200);
    const { first, pending, last } = await walk(clientId, clientSecret, 'APPROVED_CONSENT_PROMPT');
    expect([first.status, pending.status, last.status]).toEqual([200, 400, 200]);
    expect(memberAt(last.body, 'scope')).toBe('openid email');
  });
});

describe('the guide, enroll a custom authenticator to use CIBA', () => {
  it('gives background work a token of its own, which pulls the pending list', async () => {
    const token = await maintenanceToken(server, device);
    expect(token).toMatchObject({
      status: 200,
      json: { token_type: 'Bearer', scope: 'okta.myAccount.appAuthenticator.maintenance.manage' },
    });
    expect(await pendingChallenges(device, String(memberAt(token.json, 'access_token')))).toBeInstanceOf(Array);
  });

  it('approves with the RSA key of an Android device as well', async () => {
    const phone = await enrollDevice(server, { algorithm: 'RS256' });
    const credentials = base64(`${server.facts.clientId}:${server.facts.clientSecret}`);
    const first = await bash(authorizeCommand(server.url, credentials).replace('Test Binding Message', 'To the Android phone'));
    const answered = await answerPending(phone, 'To the Android phone');
    expect(answered.status).toBe(200);
    const last = await bash(tokenCommand(server.url, credentials, String(memberAt(first.body, 'auth_req_id'))));
    expect(last.status).toBe(200);
  });
});
