/**
 * The server as a person starts it: the built `main.js` as a process of its own, on a free port, with a temporary directory and, in
 * the postgres lane, a database of its own. Nothing here knows the inside of the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';
import { type TestStore, createTestDatabase, testStore } from './test-database.js';

const mainFile = fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));
const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

/** `DATA_DIR/quickstart.json`, as the documentation names its members. */
export interface QuickstartFacts {
  readonly orgUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly mobileClientId: string;
  readonly authenticatorId: string;
  readonly user: { readonly login: string; readonly password: string };
  readonly apiToken: string;
}

/** What clients and devices of the tests need to know of a server, however it was started. */
export interface TestServer {
  /** `http://localhost:PORT` of this node; with several nodes not the org's URL. */
  readonly url: string;
  readonly facts: QuickstartFacts;
}

export interface ServerProcess extends TestServer {
  /** Where the authenticator app is served. */
  readonly authenticatorUrl: string;
  readonly dataDir: string;
  readonly pid: number;
  /** What it printed so far, both streams. */
  output(): string;
  /** `kill -9`, and waits until the process is gone. Directory and database stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port, directory and database, after `kill` or `terminate`. */
  restart(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null>;
  /** Ends the process and removes directory and database. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly store?: TestStore;
  /** Another node's database: this one neither makes nor drops one. */
  readonly databaseUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One key for all processes of a test run, so that nodes can share a database. */
const encryptionKey = randomBytes(32).toString('base64url');

export async function startProcess({ store = testStore(), databaseUrl, environment = {} }: StartOptions = {}): Promise<ServerProcess> {
  if (!existsSync(mainFile)) throw new Error(`${mainFile} does not exist: run "npm run build" first`);
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-data-'));
  const database = store === 'postgres' && databaseUrl === undefined ? await createTestDatabase() : undefined;
  const url = `http://localhost:${port}`;
  const databaseEnvironment = databaseUrl ?? database?.url;

  let output = '';
  let child: ChildProcess | undefined;
  let exited: Promise<number | null> = Promise.resolve(null);

  const launch = async (): Promise<void> => {
    const started = spawn(process.execPath, [mainFile], {
      cwd: dataDir,
      env: {
        ...inheritedEnvironment(),
        PORT: String(port),
        DATA_DIR: dataDir,
        ENCRYPTION_KEY: encryptionKey,
        LOG_LEVEL: 'warn',
        ...(databaseEnvironment === undefined ? {} : { DATABASE_URL: databaseEnvironment }),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    running.add(started);
    exited = new Promise((resolve) => {
      started.once('exit', (code) => {
        running.delete(started);
        resolve(code);
      });
    });
    const collect = (text: string): void => {
      output = (output + text).slice(-200_000);
    };
    started.stdout.setEncoding('utf8').on('data', collect);
    started.stderr.setEncoding('utf8').on('data', collect);
    await untilReady(url, exited, () => output);
  };

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child?.kill(signal);
    const giveUp = setTimeout(() => child?.kill('SIGKILL'), stopTimeoutMs);
    const code = await exited;
    clearTimeout(giveUp);
    return code;
  };

  const cleanUp = async (): Promise<void> => {
    await end('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    await database?.drop();
  };

  try {
    await launch();
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return {
    url,
    authenticatorUrl: `http://localhost:${port + 1}`,
    // written by the server under test; its members are what the tests then rely on
    facts: JSON.parse(readFileSync(join(dataDir, 'quickstart.json'), 'utf8')) as QuickstartFacts,
    dataDir,
    get pid() {
      return child?.pid ?? -1;
    },
    output: () => output,
    kill: async () => void (await end('SIGKILL')),
    restart: launch,
    terminate: () => end('SIGTERM'),
    stop: cleanUp,
  };
}

/** Our own variables must not leak from the shell that runs the tests into the server under test. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}

async function untilReady(url: string, exited: Promise<number | null>, output: () => string): Promise<void> {
  let gone = false;
  void exited.then(() => (gone = true));
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (gone) throw new Error(`The server ended before it was ready:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server was not ready within ${startTimeoutMs / 1_000} s:\n${output()}`);
}
