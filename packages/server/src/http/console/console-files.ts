/**
 * Serves the Admin Console below `/admin/`: its files, and for every address that the console itself understands its one page. Nothing but
 * its own scripts may run there, and nothing may frame it; styles that its components write carry the nonce of that one answer.
 */
import { randomBase64url } from '@countersign/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerContext } from '../../server-context.js';
import { readStaticFiles, type StaticFile, type StaticFiles } from '../authenticator-app/static-files.js';
import { PathNotFound } from '../errors.js';
import { pathOf } from '../url-family.js';

const root = '/admin';
const page = '/index.html';
/** Stands in the built page where the nonce of an answer goes. */
const noncePlaceholder = '__STYLE_NONCE__';
/** Addresses the console understands by itself: a last part with a dot is a file's name. */
const pagePath = /^\/(?:[^/.]+(?:\/[^/.]+)*\/?)?$/;

export function consoleFileRoutes(app: FastifyInstance, server: Pick<ServerContext, 'engine' | 'log'>): void {
  // read at the first request: most processes of a test or a script never show the console
  let reading: Promise<StaticFiles> | undefined;
  const files = () => (reading ??= readBuiltConsole(server));
  app.get(root, (_request, reply) => reply.redirect(`${root}/`, 308));
  app.get(`${root}/*`, async (request, reply) => {
    const path = pathOf(request.url).slice(root.length);
    const found = await files();
    const file = path === page ? undefined : found.get(path);
    if (file !== undefined) return sendFile(request, reply, file);
    const shell = pagePath.test(path) ? found.get(page) : undefined;
    if (shell === undefined) throw new PathNotFound();
    return sendPage(reply, shell, randomBase64url(server.engine.random, 16));
  });
}

/** The page is made anew for each answer: a nonce that is kept is none. */
function sendPage(reply: FastifyReply, shell: StaticFile, nonce: string): FastifyReply {
  return withSecurityHeaders(reply, nonce)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(shell.body.toString('utf8').replace(noncePlaceholder, nonce));
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): FastifyReply {
  withSecurityHeaders(reply)
    .header('etag', file.etag)
    .header('vary', 'Accept-Encoding')
    .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  reply.type(file.type);
  if (file.brotli !== undefined && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(file.brotli);
  if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(file.gzip);
  return reply.send(file.body);
}

/** Security model S-074. */
function withSecurityHeaders(reply: FastifyReply, nonce?: string): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return reply.headers({
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
  });
}

async function readBuiltConsole({ log }: Pick<ServerContext, 'log'>): Promise<StaticFiles> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@countersign/console/package.json')), 'dist');
  const files = await readStaticFiles(folder);
  if (files.size === 0) log.warn('the Admin Console is not built: npm run build makes it');
  return files;
}
