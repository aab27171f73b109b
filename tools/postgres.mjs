/**
 * A temporary PostgreSQL from the binaries that are installed: on a free port of the loopback interface, with a directory and a
 * password of its own, gone when the caller is. Works for any user; PostgreSQL refuses to run as root, so for root it runs as
 * `postgres` or `nobody`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} TemporaryPostgres
 * @property {string} url Connection string of the superuser on database `postgres`.
 * @property {() => Promise<void>} stop Ends the server and removes its directory. May be called twice.
 */

/**
 * The folder that holds `initdb` and `postgres`; undefined where PostgreSQL is not installed.
 * `POSTGRES_BIN` names it explicitly.
 * @returns {string | undefined}
 */
export function findPostgresBinaries() {
  const folders = [process.env['POSTGRES_BIN'] ?? '', ...newestFirst('/usr/lib/postgresql', (name) => join(name, 'bin'))];
  folders.push(...newestFirst('/usr', (name) => (name.startsWith('pgsql-') ? join(name, 'bin') : '')));
  folders.push(...(process.env['PATH'] ?? '').split(delimiter));
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/**
 * @param {string} parent
 * @param {(name: string) => string} pick
 * @returns {string[]}
 */
function newestFirst(parent, pick) {
  if (!existsSync(parent)) return [];
  const names = readdirSync(parent).map(pick).filter(Boolean);
  names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return names.map((name) => join(parent, name));
}

/**
 * Starts a server. Undefined, after one loud line, where no binaries are installed.
 * @param {{ durable?: boolean }} [options] `durable`: with fsync, for measurements. Tests kill our processes, not the machine.
 * @returns {Promise<TemporaryPostgres | undefined>}
 */
export async function startTemporaryPostgres({ durable = false } = {}) {
  const binaries = findPostgresBinaries();
  if (binaries === undefined) {
    console.error('!!! NO POSTGRESQL BINARIES FOUND: nothing runs against PostgreSQL here (install the package "postgresql").');
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  try {
    const owner = unprivilegedOwner();
    if (owner !== undefined) chownSync(directory, owner.uid, owner.gid);
    const password = randomBytes(18).toString('base64url');
    initialise({ binaries, directory, owner, password });
    const port = await freePort();
    const server = await launch({ binaries, directory, owner, port, durable });
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop: stopOnce(server, removeDirectory) };
  } catch (error) {
    removeDirectory();
    throw error;
  }
}

/**
 * Whom the server runs as when the caller is root.
 * @returns {{ uid: number, gid: number } | undefined}
 */
function unprivilegedOwner() {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (entry === undefined) throw new Error('PostgreSQL does not run as root, and neither user "postgres" nor "nobody" exists.');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** @param {{ binaries: string, directory: string, owner: { uid: number, gid: number } | undefined, password: string }} options */
function initialise({ binaries, directory, owner, password }) {
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const flags = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'];
  const result = spawnSync(join(binaries, 'initdb'), ['-D', join(directory, 'data'), ...flags], {
    cwd: directory,
    encoding: 'utf8',
    ...owner,
  });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? result.stderr}`);
}

/**
 * @param {{ binaries: string, directory: string, owner: { uid: number, gid: number } | undefined, port: number, durable: boolean }} options
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
function launch({ binaries, directory, owner, port, durable }) {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    logging_collector: 'off',
  };
  const command = [join(binaries, 'postgres'), '-D', join(directory, 'data')];
  for (const [name, value] of Object.entries(settings)) command.push('-c', `${name}=${value}`);
  // Where setpriv exists the server dies with us even when we are killed.
  if (existsSync('/usr/bin/setpriv')) command.unshift('/usr/bin/setpriv', '--pdeathsig', 'QUIT');
  const [program = '', ...parameters] = command;
  const server = spawn(program, parameters, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log = (log + text).slice(-8_000);
      if (log.includes('ready to accept connections')) resolve(server);
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}

/**
 * Ties the server's life to ours: an explicit stop, a signal or our exit ends it and removes the directory.
 * @param {import('node:child_process').ChildProcess} server
 * @param {() => void} removeDirectory
 */
function stopOnce(server, removeDirectory) {
  const exited = new Promise((resolve) => server.once('exit', resolve));
  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = async () => {
    process.off('exit', stopNow);
    server.kill('SIGINT'); // PostgreSQL's fast shutdown: no waiting for clients
    const giveUp = setTimeout(() => server.kill('SIGQUIT'), 5_000);
    await exited;
    clearTimeout(giveUp);
    removeDirectory();
  };
  const stopNow = () => {
    server.kill('SIGQUIT');
    removeDirectory();
  };
  process.once('exit', stopNow);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      stopNow();
      // Ours may be the only handler: without it Node would have ended here.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
  return () => (stopping ??= stop());
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      probe.close(() => resolve(address.port));
    });
  });
}
