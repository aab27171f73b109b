import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { migrationFingerprint } from '../migrations.js';

/**
 * A file of this package as the build leaves it. Threads cannot run TypeScript on Node 20, so that code which itself runs from
 * source (tests do) starts its thread from `dist` too.
 */
export function compiledFile(path: string): URL {
  const root = import.meta.url.endsWith('.ts') ? '../../dist/' : '../';
  return new URL(root + path, import.meta.url);
}

/**
 * Where the packed, migrated, empty database of the build is. Its name holds a digest of the migrations and of PGlite's version, so
 * that one made by others is never used.
 */
export function templatePath(): string {
  // Our own package.json pins PGlite exactly.
  const { dependencies }: { dependencies: Record<string, string> } = createRequire(import.meta.url)('../../package.json');
  const digest = createHash('sha256')
    .update(JSON.stringify([dependencies['@electric-sql/pglite'], migrationFingerprint()]))
    .digest('hex');
  return fileURLToPath(compiledFile(`database-template-${digest.slice(0, 16)}.tar.gz`));
}

/** Undefined when the build made none: the database is then made by initdb, which takes some seconds. */
export function findTemplate(): string | undefined {
  const path = templatePath();
  return existsSync(path) ? path : undefined;
}
