/** What is measured: each scenario is a set of workers on connections of their own; a worker's call is one operation. */
import { randomUUID } from 'node:crypto';
import { Connection, get, post } from './connection.mjs';

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} pid Whose CPU counts.
 * @property {() => Promise<void>} [prepare] Runs before each slice and is not measured.
 * @property {readonly (() => Promise<number | undefined>)[]} workers Each call gives the number of operations it did; undefined: none left.
 * @property {() => void} close
 */

/** @typedef {typeof import('./support.js')} Support */
/** @typedef {import('../tests/support/start-process.js').ServerProcess} ServerProcess */
/** @typedef {{ readonly clientId: string, readonly clientSecret: string }} Client */
/** @typedef {{ readonly server: ServerProcess, readonly support: Support, readonly connections: number, readonly client: Client }} Setting */

const formType = 'application/x-www-form-urlencoded';
const cibaGrantType = encodeURIComponent('urn:openid:params:grant-type:ciba');
/** How many requests of one client are polled in turn, of how many clients, and how long each rests: the server asks for five seconds. */
const pendingRequests = 9_000;
const pollingClients = 3;
const askingClients = 8;
const restMs = 5_200;
const people = 16;
const answersPerSlice = 8;

/**
 * @param {{ readonly port: number, readonly pid: number }} bare
 * @param {number} connections
 * @returns {Scenario}
 */
