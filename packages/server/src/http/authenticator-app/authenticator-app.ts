/**
 * Serves the authenticator app on an origin of its own (decisions 4.3): its keys must not share one with any other page. It has no API:
 * files, `config.json`, the manifest; every address that the app itself understands is answered with the same page.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ServerContext } from '../../server-context.js';
import { createServer, type TlsFiles } from '../create-server.js';
import { pathOf } from '../url-family.js';
import { appEntries, onlyBrand, webAppManifest } from './app-documents.js';
import { inBrandColours } from './brand-icons.js';
import { securityHeaders } from './security-headers.js';
import type { StaticFile, StaticFiles } from './static-files.js';

const forever = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: a new version of the app shows at the next start. */
const revalidated = 'no-cache';
/** Addresses the app understands by itself: a last part with a dot is a file's name. */
const pagePath = /^\/(?:[^/.]+(?:\/[^/.]+)*\/?)?$/;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export function createAuthenticatorApp(context: ServerContext, files: StaticFiles, tls: TlsFiles | undefined): Server {
  return createServer((request, response) => {
    answer(context, files, request)
      .catch((error: unknown): Answer => {
        context.log.error({ err: error, path: pathOf(request.url ?? '/') }, 'the authenticator app could not be served');
        return plain(500, 'Something went wrong on the server.\n');
      })
      .then(
        (ready) => send(context, request, response, ready),
        () => response.destroy(),
      );
  }, tls);
}

async function answer(context: ServerContext, files: StaticFiles, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...plain(405, 'Only GET and HEAD.\n'), headers: { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' } };
  }
  const path = pathOf(request.url ?? '/');
  if (path === '/config.json' || path === '/manifest.webmanifest') {
    if (!context.ready) return { ...plain(503, 'Still starting.\n'), headers: { 'retry-after': '1' } };
    const entries = await appEntries(context);
    return path === '/config.json'
      ? json('application/json', entries)
      : json('application/manifest+json; charset=utf-8', webAppManifest(entries));
  }
  const file = files.get(path) ?? (pagePath.test(path) ? files.get('/index.html') : undefined);
  if (file !== undefined && path.startsWith('/icons/') && context.ready) return fileAnswer(await brandIcon(context, path, file), request);
  if (file !== undefined) return fileAnswer(file, request);
  return plain(404, files.size === 0 ? 'The authenticator app is not built: run npm run build.\n' : 'There is no such file.\n');
}

async function brandIcon(context: ServerContext, path: string, file: StaticFile): Promise<StaticFile> {
  const theme = onlyBrand(await appEntries(context))?.theme;
  return theme === undefined ? file : inBrandColours(path, file, { ground: theme.primary, symbol: theme.onPrimary });
}

function fileAnswer(file: StaticFile, { headers }: IncomingMessage): Answer {
  const common = { etag: file.etag, vary: 'Accept-Encoding', 'cache-control': file.immutable ? forever : revalidated };
  if (headers['if-none-match'] === file.etag) return { status: 304, headers: common, body: '' };
  const accepted = String(headers['accept-encoding'] ?? '');
  const [encoding, body] =
    file.brotli !== undefined && /\bbr\b/.test(accepted)
      ? (['br', file.brotli] as const)
      : file.gzip !== undefined && /\bgzip\b/.test(accepted)
        ? (['gzip', file.gzip] as const)
        : ([undefined, file.body] as const);
  const encoded = encoding === undefined ? {} : { 'content-encoding': encoding };
  return { status: 200, headers: { ...common, ...encoded, 'content-type': file.type }, body };
}

function json(type: string, value: unknown): Answer {
  return { status: 200, headers: { 'content-type': type, 'cache-control': revalidated }, body: JSON.stringify(value) };
}

function plain(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }, body: text };
}

function send(context: ServerContext, request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  const mode: Record<string, string> = context.development
    ? { 'x-countersign-mode': 'development' }
    : { 'strict-transport-security': 'max-age=31536000' };
  response.writeHead(status, {
    ...securityHeaders([context.urls.org]),
    ...mode,
    ...headers,
    ...(status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  });
  response.end(request.method === 'HEAD' || status === 304 ? undefined : body);
}
