/** The thread that runs the embedded database. One request at a time, in order of arrival; a transaction is one request. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { toSqlError } from '../sql-errors.js';
import type { Message, Request, StatementResult, WorkerOptions } from './messages.js';
import { createServerLog } from './server-log.js';
import { command, createSession } from './session.js';
import { serverParameters } from './server-parameters.js';
import { createUpkeep } from './upkeep.js';

const upkeepEveryMs = 1_000;

if (parentPort === null) throw new Error('This module runs as a worker thread only.');
const port = parentPort;
const send = (message: Message): void => port.postMessage(message);
// The main thread of our own package makes this value: pglite-database.ts.
const options: WorkerOptions = workerData;
const serverLog = createServerLog();

async function open({ directory, template }: WorkerOptions): Promise<PGlite> {
  if (directory === undefined) return create('memory://', template);
  if (!existsSync(directory)) {
    // Made under another name first: a start that is killed leaves no half-made database behind.
    const unfinished = `${directory}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await create(unfinished, template)).close();
    renameSync(unfinished, directory);
  }
  return create(directory, undefined);
}

function create(dataDir: string, template: string | undefined): Promise<PGlite> {
  return PGlite.create({
    dataDir,
    startParams: serverParameters,
    onStderr: (line) => {
      serverLog.add(line);
      return true;
    },
    ...(template === undefined ? {} : { loadDataDir: new Blob([readFileSync(template)]) }),
  });
}

async function serve(pglite: PGlite): Promise<void> {
  const session = createSession(pglite);
  const upkeep = options.directory === undefined ? undefined : createUpkeep(session, Date.now());
  pglite.onNotification((channel, payload) => send({ kind: 'notification', channel, payload }));

  const waiting: Request[] = [];
  let leased: number | undefined;
  let busy = false;

  const perform = async (request: Request): Promise<readonly StatementResult[]> => {
    switch (request.kind) {
      case 'run':
        upkeep?.used(Date.now());
        if (request.statements.length === 1) return [await session.run(request.statements[0] ?? command('select'))];
        return session.runTransaction(request.statements);
      case 'lease':
        leased = request.id;
        return [];
      case 'release':
        leased = undefined;
        return [];
      case 'close':
        clearInterval(timer);
        await session.run(command('checkpoint'));
        await pglite.close();
        return [];
    }
  };

  /** The next request that may run now: while leased, only the holder's. */
  const next = (): Request | undefined => {
    if (leased === undefined) return waiting.shift();
    const index = waiting.findIndex((request) => (request.kind === 'run' || request.kind === 'release') && request.lease === leased);
    return index === -1 ? undefined : waiting.splice(index, 1)[0];
  };

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let request = next(); request !== undefined; request = next()) {
      const { id, kind } = request;
      try {
        send({ kind: 'reply', id, results: await perform(request) });
      } catch (error) {
        const { failure, message, code, constraint } = toSqlError(error);
        send({ kind: 'failure', id, failure, message: isCrash(error) ? serverLog.explain(error) : message, code, constraint });
      }
      if (kind === 'close') return port.close();
    }
    busy = false;
  };

  const timer = setInterval(() => {
    if (busy || leased !== undefined || upkeep === undefined) return;
    busy = true;
    upkeep
      .step(Date.now())
      // Upkeep that failed is tried again at the next turn; a database that is really broken fails the requests themselves.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
        void work();
      });
  }, upkeepEveryMs);

  port.on('message', (request: Request) => {
    waiting.push(request);
    void work();
  });
  send({ kind: 'ready' });
}

/** The server's own code ended, not the statement: PGlite throws what WebAssembly threw. */
function isCrash(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

open(options)
  .then(serve)
  .catch((error: unknown) => {
    send({ kind: 'broken', message: serverLog.explain(error) });
    port.close();
  });
