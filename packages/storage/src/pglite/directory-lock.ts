/**
 * One process per directory: PGlite takes no lock of its own, and two of it on one directory destroy the data.
 *
 * A lock is a numbered file that says who holds it. The highest number counts; the next one can be created by one process only
 * (O_EXCL), which settles every race, also between several that find the same dead holder. The highest file is never removed, so
 * that no number is given out twice.
 *
 * A holder is judged by process id *and* start time, so that an id given to another process after a kill is not mistaken for it.
 * Where that cannot be judged (another container or machine on the same volume) its sign of life is watched for a while.
 */
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { processStartTime, processSpace } from './process-identity.js';

/** Another process has the directory open. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
}

export interface DirectoryLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When the process began, as its system counts; undefined where that is not told. */
  readonly started: string | undefined;
  /** Machine, boot and container in which `pid` means something. */
  readonly space: string;
  readonly host: string;
  readonly released?: boolean;
}

const signOfLifeMs = 2_000;
/** A holder that cannot be judged and shows no sign of life for so long is dead. */
const watchMs = 10_000;

/** Takes the lock of `directory`, which must exist. Throws `DirectoryInUseError` when a living process holds it. */
export async function lockDirectory(directory: string, options: { readonly watchMs?: number } = {}): Promise<DirectoryLock> {
  const folder = join(directory, 'lock');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const highest = highestNumber(folder);
    if (highest > 0) await requireDead(join(folder, String(highest)), directory, options.watchMs ?? watchMs);
    const file = join(folder, String(highest + 1));
    if (!createExclusively(file)) continue; // another process was first: judge that one
    const me: Holder = { pid: process.pid, started: processStartTime(process.pid), space: processSpace(), host: hostname() };
    writeFileSync(file, JSON.stringify(me));
    for (const name of readdirSync(folder)) if (Number(name) <= highest) rmSync(join(folder, name), { force: true });
    return hold(file, me);
  }
}

function hold(file: string, me: Holder): DirectoryLock {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch {
      // The directory was removed under a running server: its next write says so better than this could.
    }
  }, signOfLifeMs).unref();
  return {
    release() {
      clearInterval(timer);
      try {
        writeFileSync(file, JSON.stringify({ ...me, released: true }));
      } catch {
        // A removed directory needs no release.
      }
    },
  };
}

async function requireDead(file: string, directory: string, watchForMs: number): Promise<void> {
  const holder = readHolder(file);
  if (holder?.released === true) return;
  const judged = holder === undefined ? undefined : isRunning(holder);
  if (judged === false) return;
  if (judged === undefined && !(await showsLife(file, watchForMs))) return;
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  throw new DirectoryInUseError(
    `The data directory ${directory} is in use by ${who}. Stop that process, or start this one with another DATA_DIR; ` +
      'more than one server on the same data needs PostgreSQL (DATABASE_URL).',
  );
}

/** Undefined: cannot be told from here. */
function isRunning(holder: Holder): boolean | undefined {
  if (holder.space !== processSpace() || holder.host !== hostname()) return undefined;
  if (holder.pid === process.pid && holder.started === processStartTime(process.pid)) return true;
  if (!exists(holder.pid)) return false;
  const started = processStartTime(holder.pid);
  return started === undefined || holder.started === undefined ? undefined : started === holder.started;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function showsLife(file: string, watchForMs: number): Promise<boolean> {
  const before = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (before === undefined) return false; // gone: a newer one took its place and is judged next
  const end = performance.now() + watchForMs;
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (statSync(file, { throwIfNoEntry: false })?.mtimeMs !== before) return true;
  }
  return false;
}

function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined; // created a moment ago and not yet written, or its writer died in between
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && 'pid' in value && 'space' in value && 'host' in value;
}

function highestNumber(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map(Number).filter(Number.isInteger));
}

function createExclusively(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o600));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
