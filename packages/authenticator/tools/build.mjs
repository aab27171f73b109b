/**
 * Builds the app into dist/: the page and its parts with hashed names, the icons, then the service worker with the list of all of them.
 * Fails when the first view needs more compressed JavaScript than its budget.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildUnlessUnchanged } from '../../../tools/unchanged.mjs';
import { drawIcon } from './draw-icons.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}dist/`;
/** What must arrive before the first view shows, in bytes of gzip. */
const firstViewBudget = 40 * 1024;

const shared = {
  root,
  configFile: /** @type {const} */ (false),
  logLevel: /** @type {const} */ ('warn'),
  resolve: { conditions: ['source'] },
  oxc: { jsx: { runtime: /** @type {const} */ ('automatic'), importSource: 'preact' } },
};

function emptyOut() {
  // declarations of the type check live beside the app
  const own = existsSync(out) ? readdirSync(out).filter((name) => name !== 'types') : [];
  for (const name of own) rmSync(out + name, { recursive: true });
}

async function buildPages() {
  await build({
    ...shared,
    build: { outDir: out, emptyOutDir: false, manifest: true, modulePreload: { polyfill: false }, target: 'es2022', assetsInlineLimit: 0 },
  });
}

function writeIcons() {
  mkdirSync(`${out}icons`, { recursive: true });
  writeFileSync(`${out}icons/icon-192.png`, drawIcon(192, { maskable: false }));
  writeFileSync(`${out}icons/icon-512.png`, drawIcon(512, { maskable: false }));
  writeFileSync(`${out}icons/icon-maskable-512.png`, drawIcon(512, { maskable: true }));
}

/** @returns {string[]} Every file of the app as its address. The icons are not kept: they have the brand's colours, which may change. */
function listFiles() {
  return readdirSync(out, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(html|js|css)$/.test(name) && !name.startsWith('types/') && !name.startsWith('.vite/'))
    .toSorted()
    .map((name) => `/${name}`);
}

/** @param {readonly string[]} files */
async function buildServiceWorker(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(readFileSync(out + file.slice(1)));
  await build({
    ...shared,
    publicDir: false,
    define: { __BUILD__: JSON.stringify({ version: digest.digest('hex').slice(0, 16), files }) },
    build: {
      outDir: out,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: `${root}src/service-worker/service-worker.ts`, formats: ['iife'], name: 'worker', fileName: () => 'service-worker.js' },
    },
  });
}

/** The scripts that the page loads before it shows anything: the entry, what it imports at once, and the texts of the language that has the longest. */
function firstViewBytes() {
  /** @type {Record<string, { file: string, imports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(`${out}.vite/manifest.json`, 'utf8'));
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} key */
  const visit = (key) => {
    const entry = manifest[key];
    if (entry === undefined || seen.has(entry.file)) return;
    seen.add(entry.file);
    for (const imported of entry.imports ?? []) visit(imported);
  };
  visit('index.html');
  const size = (/** @type {string} */ file) => gzipSync(readFileSync(out + file)).length;
  const texts = Object.entries(manifest).filter(([key]) => /^src\/i18n\/\w+\/first-view\.ts$/.test(key));
  if (texts.length === 0) throw new Error('the texts of the first view are not where they are looked for');
  const scripts = [...seen, 'theme.js'].reduce((sum, file) => sum + size(file), 0);
  return scripts + Math.max(...texts.map(([, { file }]) => size(file)));
}

async function buildApp() {
  emptyOut();
  await buildPages();
  writeIcons();
  await buildServiceWorker(listFiles());
  const bytes = firstViewBytes();
  process.stdout.write(`authenticator: first view ${(bytes / 1024).toFixed(1)} kB of ${firstViewBudget / 1024} kB compressed JavaScript\n`);
  if (bytes > firstViewBudget) throw new Error('The first view of the authenticator is over its budget.');
}

const own = ['index.html', 'package.json', 'public', 'src', 'tools'];
const others = ['../contracts/src', '../devices-sdk/src', '../../package-lock.json'];
await buildUnlessUnchanged({ inputs: [...own, ...others].map((path) => root + path), stamp: `${out}.built` }, buildApp);
