/**
 * `npm test`: build, type-check, lint, repository checks, then every test in its lanes. Further arguments go to vitest.
 * `--long` adds what takes longer than five minutes allow. With `CI` set no lane may be missing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkConfigPage } from './config-docs.mjs';
import { checkLock } from './lock-check.mjs';
import { checkSources } from './source-check.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const requiredLanes = ['pglite', 'postgres', 'browser'];
const vitestArguments = process.argv.slice(2).filter((argument) => argument !== '--long');
const isLong = process.argv.includes('--long');
const began = Date.now();

/**
 * @param {string} program A command of node_modules/.bin.
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string>>} [environment]
 */
function run(program, parameters, environment = {}) {
  const path = join(root, 'node_modules', '.bin', program);
  const result = spawnSync(path, parameters, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  if (result.error !== undefined) console.error(result.error.message);
  return result.status === 0;
}

function build() {
  const npm = process.env['npm_execpath'];
  const [program, ...prefix] = npm === undefined ? ['npm'] : [process.execPath, npm];
  return spawnSync(program, [...prefix, 'run', '--silent', 'build'], { cwd: root, stdio: 'inherit' }).status === 0;
}

/** @param {readonly string[]} faults */
function printed(faults) {
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

/** @type {readonly (readonly [name: string, check: () => boolean | Promise<boolean>])[]} */
const checks = [
  ['build', build],
  ['types of tests and tools', () => run('tsc', ['-p', 'tsconfig.tests.json'])],
  ['lint', () => run('oxlint', ['--deny-warnings'])],
  ['format', () => run('oxfmt', ['--check', '.'])],
  ['dead code', () => run('knip', ['--no-progress', '--no-config-hints'])],
  ['lock file', () => printed(checkLock())],
  ['layers', () => printed(checkSources())],
  ['configuration page', async () => printed(await checkConfigPage())],
];

/** @returns {{ lanes: Record<string, import('./lane-reporter.mjs').LaneCounts>, unhandledErrors: number, exitedWell: boolean }} */
function runTests() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'));
  const report = join(directory, 'lanes.json');
  try {
    const exitedWell = run('vitest', ['run', '--reporter=default', '--reporter=./tools/lane-reporter.mjs', ...vitestArguments], {
      COUNTERSIGN_LANE_REPORT: report,
      COUNTERSIGN_TEST_LONG: isLong ? '1' : '',
    });
    return { ...JSON.parse(readFileSync(report, 'utf8')), exitedWell };
  } catch (error) {
    console.error(`The test run left no report: ${String(error)}`);
    return { lanes: {}, unhandledErrors: 1, exitedWell: false };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

let passed = 0;
let failed = 0;
for (const [name, check] of checks) {
  const ok = await check();
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

const { lanes, unhandledErrors, exitedWell } = runTests();
console.log('');
for (const [name, lane] of Object.entries(lanes)) {
  console.log(`lane ${name.padEnd(8)}  ${lane.passed} passed, ${lane.failed} failed, ${lane.skipped} skipped`);
  passed += lane.passed;
  failed += lane.failed;
}
if (unhandledErrors > 0) console.error(`${unhandledErrors} errors outside of any test`);
failed += unhandledErrors;
if (process.env['CI'] !== undefined && vitestArguments.length === 0) {
  for (const name of requiredLanes.filter((lane) => (lanes[lane]?.passed ?? 0) === 0)) {
    console.error(`FAILED  lane ${name} ran no tests`);
    failed += 1;
  }
}
if (!exitedWell && failed === 0) failed = 1;

console.log(`${Math.round((Date.now() - began) / 1_000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
