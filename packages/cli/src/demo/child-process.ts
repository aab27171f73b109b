import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Cleanup } from './cleanup.js';

export type Fact = Readonly<Record<string, unknown>>;

/** A process of the story. It ends with the demo, whatever happens. */
export interface StoryProcess {
  readonly child: ChildProcess;
  /** The last lines it wrote to standard error. */
  lastWords(): string;
  /** Resolves with the exit code when it has ended; 1 when a signal ended it. */
  readonly ended: Promise<number>;
}

const keptLines = 12;
const graceMs = 5000;

export function startProcess(script: string, args: readonly string[], options: { env: NodeJS.ProcessEnv; cleanup: Cleanup }): StoryProcess {
  const child = spawn(process.execPath, [script, ...args], {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches the demo alone, which then ends its processes in order.
    detached: true,
  });
  const words: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    if (words.length > keptLines) words.shift();
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  options.cleanup.add({
    now: () => void child.kill('SIGKILL'),
    async run() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
    },
  });
  return { child, ended, lastWords: () => words.join('\n') };
}

/** Facts that a command run with `--json` prints, one by one as they come. */
export interface FactReader {
  /** The next fact that `matches`. Throws the child's own error when it reports one, or when it ends without. */
  next(matches: (fact: Fact) => boolean): Promise<Fact>;
}

export function readFacts(started: StoryProcess, name: string): FactReader {
  if (started.child.stdout === null) throw new TypeError('the process has no output');
  const lines = createInterface({ input: started.child.stdout })[Symbol.asyncIterator]();
  return {
    async next(matches) {
      for (;;) {
        const line = await lines.next();
        if (line.done === true) throw storyBroken(`The ${name} ended before its part was played.`, started.lastWords());
        const fact = parseFact(line.value);
        if (fact['ok'] === false) throw errorOf(fact, name);
        if (matches(fact)) return fact;
      }
    },
  };
}

function parseFact(line: string): Fact {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function errorOf(fact: Fact, name: string): CliError {
  const error = fact['error'];
  const text = (key: string) =>
    typeof error === 'object' && error !== null ? String(Object.entries(error).find(([k]) => k === key)?.[1]) : '';
  return new CliError({ code: text('code'), message: `${name}: ${text('message')}`, next: text('next'), exitCode: exitCodes.refused });
}

export function storyBroken(message: string, details: string): CliError {
  return new CliError({
    code: 'story_broken',
    message: details === '' ? message : `${message}\n${details}`,
    next: 'Read the lines above; with --url the demo uses a server that is already running.',
    exitCode: exitCodes.failure,
  });
}
