import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { asCliError, type CliError } from './terminal/cli-error.js';
import { exitCodes } from './terminal/exit-codes.js';
import { createOutput } from './terminal/output.js';

/** Runs a command's work with its options, and turns what it throws into words and an exit code. */
export type RunCommand = <Options>(command: Command, work: (context: CommandContext, options: Options) => Promise<void>) => Promise<void>;

/** Sets `process.exitCode`; never ends the process, so that what is open can be closed. */
export function createRunner(signal: AbortSignal): RunCommand {
  return async (command, work) => {
    // Options of the program and of the group count for every command below them.
    const options = command.optsWithGlobals();
    const output = createOutput({ json: options['json'] === true }, process);
    const interactive = process.stdin.isTTY && process.stdout.isTTY;
    try {
      await work({ output, env: process.env, signal, interactive }, options as Parameters<typeof work>[1]);
      if (signal.aborted) process.exitCode = exitCodes.interrupted;
    } catch (error) {
      if (signal.aborted) {
        process.exitCode = exitCodes.interrupted;
        return;
      }
      const known: CliError | undefined = asCliError(error);
      if (known === undefined) throw error;
      output.error(known);
      process.exitCode = known.exitCode;
    }
  };
}
