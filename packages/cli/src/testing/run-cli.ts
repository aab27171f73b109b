import { runProgram } from '../program.js';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** With `--json`: every line. */
  readonly facts: readonly Record<string, unknown>[];
}

/** Runs a command in this process, with an environment of its own and no terminal. `onOutput` gets each write as it happens. */
export async function runCli(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  onOutput: (text: string) => void = () => undefined,
): Promise<CliRun> {
  const run = { code: 0, stdout: '', stderr: '' };
  await runProgram(
    {
      stdout: {
        write(text) {
          run.stdout += text;
          onOutput(text);
        },
      },
      stderr: { write: (text) => (run.stderr += text) },
      env,
      interactive: false,
      signal: new AbortController().signal,
      exitWith: (code) => void (run.code = code),
    },
    args,
  );
  return { ...run, facts: factsOf(args, run.stdout) };
}

export function factsOf(args: readonly string[], stdout: string): readonly Record<string, unknown>[] {
  const lines = args.includes('--json') ? stdout.split('\n').filter((line) => line !== '') : [];
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
