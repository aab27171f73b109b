import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { callJson, refusal, textOf } from '../http-client.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { askSecret } from '../terminal/ask.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface AdminCreateOptions extends CommonOptions {
  readonly org?: string;
  readonly token: string;
  readonly login: string;
  readonly password?: string;
  readonly firstName: string;
  readonly lastName: string;
}

export function addAdminCreate(admin: Command, run: RunCommand): void {
  admin
    .command('create')
    .summary('make the first administrator')
    .description(
      'Makes the org’s first administrator with the one-time token the server printed at its first start, and prints an API token once.',
    )
    .requiredOption('--token <token>', 'the one-time token from the server’s first start')
    .requiredOption('--login <login>', 'the administrator’s login, an e-mail address')
    .option('--password <password>', 'their password; better in COUNTERSIGN_PASSWORD, or typed when asked')
    .requiredOption('--first-name <name>', 'first name')
    .requiredOption('--last-name <name>', 'last name')
    .option('--org <url>', 'the org’s URL')
    .action((_options, command: Command) => run(command, createAdministrator));
}

async function createAdministrator(context: CommandContext, options: AdminCreateOptions): Promise<void> {
  const { output } = context;
  const orgUrl = requireFact('orgUrl', options.org ?? readQuickstart(context, options).orgUrl, '--org');
  const password = options.password ?? context.env['COUNTERSIGN_PASSWORD'] ?? (await typedPassword(context));
  const { token, login, firstName, lastName } = options;
  const answer = await callJson(`${orgUrl}/api/v1/internal/first-administrator`, { json: { token, login, password, firstName, lastName } });
  const apiToken = textOf(answer.body, 'apiToken');
  if (textOf(answer.body, 'errorCode') === 'E0000011') throw unknownToken();
  if (answer.status >= 300 || apiToken === undefined) throw refusal(answer, 'The administrator was not made');
  output.fact({ ok: true, login, apiToken });
  output.line(`${output.paint('good', '✓')} ${login} is the first administrator of ${orgUrl}`);
  output.line('  API token, shown this once:');
  output.line(`  ${apiToken}`);
}

function unknownToken(): CliError {
  return new CliError({
    code: 'E0000011',
    message: 'The server does not know this one-time token.',
    next: 'Take the token its last start printed: it is good for one day and one use, while the org has no administrator.',
    exitCode: exitCodes.refused,
  });
}

async function typedPassword(context: CommandContext): Promise<string> {
  const typed = context.interactive ? await askSecret('Password: ', context.signal) : undefined;
  if (typed !== undefined && typed !== '') return typed;
  throw new CliError({
    code: 'missing_password',
    message: 'No password was given.',
    next: 'Set COUNTERSIGN_PASSWORD, or run this on a terminal and type it.',
    exitCode: exitCodes.usage,
  });
}
