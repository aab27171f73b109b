/**
 * What package-lock.json must hold for a fresh clone to install anywhere: every platform's optional package, no address of one
 * particular registry, and no package that runs a script on installation.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ resolved?: string, link?: boolean, hasInstallScript?: boolean, optionalDependencies?: Record<string, string> }} LockEntry
 * @returns {string[]} One line for each fault.
 */
export function checkLock() {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
  /** @type {Record<string, LockEntry>} */
  const packages = JSON.parse(readFileSync(file, 'utf8')).packages;
  const faults = [];
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.hasInstallScript === true) faults.push(`${path} runs an install script; choose a package that does not.`);
    if (entry.resolved !== undefined && entry.link !== true) faults.push(`${path} names the registry it came from (${entry.resolved}).`);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isInLock(packages, path, name)) faults.push(`${path}: optional dependency ${name} is missing; "npm ci" fails elsewhere.`);
    }
  }
  return faults;
}

/**
 * Node's own search: the package's node_modules, then each one above it.
 * @param {Record<string, LockEntry>} packages
 * @param {string} from
 * @param {string} name
 */
function isInLock(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (candidate in packages) return true;
    if (folder === '') return false;
  }
}
