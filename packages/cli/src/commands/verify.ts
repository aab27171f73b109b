import { readFileSync } from 'node:fs';
import { type EvidenceResult, type GivenKeys, verifyEvidence } from '@countersign/evidence';
import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { callJson } from '../http-client.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';

export interface VerifyOptions extends CommonOptions {
  readonly jwks?: string;
  readonly org?: string;
}

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
  const result = await verifyEvidence(parse(text), { jwks: await readKeys(context, options) });
  output.fact({ ...result });
  show(result, output);
  if (!result.ok) context.exitWith(exitCodes.notProven);
}

/** A file that is no JSON is evidence that does not hold, not a fault of the command. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readKeys(context: CommandContext, options: VerifyOptions): Promise<GivenKeys> {
  const source =
    options.jwks ??
    `${requireFact('orgUrl', options.org ?? readQuickstart(context, options).orgUrl, '--jwks or --org')}/.well-known/evidence-jwks.json`;
  const value = /^https?:/i.test(source) ? await fetchKeys(context, source) : parse(readText(source));
  const keys: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'keys') : undefined;
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)) return { keys };
  throw new CliError({
    code: 'no_keys',
    message: `${printable(source)} is no set of public keys.`,
    next: 'Give --jwks public keys in the form of RFC 7517: {"keys": [ … ]}.',
    exitCode: exitCodes.usage,
  });
}

async function fetchKeys({ signal }: CommandContext, url: string): Promise<unknown> {
  if (!isTrustworthy(url)) {
    throw new CliError({
      code: 'insecure_keys',
      message: 'Keys that come over plain HTTP could be anybody’s.',
      next: 'Use https, or a file you trust.',
      exitCode: exitCodes.usage,
    });
  }
  return (await callJson(url, { signal })).body;
}

function isTrustworthy(url: string): boolean {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function readText(file: string | 0): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError({
      code: 'unreadable_file',
      message: `${file === 0 ? 'Standard input' : printable(file)} cannot be read.`,
      next: 'Name a file that exists, or - for standard input.',
      exitCode: exitCodes.usage,
      cause,
    });
  }
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
