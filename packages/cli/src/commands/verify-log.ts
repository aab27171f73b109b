import { type LogResult, verifyLog } from '@countersign/evidence';
import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { RunCommand } from '../run-command.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';
import { type KeyOptions, parseJson, readKeys, readText } from './org-keys.js';

interface VerifyLogOptions extends CommonOptions, KeyOptions {
  readonly contains?: string;
}

export function addVerifyLog(program: Command, run: RunCommand): void {
  program
    .command('verify-log')
    .argument('<seals>', 'seals as the org lists them (GET /api/v1/logs/seals)')
    .argument('<events>', 'events as the org lists them (GET /api/v1/logs), from the beginning of a seal on')
    .summary('check that nobody changed the system log')
    .description(
      'Checks, with the org’s public keys only, the chain of seals and the events of each. A file holds one JSON array, or one on each line. Exit 9 when something was changed.',
    )
    .option('--jwks <file|url>', 'the org’s public keys (default: those at {org}/.well-known/evidence-jwks.json)')
    .option('--org <url>', 'the org’s URL, when --jwks is not given')
    .option('--contains <digest>', 'a seal that was kept: the chain has to contain it')
    .action((seals: string, events: string, _options, command: Command) =>
      run<VerifyLogOptions>(command, (context, options) => check(context, { seals, events }, options)),
    );
}

async function check(
  context: CommandContext,
  files: { readonly seals: string; readonly events: string },
  { contains, ...options }: VerifyLogOptions,
): Promise<void> {
  const jwks = await readKeys(context, options);
  const result = await verifyLog(readItems(files.seals), readItems(files.events), {
    jwks,
    ...(contains === undefined ? {} : { contains }),
  });
  context.output.fact({ ...result });
  show(result, context.output);
  if (!result.ok) context.exitWith(exitCodes.notProven);
}

/** One array, or one on each line, as pages are appended to a file. */
function readItems(file: string): readonly unknown[] {
  const text = readText(file);
  const whole = parseJson(text);
  if (whole !== undefined) return [whole].flat();
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => parseJson(line) ?? [line]);
}

function show(result: LogResult, output: Output): void {
  for (const { seal, event, detail } of result.faults) {
    const place = [...(seal === undefined ? [] : [`seal ${seal}`]), ...(event === undefined ? [] : [`event ${event}`])].join(', ');
    output.line(`${output.paint('bad', '✗')} ${printable(place === '' ? detail : `${place}: ${detail}`)}`);
  }
  if (result.checkedSeals === 0) output.line('No seal covers these events.');
  if (!result.ok) return output.line(output.paint('bad', 'The log is not what was sealed.'));
  output.line(output.paint('good', `The log holds: ${result.checkedEvents} events under ${result.checkedSeals} seals.`));
  if (result.skippedSeals > 0) output.line(`  ${result.skippedSeals} seals end before the first of these events.`);
  if (result.unsealedEvents > 0) output.line(`  ${result.unsealedEvents} events are not sealed yet.`);
  if (result.firstSeal !== undefined && result.firstSeal > 1) output.line(`  The chain before seal ${result.firstSeal} was not given.`);
  output.line(`  Keep this elsewhere, for --contains next time: ${result.head ?? ''}`);
}
