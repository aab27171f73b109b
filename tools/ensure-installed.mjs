/**
 * Installs the dependencies when what is in node_modules is not what package-lock.json says; silent and quick when it is.
 * Runs before start, test and demo, so that a fresh clone needs one command. Everything it says goes to stderr.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean, resolved?: string }} LockEntry
 * @param {string} file
 * @returns {Record<string, LockEntry> | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(root + file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** npm writes down what it installed; packages of other platforms are missing there by design. */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || entry.devOptional === true || present[path]?.version === entry.version,
  );
}

if (!isInstalled()) {
  console.error('Installing dependencies …');
  // npm names itself to its scripts; without it this file was started by hand.
  const npm = process.env['npm_execpath'];
  const [program, ...prefix] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const result = spawnSync(program, [...prefix, 'ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) {
    console.error('npm ci failed: the dependencies could not be installed. See the lines above.');
    process.exit(1);
  }
}
