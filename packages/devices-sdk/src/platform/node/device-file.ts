import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, parseJson } from '../../core/json.js';

/** All of a simulated device in one JSON file (mode 0600): its records and its private keys, readable by whoever can read the file. */
export interface DeviceFileContent {
  readonly version: 1;
  readonly notice: string;
  readonly values: Readonly<Record<string, string>>;
  /** Private JWKs by kid. */
  readonly keys: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface DeviceFile {
  readonly path: string;
  read(): DeviceFileContent;
  /** Reads, changes and replaces the file in one step; other processes wait. */
  change(change: (content: DeviceFileContent) => DeviceFileContent): void;
}

const notice = 'A simulated device: the private keys below are not protected (SOFTWARE). For development only.';
const lockPatienceMs = 5000;
const staleLockMs = 10_000;

/** The file need not exist. Throws for a file that is something else. */
export function openDeviceFile(path: string): DeviceFile {
  const read = () => parseContent(path);
  read();
  return {
    path,
    read,
    change(change) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      withLock(`${path}.lock`, () => {
        const temporary = `${path}.${process.pid}.tmp`;
        writeFileSync(temporary, `${JSON.stringify(change(read()), undefined, 2)}\n`, { mode: 0o600 });
        renameSync(temporary, path);
      });
    },
  };
}

function parseContent(path: string): DeviceFileContent {
  const empty: DeviceFileContent = { version: 1, notice, values: {}, keys: {} };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return empty;
    throw error;
  }
  const value = parseJson(text);
  if (!isDeviceFileContent(value)) throw new Error(`${path} is not a device file`);
  return value;
}

function isDeviceFileContent(value: unknown): value is DeviceFileContent {
  if (!isObject(value) || value['version'] !== 1 || !isObject(value['values']) || !isObject(value['keys'])) return false;
  const { values, keys } = value;
  return Object.values(values).every((item) => typeof item === 'string') && Object.values(keys).every(isTextObject);
}

function isTextObject(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
}

/** A lock file made exclusively. One that is older than any write could take is left over from a process that died. */
function withLock(path: string, work: () => void): void {
  const deadline = Date.now() + lockPatienceMs;
  let handle: number | undefined;
  while (handle === undefined) {
    try {
      handle = openSync(path, 'wx', 0o600);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (isStale(path)) rmSync(path, { force: true });
      else if (Date.now() > deadline) throw new Error(`${path} is held by another process`, { cause: error });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
  try {
    work();
  } finally {
    closeSync(handle);
    rmSync(path, { force: true });
  }
}

function isStale(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > staleLockMs;
}
