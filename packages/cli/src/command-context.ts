import type { ExitCode } from './terminal/exit-codes.js';
import type { Output } from './terminal/output.js';

/** What every command works with. */
export interface CommandContext {
  readonly output: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C; commands that wait end then. */
  readonly signal: AbortSignal;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** For a command that has told its failure itself. */
  exitWith(code: ExitCode): void;
}

/** Options of every command. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly home?: string;
  readonly quickstart?: string;
}
