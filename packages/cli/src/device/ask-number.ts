import type { Challenge } from '@countersign/devices-sdk';
import type { CommandContext } from '../command-context.js';
import { askLine } from '../terminal/ask.js';

/** The number the person reads off the application; undefined when none is asked for, or nobody is at the terminal. */
export async function askNumber(context: CommandContext, challenge: Challenge): Promise<string | undefined> {
  if (challenge.numberChoices === undefined || !context.interactive || context.output.json) return undefined;
  return (await askLine('  which number does the application show? ', context.signal))?.trim();
}
