import type { Command } from 'commander';
import { clientFrom, type ClientOptions } from '../client/client-options.js';
import { tokensWhenDecided, type TokenOutputOptions } from '../client/token-output.js';
import { secondsOption } from '../options.js';
import type { RunCommand } from '../run-command.js';

export interface PollOptions extends ClientOptions, TokenOutputOptions {
  readonly interval: number;
}

export function addPoll(program: Command, run: RunCommand): void {
  program
    .command('poll')
    .argument('<auth_req_id>', 'what request printed')
    .summary('wait for the decision, as an application does')
    .description(
      'Polls the token endpoint until the person has decided, checks the tokens, and prints what they say. Exit 6 when denied, 7 when expired.',
    )
    .option('--issuer <url>', 'authorization server (default: from the quickstart file)')
    .option('--client-id <id>', 'client id of the application')
    .option('--client-secret <secret>', 'its secret; better in COUNTERSIGN_CLIENT_SECRET')
    .option('--show-tokens', 'print the tokens themselves')
    .addOption(secondsOption('--wait <seconds>', 'how long the server may hold each poll; 0 asks for an answer at once', 25))
    .addOption(secondsOption('--interval <seconds>', 'seconds between polls, as the request said', 5))
    .action((authReqId: string, _options, command: Command) =>
      run<PollOptions>(command, (context, options) =>
        tokensWhenDecided(context, {
          client: clientFrom(context, options),
          authReqId,
          interval: options.interval,
          waitSeconds: options.wait,
          showTokens: options.showTokens,
        }),
      ),
    );
}
