import { type EvidenceResult, verifyEvidence } from '@countersign/evidence';
import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { RunCommand } from '../run-command.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';
import { type KeyOptions, parseJson, readKeys, readText } from './org-keys.js';

export type VerifyOptions = CommonOptions & KeyOptions;

export function addVerify(program: Command, run: RunCommand): void {
  program
    .command('verify')
    .argument('<file>', 'evidence as the org exports it (GET /api/v1/transactions/{id}/evidence); - for standard input')
    .summary('check the evidence of a decision')
    .description(
      'Checks, with the org’s public keys only, what was asked, shown, answered and signed. The keys are never taken from the file. Exit 9 when the evidence does not hold.',
    )
    .option('--jwks <file|url>', 'the org’s public keys (default: those at {org}/.well-known/evidence-jwks.json)')
    .option('--org <url>', 'the org’s URL, when --jwks is not given')
    .action((file: string, _options, command: Command) =>
      run<VerifyOptions>(command, (context, options) => verify(context, file, options)),
    );
}

async function verify(context: CommandContext, file: string, options: VerifyOptions): Promise<void> {
  const { output } = context;
  const text = readText(file === '-' ? 0 : file);
  const result = await verifyEvidence(parseJson(text), { jwks: await readKeys(context, options) });
  output.fact({ ...result });
  show(result, output);
  if (!result.ok) context.exitWith(exitCodes.notProven);
}

function show({ ok, checks, facts, kind, doesNotProve }: EvidenceResult, output: Output): void {
  for (const check of checks)
    output.line(`${check.ok ? output.paint('good', '✓') : output.paint('bad', '✗')} ${check.name.padEnd(18)} ${printable(check.detail)}`);
  output.line();
  if (!ok || facts === undefined) return output.line(output.paint('bad', 'The evidence does not hold.'));
  output.line(output.paint('good', `The evidence holds: ${facts.outcome}, ${new Date(facts.decidedAt * 1000).toISOString()}.`));
  const person = `${facts.userId}, asked by ${facts.clientName} (${facts.clientId}) through ${facts.iss}`;
  output.line(`  ${printable(person)}`);
  output.line(kind === 'displayed' ? '  What the device showed, and signed:' : '  What the org says it asked:');
  for (const { label, value } of facts.lines) output.line(`    ${printable(label)}: ${output.paint('strong', printable(value))}`);
  output.line('  It does not prove:');
  for (const limit of doesNotProve) output.line(`    ${printable(limit)}`);
}
