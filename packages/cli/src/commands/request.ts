import type { Command } from 'commander';
import { requestApproval } from '../client/backchannel.js';
import { clientFrom, type ClientOptions } from '../client/client-options.js';
import { tokensWhenDecided, type TokenOutputOptions } from '../client/token-output.js';
import type { CommandContext } from '../command-context.js';
import { jsonListOption, secondsOption } from '../options.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';

export interface RequestOptions extends ClientOptions, TokenOutputOptions {
  readonly message?: string;
  readonly loginHint?: string;
  readonly scope: string;
  readonly expiry?: string;
  readonly acr?: string;
  readonly authorizationDetails?: string;
  readonly poll?: boolean;
}

export function addRequest(program: Command, run: RunCommand): void {
  program
    .command('request')
    .summary('ask for an approval, as an application does')
    .description('Sends a backchannel authentication request with the client’s credentials and prints its auth_req_id.')
    .option('--message <text>', 'binding message: what the person is asked')
    .option('--login-hint <login>', 'who is asked (default: the quickstart user)')
    .option('--scope <scopes>', 'scopes to ask for', 'openid profile email')
    .option('--expiry <seconds>', 'how long the request is valid')
    .option('--acr <values>', 'acr_values')
    .addOption(jsonListOption('--authorization-details <json>', 'what exactly is asked for: a JSON list (RFC 9396)'))
    .option('--issuer <url>', 'authorization server (default: from the quickstart file)')
    .option('--client-id <id>', 'client id of the application')
    .option('--client-secret <secret>', 'its secret; better in COUNTERSIGN_CLIENT_SECRET')
    .option('--poll', 'wait for the decision and print what the tokens say')
    .option('--show-tokens', 'with --poll: print the tokens themselves')
    .addOption(secondsOption('--wait <seconds>', 'with --poll: how long the server may hold each poll', 25))
    .addHelpText('after', '\nExample:\n  $ countersign request --message "Pay 50.00 EUR to ACME" --poll')
    .action((_options, command: Command) => run(command, request));
}

async function request(context: CommandContext, options: RequestOptions): Promise<void> {
  const { output } = context;
  const client = clientFrom(context, options);
  const loginHint = requireFact('login', options.loginHint ?? readQuickstart(context, options).login, '--login-hint');
  const { message, expiry, acr, scope, authorizationDetails } = options;
  const made = await requestApproval(client, {
    loginHint,
    scope,
    bindingMessage: message,
    requestedExpiry: expiry,
    acrValues: acr,
    authorizationDetails,
  });
  const { authReqId, expiresIn, interval, numberChallenge: number } = made;
  const shown = number === undefined ? {} : { number_challenge: number };
  output.fact({ ok: true, auth_req_id: authReqId, expires_in: expiresIn, interval, ...shown });
  output.line(`${output.paint('good', '✓')} asked ${loginHint}; valid for ${expiresIn} s`);
  output.line(`  auth_req_id ${authReqId}`);
  if (number !== undefined) output.line(`  the number to match on the device: ${output.paint('strong', number)}`);
  if (options.poll === true)
    await tokensWhenDecided(context, { client, ...made, waitSeconds: options.wait, showTokens: options.showTokens });
  else output.line(`  next: countersign poll ${authReqId}`);
}
