import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Connection, Database, QueryResult, Statement } from '../database.js';
import { toParameter } from '../parameters.js';
import { SqlError } from '../sql-errors.js';
import { lockDirectory } from './directory-lock.js';
import { type Message, type PreparedStatement, type Request, type StatementResult, typedResult, type WorkerOptions } from './messages.js';
import { compiledFile, findTemplate } from './template.js';

export interface PgliteOptions {
  /** Made if it does not exist. `'memory'`: nothing is kept, for tests. */
  readonly dataDir: string | 'memory';
  /** Start an empty database from the packed one of the build, if there is one. Default true. */
  readonly useTemplate?: boolean;
}

/** The embedded database in a thread of its own. Throws `DirectoryInUseError` when another process has the directory open. */
export async function openPgliteDatabase(options: PgliteOptions): Promise<Database> {
  const template = options.useTemplate === false ? undefined : findTemplate();
  if (options.dataDir === 'memory') return startThread({ directory: undefined, template }, () => undefined);
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(dataDir);
  try {
    const directory = join(dataDir, 'database');
    const database = await startThread({ directory, template }, () => lock.release());
    // PGlite's files can be read and written by everybody (S-108), and the directory around may have been there before
    chmodSync(directory, 0o700);
    return database;
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Pending {
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (error: SqlError) => void;
}

/** A request without its id. */
type Body = Request extends infer One ? (One extends { readonly id: number } ? Omit<One, 'id'> : never) : never;

interface Subscription {
  readonly channel: string;
  readonly onMessage: (payload: string) => void;
}

async function startThread(workerOptions: WorkerOptions, onClosed: () => void): Promise<Database> {
  const worker = new Worker(compiledFile('pglite/worker.js'), { workerData: workerOptions, execArgv: [] });
  const pending = new Map<number, Pending>();
  const subscriptions = new Set<Subscription>();
  let ended: SqlError | undefined;
  let nextId = 1;
  let count = 0;

  const end = (reason: string): void => {
    if (ended !== undefined) return;
    ended = new SqlError('lost', reason);
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
    onClosed();
  };

  const send = (body: Body): { readonly id: number; readonly done: Promise<readonly StatementResult[]> } => {
    const id = nextId++;
    const done = new Promise<readonly StatementResult[]>((resolveResults, reject) => {
      if (ended !== undefined) return reject(ended);
      pending.set(id, { resolve: resolveResults, reject });
      worker.postMessage({ id, ...body });
    });
    return { id, done };
  };

  const run = async (statements: readonly Statement[], lease: number | undefined): Promise<readonly StatementResult[]> => {
    count += statements.length;
    return statements.length === 0 ? [] : send({ kind: 'run', statements: statements.map(prepare), lease }).done;
  };

  const runOne = async <Row>(statement: Statement, lease: number | undefined): Promise<QueryResult<Row>> => {
    const [result] = await run([statement], lease);
    if (result === undefined) throw new SqlError('other', 'The statement was not answered.');
    return typedResult<Row>(result);
  };

  await new Promise<void>((ready, reject) => {
    worker.on('message', (message: Message) => {
      switch (message.kind) {
        case 'reply':
        case 'failure': {
          const request = pending.get(message.id);
          pending.delete(message.id);
          if (message.kind === 'reply') request?.resolve(message.results);
          else request?.reject(new SqlError(message.failure, message.message, message));
          return;
        }
        case 'notification':
          for (const one of subscriptions) if (one.channel === message.channel) one.onMessage(message.payload);
          return;
        case 'ready':
          return ready();
        case 'broken':
          return reject(new SqlError('other', `The embedded database does not start: ${message.message}`));
      }
    });
    worker.on('error', (error) => {
      reject(error);
      end(`The thread of the embedded database failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.on('exit', () => {
      reject(new SqlError('other', 'The thread of the embedded database ended before it was ready.'));
      end('The connection to the embedded database is closed.');
    });
  });

  return {
    engine: 'pglite',
    query: <Row>(statement: Statement) => runOne<Row>(statement, undefined),
    transaction: (statements) => run(statements, undefined),
    async connect(): Promise<Connection> {
      const lease = send({ kind: 'lease' });
      await lease.done;
      return {
        query: <Row>(statement: Statement) => runOne<Row>(statement, lease.id),
        release: async () => void (await send({ kind: 'release', lease: lease.id }).done),
      };
    },
    exclusively: (action) => action(),
    async listen(channel, onMessage) {
      const subscription = { channel, onMessage };
      subscriptions.add(subscription);
      await run([{ text: `listen "${channel.replaceAll('"', '""')}"` }], undefined);
      return async () => void subscriptions.delete(subscription);
    },
    statementCount: () => count,
    async close() {
      if (ended !== undefined) return;
      await send({ kind: 'close' }).done;
      await worker.terminate();
      end('The connection to the embedded database is closed.');
    },
  };
}

function prepare(statement: Statement): PreparedStatement {
  return { name: statement.name, text: statement.text, values: (statement.values ?? []).map(toParameter) };
}
