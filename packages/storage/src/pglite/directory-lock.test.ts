import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUseError, lockDirectory } from './directory-lock.js';
import { compiledFile } from './template.js';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Another process that tries to take the lock and says what came of it. */
async function contender(): Promise<{ readonly outcome: string; readonly child: ChildProcess }> {
  const script = `
    const { lockDirectory } = await import(${JSON.stringify(compiledFile('pglite/directory-lock.js').href)});
    const outcome = await lockDirectory(${JSON.stringify(directory)}).then(() => 'held', (error) => error.name + ': ' + error.message);
    console.log(outcome);
    if (outcome === 'held') setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const outcome = await new Promise<string>((resolve) => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  return { outcome, child };
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

describe('the lock of a data directory', () => {
  it('refuses a second process, naming the first and the way out', async () => {
    const { child } = await contender();
    const { outcome } = await contender();
    expect(outcome).toContain('DirectoryInUseError');
    expect(outcome).toContain(`process ${child.pid}`);
    expect(outcome).toContain(directory);
  });

  it('refuses the same process too, and is free again after release', async () => {
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toBeInstanceOf(DirectoryInUseError);
    lock.release();
    (await lockDirectory(directory)).release();
  });

  it('is taken over at once when its holder was killed', async () => {
    const { child } = await contender();
    child.kill('SIGKILL');
    await exited(child);
    const began = performance.now();
    (await lockDirectory(directory)).release();
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('is taken over by exactly one of many that find the same dead holder', async () => {
    const { child } = await contender();
    child.kill('SIGKILL');
    await exited(child);
    const outcomes = (await Promise.all(Array.from({ length: 6 }, () => contender()))).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.startsWith('DirectoryInUseError'))).toHaveLength(5);
  });

  it('does not mistake another process that was given the same id for the holder', async () => {
    const first = await lockDirectory(directory);
    first.release();
    const [file = ''] = readdirSync(join(directory, 'lock'));
    const holder = await contenderRecord();
    // Our own id, which certainly runs, but begun at another time.
    writeFileSync(join(directory, 'lock', file), JSON.stringify({ ...holder, pid: process.ppid, started: '1' }));
    (await lockDirectory(directory)).release();
  });

  it('watches a holder it cannot judge, and takes over from one that shows no life', async () => {
    mkdirSync(join(directory, 'lock'));
    const file = join(directory, 'lock', '1');
    writeFileSync(file, JSON.stringify({ pid: 1, started: '1', space: 'another container', host: 'elsewhere' }));
    const beat = setInterval(() => utimesSync(file, new Date(), new Date()), 100);
    await expect(lockDirectory(directory, { watchMs: 1_000 })).rejects.toThrow(/process 1 on elsewhere/);
    clearInterval(beat);
    (await lockDirectory(directory, { watchMs: 500 })).release();
  });

  it('takes over from a process that died between making the file and writing it', async () => {
    mkdirSync(join(directory, 'lock'));
    writeFileSync(join(directory, 'lock', '7'), '');
    (await lockDirectory(directory, { watchMs: 500 })).release();
    expect(readdirSync(join(directory, 'lock'))).toEqual(['8']);
  });
});

/** What a living process of this machine writes. */
async function contenderRecord(): Promise<object> {
  const { hostname } = await import('node:os');
  const { processSpace } = await import('./process-identity.js');
  return { space: processSpace(), host: hostname() };
}
