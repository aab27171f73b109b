/** The built authenticator app in memory: read once, a handful of small files, each with its compressed form. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface StaticFile {
  readonly body: Buffer;
  readonly gzip: Buffer | undefined;
  readonly brotli: Buffer | undefined;
  readonly type: string;
  readonly etag: string;
  /** True when the name contains a hash of the content. */
  readonly immutable: boolean;
}

/** By path, with its leading slash. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};
/** Not worth compressing, or compressed already. */
const incompressible: ReadonlySet<string> = new Set(['.png']);

/** Files of types this app does not have are left out, above all source maps. No folder: no files, as in a tree that was not built. */
export async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    files.set(`/${name.replaceAll('\\', '/')}`, toStaticFile(name, type, await readFile(join(folder, name))));
  }
  return files;
}

export function toStaticFile(name: string, type: string, body: Buffer): StaticFile {
  const small = incompressible.has(extname(name));
  return {
    body,
    gzip: small ? undefined : gzipSync(body),
    brotli: small ? undefined : brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    immutable: /^assets[/\\]/.test(name),
  };
}
