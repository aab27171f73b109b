/**
 * Builds the console into dist/: the page and its parts with hashed names. Fails when the first view needs more compressed JavaScript
 * than its budget.
 */
import react from '@vitejs/plugin-react';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildUnlessUnchanged } from '../../../tools/unchanged.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist/`;
/** What must arrive before the first view shows, in bytes of gzip. */
const firstViewBudget = 250 * 1024;
/** The page that a person lands on. */
const firstPage = 'src/routes/dashboard/dashboard-page.tsx';

function emptyOut() {
  // declarations of the type check live beside the app
  const own = existsSync(out) ? readdirSync(out).filter((name) => name !== 'types') : [];
  for (const name of own) rmSync(out + name, { recursive: true });
}

async function buildPages() {
  await build({
    root,
    base: '/admin/',
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', 'module', 'browser', 'import', 'default'] },
    plugins: [react()],
    build: {
      outDir: out,
      emptyOutDir: false,
      manifest: true,
      modulePreload: { polyfill: false },
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1_000,
    },
  });
}

/** The scripts that must be there before the first page shows: the entry, the page, and what both import at once. */
function firstViewBytes() {
  /** @type {Record<string, { file: string, imports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(`${out}.vite/manifest.json`, 'utf8'));
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} key */
  const visit = (key) => {
    const entry = manifest[key];
    if (entry === undefined) throw new Error(`The build has no ${key}.`);
    if (seen.has(entry.file)) return;
    seen.add(entry.file);
    for (const imported of entry.imports ?? []) visit(imported);
  };
  visit('index.html');
  visit(firstPage);
  const scripts = [...[...seen].map((file) => out + file), `${out}theme.js`];
  return scripts.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
}

async function buildConsole() {
  emptyOut();
  await buildPages();
  const bytes = firstViewBytes();
  process.stdout.write(`console: first view ${(bytes / 1024).toFixed(1)} kB of ${firstViewBudget / 1024} kB compressed JavaScript\n`);
  if (bytes > firstViewBudget) throw new Error('The first view of the console is over its budget.');
}

const own = ['index.html', 'package.json', 'public', 'src', 'tools'];
const others = ['../contracts/src', '../../package-lock.json'];
await buildUnlessUnchanged({ inputs: [...own, ...others].map((path) => root + path), stamp: `${out}.built` }, buildConsole);
