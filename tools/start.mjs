/**
 * `npm start`: the server (with the authenticator app) and, where there is a quickstart org, the sample bank, as two processes under
 * this one. Signals are handed on, the exit code is theirs, and neither outlives this process: their channel to it breaks, and they end.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = (/** @type {string} */ name) => fileURLToPath(new URL(`../packages/${name}/dist/main.js`, import.meta.url));
const killAfterMs = 15_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let ending = false;

/** Ends what runs; this process ends when all is gone, with the code of the first one that did not end well. */
function end(/** @type {NodeJS.Signals} */ signal = 'SIGTERM') {
  if (ending) return;
  ending = true;
  for (const child of running) child.kill(signal);
  setTimeout(() => {
    for (const child of running) child.kill('SIGKILL');
  }, killAfterMs).unref();
}

/** Ctrl-C or a signal from outside: said, because ending takes a moment. */
function endOn(/** @type {NodeJS.Signals} */ signal) {
  if (!ending) process.stdout.write('\nStopping …\n');
  end(signal);
}

/** @typedef {{ code: number, how: string }} Ending an exit code, and in words what happened */

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ ready: Promise<Record<string, unknown> | undefined>, exited: Promise<Ending> }} `ready` is undefined when it ended before.
 */
function run(name, env) {
  // a group of its own: Ctrl-C reaches this process alone, which then ends both in order
  const child = fork(script(name), { env, execArgv: [], detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.add(child);
  const exited = new Promise((/** @type {(ending: Ending) => void} */ resolve) => {
    const over = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      running.delete(child);
      resolve({ code: code ?? 1, how: signal === null ? `exit code ${code}` : signal });
    };
    child.once('exit', over).once('error', ({ message }) => over(1, message));
  });
  /** @type {Promise<Record<string, unknown> | undefined>} */
  const ready = new Promise((resolve) => {
    child.once('message', (message) => resolve(Object(message)));
    void exited.then(() => resolve(undefined));
  });
  return { ready, exited };
}

/** Three ports in a row that are free now: org, authenticator, bank. */
async function freePort() {
  for (;;) {
    const port = await listenOnce(0);
    if (port === undefined || port > 65_533) continue;
    const next = await Promise.all([listenOnce(port + 1), listenOnce(port + 2)]);
    if (next.every((taken) => taken !== undefined)) return port;
  }
}

/** @param {number} port @returns {Promise<number | undefined>} */
function listenOnce(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** Where a person goes on, as the last thing on the screen. */
function signpost(/** @type {string} */ quickstartFile, /** @type {{ bankOpen: boolean }} */ { bankOpen }) {
  const { orgUrl, authenticatorUrl, bankUrl, user } = JSON.parse(readFileSync(quickstartFile, 'utf8'));
  const line = '─'.repeat(72);
  return `${line}
Live the whole story in your browser:

  1  Authenticator   ${authenticatorUrl}   sign in and set it up: your phone
  2  Magenta Bank    ${bankOpen ? `${bankUrl}   send money, approve it in 1` : 'is not open, see above'}

  Sign in as         ${user.login}
  Password           ${user.password}

  Org                ${orgUrl}
  Stop everything    Ctrl-C
${line}
`;
}

const dataDir = process.env['DATA_DIR'] ?? './data';
const port = process.env['PORT'] === '0' ? String(await freePort()) : (process.env['PORT'] ?? '8080');

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => endOn(signal));

const server = run('server', { ...process.env, PORT: port });
const org = await server.ready;
void server.exited.then(({ code, how }) => {
  process.exitCode ||= code;
  if (org !== undefined && !ending) process.stderr.write(`\nThe server has ended by itself (${how}). Start again with npm start.\n`);
  end();
});
if (org?.['quickstart'] === true && !ending) {
  const { PATH, HOST, NODE_EXTRA_CA_CERTS, BANK_PORT = String(Number(port) + 2) } = process.env;
  // the bank gets what it needs and no secret of the server
  const bank = run('bank', { PATH, HOST, NODE_EXTRA_CA_CERTS, DATA_DIR: dataDir, BANK_PORT });
  const open = await bank.ready;
  // a bank that cannot open, because its port is taken, does not take the server away; neither does one that fails later
  if (open !== undefined) {
    void bank.exited.then(({ code, how }) => {
      process.exitCode ||= code;
      if (!ending)
        process.stderr.write(`\nMagenta Bank has ended by itself (${how}). The server goes on; Ctrl-C and npm start open both.\n`);
    });
  }
  if (!ending) process.stdout.write(signpost(join(dataDir, 'quickstart.json'), { bankOpen: open !== undefined }));
}
