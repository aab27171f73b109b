/**
 * What our hot path costs, against a bare node:http server that answers the same form post: slices of 250 ms in turn, so that what
 * else the machine does hits all alike. Only the ratios mean something. `--store pglite|postgres`, `--seconds N`, `--connections N`,
 * `--only SCENARIO`.
 *
 * The budgets are in docs/architecture.md, under "The hot path".
 */
import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { startTemporaryPostgres } from '../tools/postgres.mjs';
import { cpuSeconds } from './cpu.mjs';
import { bareScenario, prepareScenarios } from './scenarios.mjs';

const { values: options } = parseArgs({
  options: {
    store: { type: 'string', default: 'postgres' },
    seconds: { type: 'string', default: '30' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string' },
  },
});
const sliceMs = 250;
const connections = Number(options.connections);
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Totals
 * @property {number} operations
 * @property {number} seconds
 * @property {number} mainCpu
 * @property {number} allCpu
 */

/**
 * Runs one scenario for a slice on all its workers and adds up what it cost.
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @param {Totals} totals
 */
async function runSlice(scenario, totals) {
  await scenario.prepare?.();
  const before = cpuSeconds(scenario.pid);
  const began = performance.now();
  const end = began + sliceMs;
  let operations = 0;
  await Promise.all(
    scenario.workers.map(async (work) => {
      while (performance.now() < end) {
        const done = await work();
        if (done === undefined) return;
        operations += done;
      }
    }),
  );
  const after = cpuSeconds(scenario.pid);
  totals.operations += operations;
  totals.seconds += (performance.now() - began) / 1_000;
  totals.mainCpu += after.main - before.main;
  totals.allCpu += after.all - before.all;
}

/** Seconds of CPU for the signatures a transaction is made of. */
function rawCrypto() {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const data = Buffer.alloc(800, 'x');
  const ecSignature = sign('sha256', data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
  /** @param {() => unknown} action */
  const secondsEach = (action) => {
    const rounds = 300;
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) action();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 / rounds;
  };
  return {
    rs256: secondsEach(() => sign('sha256', data, rsa.privateKey)),
    es256Check: secondsEach(() => verify('sha256', data, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, ecSignature)),
  };
}

async function startBareServer() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-server.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(child.stdout, 'data');
  return { child, port: Number(String(text)), pid: child.pid ?? 0 };
}

async function main() {
  const postgres = options.store === 'postgres' ? await startTemporaryPostgres({ durable: true }) : undefined;
  if (postgres !== undefined) process.env['TEST_DATABASE_URL'] = postgres.url;
  const store = postgres === undefined ? 'pglite' : 'postgres';
  const { module: support } = await runnerImport('./bench/support.ts', {
    root,
    logLevel: 'error',
    resolve: { conditions: ['source', 'node'] },
  });
  const bare = await startBareServer();
  const server = await support.startProcess({ store, environment: { PROMPT_LIMITS: 'off', LOG_LEVEL: 'error' } });
  try {
    console.log(`store ${store}, ${connections} connections, slices of ${sliceMs} ms in turn, ${options.seconds} s in all`);
    const all = [bareScenario(bare, connections), ...(await prepareScenarios({ server, support, connections }))];
    const scenarios = all.filter(({ name }) => options.only === undefined || name === 'bare' || name === options.only);
    /** @type {Map<string, Totals>} */
    const totals = new Map(scenarios.map(({ name }) => [name, { operations: 0, seconds: 0, mainCpu: 0, allCpu: 0 }]));
    const deadline = performance.now() + Number(options.seconds) * 1_000;
    // One round to warm up; it does not count.
    for (const scenario of scenarios) await runSlice(scenario, { operations: 0, seconds: 0, mainCpu: 0, allCpu: 0 });
    while (performance.now() < deadline) {
      for (const scenario of scenarios) {
        const total = totals.get(scenario.name);
        if (total !== undefined) await runSlice(scenario, total);
      }
    }
    report(totals);
    for (const scenario of scenarios) scenario.close();
  } finally {
    await server.stop();
    bare.child.kill();
    await postgres?.stop();
  }
}

/** @param {ReadonlyMap<string, Totals>} totals */
function report(totals) {
  const bare = totals.get('bare');
  if (bare === undefined) return;
  const bareCpu = bare.mainCpu / bare.operations;
  const raw = rawCrypto();
  for (const [name, total] of totals) {
    const perSecond = total.operations / total.seconds;
    const mainRatio = total.mainCpu / total.operations / bareCpu;
    const line = `${name.padEnd(12)} ${perSecond.toFixed(0).padStart(7)}/s   ${mainRatio.toFixed(2).padStart(6)} x the bare server's CPU on the main thread`;
    console.log(`${line}   ${(perSecond / (bare.operations / bare.seconds)).toFixed(2)} x its throughput`);
  }
  const transaction = totals.get('transaction');
  if (transaction === undefined) return;
  const perTransaction = transaction.allCpu / transaction.operations;
  // The challenge is signed when the device pulls it, then the two tokens.
  const signing = 3 * raw.rs256 + raw.es256Check;
  console.log(
    `a whole transaction costs ${(perTransaction / signing).toFixed(2)} x the CPU of its bare signatures (three RS256 made, one ES256 checked), all threads`,
  );
}

await main();