export function bareScenario({ port, pid }, connections) {
  const text = post('/token', { 'content-type': formType }, `grant_type=${cibaGrantType}&auth_req_id=ft${'A'.repeat(43)}`);
  const sockets = Array.from({ length: connections }, () => new Connection(port));
  return {
    name: 'bare',
    pid,
    workers: sockets.map((socket) => async () => {
      await socket.send(text);
      return 1;
    }),
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

/**
 * @param {Omit<Setting, 'client'>} place
 * @returns {Promise<Scenario[]>}
 */
export async function prepareScenarios(place) {
  // One person's device, so that the demo user can be asked at all.
  await place.support.enrollDevice(place.server);
  // A client each: the number of pending requests of one client is limited.
  const setting = async () => ({ ...place, client: await registerClient(place) });
  const settings = [];
  for (let at = 0; at < pollingClients + askingClients; at += 1) settings.push(await setting());
  const polling = settings.slice(0, pollingClients);
  const asking = settings.slice(pollingClients);
  return [await pollScenario(polling), acknowledgeScenario(asking), ...(await transactionScenarios(await setting()))];
}

/**
 * @param {Omit<Setting, 'client'>} place
 * @returns {Promise<Client>}
 */
async function registerClient({ server, support }) {
  const { apiToken, authenticatorId } = server.facts;
  const app = {
    name: 'oidc_client',
    label: `Bench ${randomUUID()}`,
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      implicitAssignment: true,
      oauthClient: {
        application_type: 'web',
        redirect_uris: ['http://localhost/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code', 'urn:openid:params:grant-type:ciba'],
        backchannel_custom_authenticator_id: authenticatorId,
      },
    },
  };
  const created = await support.sendJson('POST', `${server.url}/api/v1/apps`, app, { authorization: `SSWS ${apiToken}` });
  if (created.status !== 200) throw new Error(`creating a client answered ${created.status}: ${created.text}`);
  const { client_id: clientId, client_secret: clientSecret } = JSON.parse(created.text).credentials.oauthClient;
  return { clientId, clientSecret };
}

/** @param {Setting} setting */
function openSockets({ server, connections }, count = connections) {
  const port = Number(new URL(server.url).port);
  return Array.from({ length: count }, () => new Connection(port));
}

/** @param {Setting} setting */
function clientHeaders({ support, client }) {
  return { 'content-type': formType, authorization: support.basic(client.clientId, client.clientSecret) };
}

/**
 * @param {Setting} setting
 * @param {string} login
 * @param {number} expiry
 */
function authorizeRequest(setting, login, expiry) {
  const body = `scope=openid%20email&login_hint=${encodeURIComponent(login)}&binding_message=Pay%20500&request_expiry=${expiry}`;
  return post('/oauth2/default/v1/bc/authorize', clientHeaders(setting), body);
}

/**
 * @param {Setting} setting
 * @param {string} authReqId
 */
function pollRequest(setting, authReqId) {
  return post('/oauth2/default/v1/token', clientHeaders(setting), `grant_type=${cibaGrantType}&auth_req_id=${authReqId}`);
}

/**
 * @param {{ readonly status: number, readonly body: string }} answer
 * @param {number} status
 */
function expectStatus(answer, status) {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.body}`);
  return answer.body;
}

/**
 * Polls of pending requests, none sooner than its interval allows.
 * @param {readonly Setting[]} settings One for each client.
 * @returns {Promise<Scenario>}
 */
async function pollScenario(settings) {
  const [setting] = settings;
  if (setting === undefined) throw new Error('no client');
  const sockets = openSockets(setting);
  /** @type {{ text: string, polledAt: number }[]} */
  const queue = [];
  for (const [at, one] of settings.entries()) {
    const ask = authorizeRequest(one, one.server.facts.user.login, 300);
    await Promise.all(
      sockets.map(async (socket) => {
        while (queue.length < pendingRequests * (at + 1)) {
          const { auth_req_id: authReqId } = JSON.parse(expectStatus(await socket.send(ask), 200));
          queue.push({ text: pollRequest(one, authReqId), polledAt: -restMs });
        }
      }),
    );
  }
  let next = 0;
  return {
    name: 'poll',
    pid: setting.server.pid,
    workers: sockets.map((socket) => async () => {
      const entry = queue[next % queue.length];
      if (entry === undefined || performance.now() - entry.polledAt < restMs) return undefined;
      next += 1;
      const body = expectStatus(await socket.send(entry.text), 400);
      // From the answer, not from the sending: a request that waited in a queue must not come early next time.
      entry.polledAt = performance.now();
      if (!body.includes('authorization_pending')) throw new Error(body);
      return 1;
    }),
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

/**
 * @param {readonly Setting[]} settings One for each client.
 * @returns {Scenario}
 */
function acknowledgeScenario(settings) {
  const [setting] = settings;
  if (setting === undefined) throw new Error('no client');
  const sockets = openSockets(setting);
  // They expire soon, and the clients take turns: the number of pending requests of one client is limited.
  const asks = settings.map((one) => authorizeRequest(one, one.server.facts.user.login, 10));
  return {
    name: 'acknowledge',
    pid: setting.server.pid,
    workers: sockets.map((socket, at) => async () => {
      expectStatus(await socket.send(asks[at % asks.length] ?? ''), 200);
      return 1;
    }),
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

/**
 * A person with a device of their own, so that each pending list holds one challenge.
 * @param {Setting} setting
 * @param {number} at
 */
async function enrollPerson({ server, support }, at) {
  const login = `bench${at}@example.com`;
  const password = `Bench-${randomUUID()}`;
  const authorization = { authorization: `SSWS ${server.facts.apiToken}` };
  const profile = { login, email: login, firstName: 'Bench', lastName: String(at) };
  const created = await support.sendJson(
    'POST',
    `${server.url}/api/v1/users?activate=true`,
    { profile, credentials: { password: { value: password } } },
    authorization,
  );
  if (created.status !== 200) throw new Error(`creating ${login} answered ${created.status}: ${created.text}`);
  return { login, device: await support.enrollDevice(server, { login, password }) };
}

/**
 * Asks, pulls and signs: all but sending the answer and fetching the tokens.
 * @param {Setting} setting
 * @param {Awaited<ReturnType<typeof enrollPerson>>} person
 * @param {Connection} socket
 * @param {number} count
 */
async function prepareAnswers(setting, { login, device }, socket, count) {
  const ask = authorizeRequest(setting, login, 60);
  /** @type {string[]} */
  const authReqIds = [];
  for (let turn = 0; turn < count; turn += 1) authReqIds.push(JSON.parse(expectStatus(await socket.send(ask), 200)).auth_req_id);
  const bearer = { authorization: `Bearer ${device.tokens.accessToken}`, accept: 'application/json' };
  const list = await socket.send(get(new URL(device.pendingUrl).pathname, bearer));
  /** @type {readonly { challenge: string }[]} */
  const items = JSON.parse(expectStatus(list, 200));
  return { authReqIds, answers: items.map(({ challenge }) => signedAnswer(setting, device, challenge)) };
}

/**
 * @param {Setting} setting
 * @param {import('../tests/support/device.js').TestDevice} device
 * @param {string} challenge
 */
function signedAnswer({ support }, device, challenge) {
  const claims = JSON.parse(Buffer.from(challenge.split('.')[1] ?? '', 'base64url').toString());
  const now = Math.floor(Date.now() / 1_000);
  const challengeResponse = support.signByDevice(device.possession, 'okta-pushbind+jwt', {
    iss: device.enrollmentId,
    sub: device.userId,
    aud: claims.iss,
    tx: claims.transactionId,
    nonce: claims.nonce,
    methodEnrollmentId: device.methodId,
    keyType: 'proofOfPossession',
    amr: [],
    challengeResponseContext: { userConsent: 'APPROVED_CONSENT_PROMPT', transactionType: 'CIBA' },
    iat: now,
    nbf: now - 300,
    exp: now + 300,
    jti: randomUUID(),
  });
  const body = JSON.stringify({ method: 'push', challengeResponse });
  return post(new URL(claims.verificationUri).pathname, { 'content-type': 'application/json' }, body);
}

/**
 * Whole transactions, and the device's answer alone.
 * @param {Setting} setting
 * @returns {Promise<Scenario[]>}
 */
async function transactionScenarios(setting) {
  const sockets = openSockets(setting, people);
  const persons = await Promise.all(sockets.map((_, at) => enrollPerson(setting, at)));
  const pairs = persons.map((person, at) => {
    const socket = sockets[at];
    if (socket === undefined) throw new Error('a person without a connection');
    return { person, socket };
  });
  /** @type {string[][]} */
  let prepared = [];
  return [
    {
      name: 'verify',
      pid: setting.server.pid,
      prepare: async () => {
        prepared = await Promise.all(
          pairs.map(async ({ person, socket }) => (await prepareAnswers(setting, person, socket, answersPerSlice)).answers),
        );
      },
      workers: pairs.map(({ socket }, at) => async () => {
        const answer = prepared[at]?.pop();
        if (answer === undefined) return undefined;
        expectStatus(await socket.send(answer), 200);
        return 1;
      }),
      close: () => sockets.forEach((socket) => socket.close()),
    },
    {
      name: 'transaction',
      pid: setting.server.pid,
      workers: pairs.map(({ person, socket }) => async () => {
        const { authReqIds, answers } = await prepareAnswers(setting, person, socket, 1);
        for (const answer of answers) expectStatus(await socket.send(answer), 200);
        for (const authReqId of authReqIds) expectStatus(await socket.send(pollRequest(setting, authReqId)), 200);
        return 1;
      }),
      close: () => undefined,
    },
  ];
}
