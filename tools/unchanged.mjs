/** Lets a build that takes seconds pass when nothing it reads has changed since it last ended well. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} path @returns {string[]} Every file at or under it. */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** @param {readonly string[]} inputs Files and folders. */
function digestOf(inputs) {
  const digest = createHash('sha256');
  for (const file of inputs.flatMap(filesUnder)) digest.update(file).update('\0').update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

/**
 * Runs `build` unless `stamp`, which the last good build left, says that the same inputs were built.
 * @param {{ readonly inputs: readonly string[], readonly stamp: string }} facts
 * @param {() => Promise<void>} build Empties its output first, the stamp with it.
 */
export async function buildUnlessUnchanged({ inputs, stamp }, build) {
  const digest = digestOf(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  await build();
  writeFileSync(stamp, digest);
}
