import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { asCliError } from './terminal/cli-error.js';
import { exitCodes, type ExitCode } from './terminal/exit-codes.js';
import { createOutput, type OutputStreams } from './terminal/output.js';

/** The process around a command, or what a test puts in its place. */
export interface Terminal extends OutputStreams {
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  /** What the process will end with. Never ends it, so that what is open can be closed. */
  exitWith(code: ExitCode): void;
}

/** Runs a command's work with its options, and turns what it throws into words and an exit code. */
export type RunCommand = <Options>(command: Command, work: (context: CommandContext, options: Options) => Promise<void>) => Promise<void>;

export function createRunner(terminal: Terminal): RunCommand {
  const { env, interactive, signal } = terminal;
  return async (command, work) => {
    // Options of the program and of the group count for every command below them.
    const options = command.optsWithGlobals();
    const output = createOutput({ json: options['json'] === true }, terminal);
    const exitWith = (code: ExitCode) => terminal.exitWith(code);
    try {
      // What commander has read is what the command declared.
      await work({ output, env, signal, interactive, exitWith }, options as Parameters<typeof work>[1]);
      if (signal.aborted) terminal.exitWith(exitCodes.interrupted);
    } catch (error) {
      if (signal.aborted) return terminal.exitWith(exitCodes.interrupted);
      const known = asCliError(error);
      if (known === undefined) throw error;
      output.error(known);
      terminal.exitWith(known.exitCode);
    }
  };
}
