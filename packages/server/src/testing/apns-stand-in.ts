/** Apple's push service as its provider API is documented: HTTP/2, a path per device token, a JSON reason beside the status. */
import type { KeyObject } from 'node:crypto';
import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { listenOnLoopback, OrderedAnswers, type PushStandIn, type StandInAnswer, type TakenPush } from './push-stand-in.js';

export interface ApnsStandInOptions {
  readonly now: () => number;
  readonly publicKey: KeyObject;
  readonly keyId: string;
  readonly teamId: string;
  readonly topics: readonly string[];
}

export interface ApnsStandIn extends PushStandIn {
  /** Provider tokens as they came. */
  readonly providerTokens: readonly string[];
  /** Ends every connection in order (GOAWAY), as Apple does with old ones; `abruptly` with what is under way. */
  goAway(how?: 'in-order' | 'abruptly'): void;
}

const tokenLifetimeSeconds = 3600;
const maxBytes = 4096;

export async function openApnsStandIn(options: ApnsStandInOptions): Promise<ApnsStandIn> {
  const answers = new OrderedAnswers();
  const taken: TakenPush[] = [];
  const providerTokens: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  let attempts = 0;

  async function receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: string): Promise<void> {
    attempts += 1;
    const ordered = answers.take();
    if (ordered === 'hang') return;
    const refusal = ordered ?? (await refusalOf(options, headers, body));
    if (refusal === undefined || refusal.status === 200) {
      taken.push({
        token: (headers[':path'] ?? '').slice('/3/device/'.length),
        content: JSON.parse(body),
        collapse: textOf(headers['apns-collapse-id']),
        expiresAt: Number(headers['apns-expiration']) * 1000,
      });
    }
    if (stream.destroyed) return;
    const { status, reason, retryAfter } = refusal ?? { status: 200 };
    stream.respond({
      ':status': status,
      'apns-id': 'EC1BF194-B3B2-424A-89A9-5A918A6E6B5E',
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    });
    stream.end(reason === undefined ? '' : JSON.stringify({ reason }));
  }

  const server = createServer();
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    let body = '';
    providerTokens.push(String(headers.authorization).replace(/^bearer /, ''));
    stream.setEncoding('utf8');
    stream.on('error', () => undefined);
    stream.on('data', (chunk: string) => (body += chunk));
    stream.on('end', () => void receive(stream, headers, body));
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    taken,
    providerTokens,
    get attempts() {
      return attempts;
    },
    get connections() {
      return connections;
    },
    answerNext: (...ordered) => answers.answerNext(...ordered),
    answerAll: (answer) => answers.answerAll(answer),
    goAway(how = 'in-order') {
      for (const session of sessions) {
        session.goaway(constants.NGHTTP2_NO_ERROR);
        if (how === 'abruptly') session.destroy();
        else session.close();
      }
    },
    close() {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Undefined: the push is as Apple wants it. */
async function refusalOf(options: ApnsStandInOptions, headers: IncomingHttpHeaders, body: string): Promise<StandInAnswer | undefined> {
  if (headers[':method'] !== 'POST') return { status: 405, reason: 'MethodNotAllowed' };
  if (!/^\/3\/device\/[0-9a-fA-F]+$/.test(headers[':path'] ?? '')) return { status: 404, reason: 'BadPath' };
  const token = await providerTokenFault(options, headers.authorization);
  if (token !== undefined) return { status: 403, reason: token };
  if (headers['apns-topic'] === undefined) return { status: 400, reason: 'MissingTopic' };
  if (!options.topics.includes(String(headers['apns-topic']))) return { status: 400, reason: 'BadTopic' };
  if (headers['apns-push-type'] !== 'alert') return { status: 400, reason: 'InvalidPushType' };
  if (headers['apns-priority'] !== '10') return { status: 400, reason: 'BadPriority' };
  if (!/^\d+$/.test(String(headers['apns-expiration']))) return { status: 400, reason: 'BadExpirationDate' };
  if (String(headers['apns-collapse-id'] ?? '').length > 64) return { status: 400, reason: 'BadCollapseId' };
  if (Buffer.byteLength(body) > maxBytes) return { status: 413, reason: 'PayloadTooLarge' };
  return undefined;
}

async function providerTokenFault(options: ApnsStandInOptions, authorization: string | undefined): Promise<string | undefined> {
  const [scheme, token] = (authorization ?? '').split(' ');
  if (scheme !== 'bearer' || token === undefined) return 'MissingProviderToken';
  try {
    if (decodeProtectedHeader(token).kid !== options.keyId) return 'InvalidProviderToken';
    const { payload } = await jwtVerify(token, options.publicKey, { algorithms: ['ES256'], issuer: options.teamId });
    const age = options.now() / 1000 - (payload.iat ?? 0);
    return age > tokenLifetimeSeconds || age < 0 ? 'ExpiredProviderToken' : undefined;
  } catch {
    return 'InvalidProviderToken';
  }
}

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined);
