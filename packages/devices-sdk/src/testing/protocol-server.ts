/** A server of the device protocol on loopback: real HTTP, real signatures, state that tests can set and read. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import {
  apiError,
  challengeToken,
  deleteRule,
  enrollRule,
  eventsRefusal,
  patchRule,
  pendingRule,
  policyRule,
  reportRule,
  tokenRule,
  verifyRule,
  type RuleAnswer,
} from './protocol-rules.js';
import { createProtocolState, testId, type BearerToken, type ProtocolState } from './protocol-state.js';
import type { TestClaims } from './test-jwt.js';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What goes wrong with the next request to a path that contains `path`. */
export interface Fault {
  readonly path: string;
  /** `loseReply` does the work and closes the connection; `refuse` closes it before; otherwise this answer instead. */
  readonly effect: 'loseReply' | 'refuse' | RuleAnswer;
}

export interface ProtocolServer {
  readonly org: string;
  readonly state: ProtocolState;
  readonly seen: SeenRequest[];
  readonly faults: Fault[];
  /** An access token of a user, with the manage scope unless told otherwise. */
  signIn(userId: string, scopes?: readonly string[]): string;
  /** A new transaction for an enrollment; `claims` and `header` differ from what the reference sends. */
  ask(enrollmentId: string, claims?: TestClaims, header?: TestClaims, id?: string): string;
  challenge(transactionId: string): string;
  /** Open event streams, in the order they came. */
  readonly streams: readonly ServerResponse[];
  /** Writes to every open stream. */
  tell(type: string, ids: { readonly transactionId: string; readonly enrollmentId: string }): void;
  close(): Promise<void>;
}

/** `host`: how the org's URL names this machine; passkeys need a name. */
export async function startProtocolServer(host = '127.0.0.1'): Promise<ProtocolServer> {
  const state = createProtocolState();
  const seen: SeenRequest[] = [];
  const faults: Fault[] = [];
  const streams: ServerResponse[] = [];
  let org = '';
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => {
        seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
        const index = faults.findIndex((fault) => (request.url ?? '').includes(fault.path));
        const effect = index < 0 ? undefined : faults.splice(index, 1)[0]?.effect;
        if (effect === 'refuse') return void request.socket.destroy();
        if (effect === undefined && isEvents(request)) return openStream(state, streams, request, response);
        const answer = typeof effect === 'object' ? effect : route(state, org, request, body);
        if (effect === 'loseReply') return void request.socket.destroy();
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  org = `http://${host}:${typeof address === 'object' ? address?.port : ''}`;
  return {
    org,
    state,
    seen,
    faults,
    streams,
    tell(type, ids) {
      for (const stream of streams) stream.write(`event: ${type}\ndata: ${JSON.stringify(ids)}\n\n`);
    },
    signIn(userId, scopes = ['okta.myAccount.appAuthenticator.manage']) {
      const token = randomBytes(16).toString('base64url');
      state.tokens.set(token, { userId, scopes });
      return token;
    },
    ask(enrollmentId, claims = {}, header = {}, id = `${testId('ft')}-_x`) {
      state.transactions.set(id, { id, enrollmentId, nonce: randomBytes(32).toString('base64url'), claims, header, state: 'pending' });
      return id;
    },
    challenge: (transactionId) => challengeToken(state, org, transactionId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isEvents(request: IncomingMessage): boolean {
  return request.url?.startsWith('/idp/myaccount/app-authenticators/events') === true;
}

function openStream(state: ProtocolState, streams: ServerResponse[], request: IncomingMessage, response: ServerResponse): void {
  const refusal = eventsRefusal(state, bearerOf(state, request));
  if (refusal !== undefined) {
    response.writeHead(refusal.status, { 'content-type': 'application/json' });
    return void response.end(JSON.stringify(refusal.body));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  streams.push(response);
  response.on('close', () => void streams.splice(streams.indexOf(response), 1));
}

function route(state: ProtocolState, org: string, request: IncomingMessage, body: string): RuleAnswer {
  const url = new URL(request.url ?? '/', org);
  const token = bearerOf(state, request);
  const json = () => JSON.parse(body) as TestClaims;
  const [, enrollmentId, rest] = /^\/idp\/myaccount\/app-authenticators\/([^/]+)(\/push\/notifications)?$/.exec(url.pathname) ?? [];
  const [, transactionId] = /^\/idp\/myaccount\/app-authenticators\/challenge\/([^/]+)\/verify$/.exec(url.pathname) ?? [];
  const [, reporter, reported] = /^\/idp\/myaccount\/app-authenticators\/([^/]+)\/transactions\/([^/]+)\/report$/.exec(url.pathname) ?? [];
  const [, server] = /^(\/oauth2\/[A-Za-z0-9]+)?\/\.well-known\/openid-configuration$/.exec(url.pathname) ?? ['', 'none'];
  if (server !== 'none') {
    const issuer = `${org}${server ?? ''}`;
    return { status: 200, body: { issuer, jwks_uri: `${issuer}/v1/keys` } };
  }
  if (url.pathname.endsWith('/v1/keys')) return { status: 200, body: { keys: state.publishedKeys.map((key) => key.jwk) } };
  if (url.pathname === '/.well-known/okta-organization') return { status: 200, body: { id: state.orgId, pipeline: 'idx' } };
  if (url.pathname === '/.well-known/app-authenticator-configuration') {
    return policyRule(state, org, url.searchParams.get('oauthClientId'));
  }
  if (url.pathname === '/oauth2/v1/token') return tokenRule(state, org, new URLSearchParams(body));
  if (request.method === 'POST' && url.pathname === '/idp/myaccount/app-authenticators') return enrollRule(state, org, token, json());
  if (request.method === 'POST' && transactionId !== undefined) {
    return request.headers.authorization === undefined ? verifyRule(state, org, transactionId, json()) : apiError(400, 'E0000001');
  }
  if (request.method === 'POST' && reporter !== undefined && reported !== undefined) {
    return reportRule(state, token, { enrollmentId: reporter, transactionId: reported }, json());
  }
  if (enrollmentId === undefined) return apiError(404, 'E0000007');
  if (rest !== undefined) return pendingRule(state, org, token, enrollmentId);
  if (request.method === 'PATCH') return patchRule(state, org, token, enrollmentId, json());
  if (request.method === 'DELETE') return deleteRule(state, token, enrollmentId);
  return apiError(405, 'E0000022');
}

function bearerOf(state: ProtocolState, request: IncomingMessage): BearerToken | undefined {
  return state.tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
