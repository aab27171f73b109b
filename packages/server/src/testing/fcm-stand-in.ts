/** Google's push service as documented: RFC 7523 at the token endpoint, then `messages:send` of HTTP v1 with its error details. */
import type { KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { jwtVerify } from 'jose';
import type { CertificateFiles } from './self-signed-certificate.js';
import { listenOnLoopback, OrderedAnswers, type PushStandIn, type StandInAnswer, type TakenPush } from './push-stand-in.js';

export interface FcmStandInOptions {
  readonly now: () => number;
  readonly publicKey: KeyObject;
  readonly clientEmail: string;
  readonly projectId: string;
  /** With it the service speaks HTTP/2 over TLS, as Google's does; plain HTTP/1.1 without. */
  readonly certificate?: CertificateFiles;
}

export interface FcmStandIn extends PushStandIn {
  readonly tokenUrl: string;
  readonly tokensIssued: number;
  readonly httpVersions: ReadonlySet<string>;
  /** What the token endpoint says from now on; undefined: as usual. */
  answerTokenRequests(answer: StandInAnswer | undefined): void;
  /** No token given out so far is good any more. */
  revokeTokens(): void;
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const tokenLifetimeMs = 3_599_000;
const maxBytes = 4096;

export async function openFcmStandIn(options: FcmStandInOptions): Promise<FcmStandIn> {
  const { certificate, now } = options;
  const answers = new OrderedAnswers();
  const taken: TakenPush[] = [];
  const httpVersions = new Set<string>();
  const validUntil = new Map<string, number>();
  let tokenAnswer: StandInAnswer | undefined;
  let issued = 0;
  let attempts = 0;
  let connections = 0;

  async function giveToken(response: ServerResponse, form: URLSearchParams): Promise<void> {
    const refusal = tokenAnswer ?? ((await isAssertion(options, form, tokenUrl)) ? undefined : { status: 400, reason: 'invalid_grant' });
    if (refusal !== undefined) return send(response, refusal, { error: refusal.reason, error_description: 'Refused.' });
    issued += 1;
    const token = `ya29.${issued}`;
    validUntil.set(token, now() + tokenLifetimeMs);
    return send(response, { status: 200 }, { access_token: token, expires_in: tokenLifetimeMs / 1000, token_type: 'Bearer' });
  }

  function receive(request: IncomingMessage, response: ServerResponse, body: string): void {
    attempts += 1;
    const ordered = answers.take();
    if (ordered === 'hang') return;
    const known = validUntil.get((request.headers.authorization ?? '').replace(/^Bearer /, '')) ?? 0;
    const refusal = ordered ?? (known <= now() ? { status: 401 } : refusalOf(options, request, body));
    if (refusal !== undefined && refusal.status !== 200) return send(response, refusal, errorBody(refusal));
    const { token, data, android } = JSON.parse(body).message;
    taken.push({ token, content: data, collapse: android.collapse_key, expiresAt: now() + Number.parseInt(android.ttl, 10) * 1000 });
    send(response, { status: 200 }, { name: `projects/${options.projectId}/messages/${taken.length}` });
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    httpVersions.add(request.httpVersion);
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () =>
      request.url === '/token' ? void giveToken(response, new URLSearchParams(body)) : receive(request, response, body),
    );
  };
  // the compatibility API of HTTP/2 has the members used here
  const server =
    certificate === undefined ? createServer(handle) : createSecureServer({ ...certificate, allowHTTP1: true }, handle as never);
  server.on(certificate === undefined ? 'connection' : 'secureConnection', () => (connections += 1));
  const port = await listenOnLoopback(server);
  const url = certificate === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const tokenUrl = `${url}/token`;
  return {
    url,
    tokenUrl,
    taken,
    httpVersions,
    get attempts() {
      return attempts;
    },
    get connections() {
      return connections;
    },
    get tokensIssued() {
      return issued;
    },
    answerNext: (...ordered) => answers.answerNext(...ordered),
    answerAll: (answer) => answers.answerAll(answer),
    answerTokenRequests: (answer) => (tokenAnswer = answer),
    revokeTokens: () => validUntil.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

async function isAssertion(options: FcmStandInOptions, form: URLSearchParams, tokenUrl: string): Promise<boolean> {
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return false;
  try {
    const { payload } = await jwtVerify(form.get('assertion') ?? '', options.publicKey, {
      algorithms: ['RS256'],
      issuer: options.clientEmail,
      audience: tokenUrl,
      maxTokenAge: '1h',
      currentDate: new Date(options.now()),
    });
    return payload['scope'] === scope && (payload.exp ?? 0) - (payload.iat ?? 0) <= 3600;
  } catch {
    return false;
  }
}

function refusalOf(options: FcmStandInOptions, request: IncomingMessage, body: string): StandInAnswer | undefined {
  const bad = { status: 400, reason: 'INVALID_ARGUMENT' };
  if (request.url !== `/v1/projects/${options.projectId}/messages:send`) return { status: 404 };
  const { token, data, android, notification } = JSON.parse(body).message ?? {};
  if (typeof token !== 'string' || notification !== undefined || Buffer.byteLength(JSON.stringify(data)) > maxBytes) return bad;
  if (!Object.values(data).every((value) => typeof value === 'string')) return bad;
  return android?.priority === 'HIGH' && /^\d+s$/.test(android?.ttl) ? undefined : bad;
}

/** google.rpc.Status with the details FCM adds. What is wrong with a token it says in a detail (`bad token`) or in words (`no token`). */
function errorBody({ status, reason }: StandInAnswer): object {
  const invalid = reason === 'bad token' || reason === 'no token';
  const fcmError = { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: invalid ? 'INVALID_ARGUMENT' : reason };
  const badToken = {
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: [{ field: 'message.token', description: 'Invalid registration' }],
  };
  const details = reason === undefined ? [] : reason === 'bad token' ? [fcmError, badToken] : [fcmError];
  const message = reason === 'no token' ? 'The registration token is not a valid FCM registration token' : 'Refused.';
  return { error: { code: status, message, status: reason, details } };
}

function send(response: ServerResponse, { status, retryAfter }: StandInAnswer, body: object): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
