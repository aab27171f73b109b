/**
 * A push service of a browser (RFC 8030) and the browser behind it: it hands out subscriptions, checks VAPID tokens (RFC 8292), opens
 * what arrives as the browser would (RFC 8291) and keeps the text.
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { jwtVerify } from 'jose';
import { listenOnLoopback, OrderedAnswers, type PushStandIn, type StandInAnswer, type TakenPush } from './push-stand-in.js';

export interface WebPushStandIn extends PushStandIn {
  /** What `PushManager.subscribe` gives a page, as JSON. */
  subscribe(applicationServerKey: string): string;
  /** `Authorization` headers as they came. */
  readonly authorizations: readonly string[];
  /** Lengths of the bodies. */
  readonly sizes: readonly number[];
  /** Resolves with the next push that is taken. */
  next(): Promise<TakenPush>;
}

interface Browser {
  readonly applicationServerKey: string;
  readonly key: ECDH;
  readonly auth: Buffer;
}

const maxBytes = 4096;

export async function openWebPushStandIn({ now }: { readonly now: () => number }): Promise<WebPushStandIn> {
  const answers = new OrderedAnswers();
  const browsers = new Map<string, Browser>();
  const taken: TakenPush[] = [];
  const authorizations: string[] = [];
  const sizes: number[] = [];
  let waiting: ((push: TakenPush) => void)[] = [];
  let attempts = 0;
  let connections = 0;

  async function receive(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    attempts += 1;
    authorizations.push(request.headers.authorization ?? '');
    sizes.push(body.length);
    const ordered = answers.take();
    if (ordered === 'hang') return;
    const browser = browsers.get(request.url ?? '');
    const refusal = ordered ?? (await refusalOf(request, { browser, body, now: now(), audience: url }));
    if (refusal === undefined && browser !== undefined) {
      const push = {
        token: `${url}${request.url}`,
        content: JSON.parse(decryptPush(body, browser)),
        collapse: textOf(request.headers['topic']),
        expiresAt: now() + Number(request.headers['ttl']) * 1000,
      };
      taken.push(push);
      for (const tell of waiting.splice(0)) tell(push);
    }
    if (refusal?.retryAfter !== undefined) response.setHeader('retry-after', refusal.retryAfter);
    if (refusal === undefined) response.setHeader('location', `${url}/m/${taken.length}`);
    response.writeHead(refusal?.status ?? 201).end(refusal?.reason ?? '');
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void receive(request, response, Buffer.concat(chunks)));
  });
  server.on('connection', () => (connections += 1));
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    url,
    taken,
    authorizations,
    sizes,
    get attempts() {
      return attempts;
    },
    get connections() {
      return connections;
    },
    answerNext: (...ordered) => answers.answerNext(...ordered),
    answerAll: (answer) => answers.answerAll(answer),
    subscribe(applicationServerKey) {
      const key = createECDH('prime256v1');
      const p256dh = key.generateKeys().toString('base64url');
      const auth = randomBytes(16);
      const path = `/s/${randomBytes(12).toString('base64url')}`;
      browsers.set(path, { applicationServerKey, key, auth });
      return JSON.stringify({ endpoint: `${url}${path}`, expirationTime: null, keys: { p256dh, auth: auth.toString('base64url') } });
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Arrival {
  readonly browser: Browser | undefined;
  readonly body: Buffer;
  readonly now: number;
  readonly audience: string;
}

async function refusalOf(
  { method, headers }: IncomingMessage,
  { browser, body, now, audience }: Arrival,
): Promise<StandInAnswer | undefined> {
  if (method !== 'POST') return { status: 405 };
  if (browser === undefined) return { status: 410 };
  if (body.length > maxBytes) return { status: 413 };
  if (!/^\d+$/.test(String(headers['ttl'])) || headers['content-encoding'] !== 'aes128gcm') return { status: 400 };
  if (headers['urgency'] !== 'high' || !/^[A-Za-z0-9_-]{1,32}$/.test(String(headers['topic']))) return { status: 400 };
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  if (token === undefined || key === undefined) return { status: 401 };
  if (key !== browser.applicationServerKey) return { status: 403 };
  try {
    const { payload } = await jwtVerify(token, vapidKey(key), { algorithms: ['ES256'], audience, currentDate: new Date(now) });
    const contact = /^(mailto:|https:)/.test(payload.sub ?? '');
    return contact && (payload.exp ?? Infinity) <= now / 1000 + 86_400 ? undefined : { status: 403 };
  } catch {
    return { status: 403 };
  }
}

function vapidKey(point: string) {
  const bytes = Buffer.from(point, 'base64url');
  const [x, y] = [bytes.subarray(1, 33).toString('base64url'), bytes.subarray(33).toString('base64url')];
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** As the browser does (RFC 8188 2.1, RFC 8291 3.4). Throws where the tag or the padding is wrong. */
export function decryptPush(body: Buffer, { key, auth }: Pick<Browser, 'key' | 'auth'>): string {
  const salt = body.subarray(0, 16);
  const keyLength = body[20] ?? 0;
  const senderKey = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const derive = (secret: Uint8Array, from: Uint8Array, info: Uint8Array | string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, from, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), key.getPublicKey(), senderKey]);
  const ikm = derive(key.computeSecret(senderKey), auth, info, 32);
  const contentKey = derive(ikm, salt, 'Content-Encoding: aes128gcm\0', 16);
  const decipher = createDecipheriv('aes-128-gcm', contentKey, derive(ikm, salt, 'Content-Encoding: nonce\0', 12), { authTagLength: 16 });
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== 2) throw new Error('The padding is wrong.');
  return padded.subarray(0, end).toString();
}

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined);
