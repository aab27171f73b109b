import type { ConsentChoice } from '@countersign/devices-sdk';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { answerChallenge } from './answer-challenge.js';
import { askNumber } from './ask-number.js';
import { showConsent } from './consent-text.js';
import { findPending } from './pending.js';
import { openSimulatedDevice, type DeviceOptions } from './simulated-device.js';
import { secondsOption, verifyOption } from '../options.js';
import type { RunCommand } from '../run-command.js';

export interface DecideOptions extends DeviceOptions {
  readonly wait: number;
  readonly number?: string;
}

/** The whole of `device approve` and `device deny`, which differ in one word. */
export function addDecision(device: Command, run: RunCommand, choice: ConsentChoice): void {
  const command = device
    .command(choice)
    .argument('[transaction]', 'which request, when several wait')
    .summary(`${choice} what waits for an answer`)
    .description(`Pulls what waits for an answer, shows it, and signs: ${choice}.`)
    .addOption(secondsOption('--wait <seconds>', 'wait this long for a request to come', 0))
    .addOption(verifyOption());
  if (choice === 'approve') command.option('--number <digits>', 'the number the application shows, when it wants one matched');
  command.action((transaction: string | undefined, _options, self: Command) =>
    run<DecideOptions>(self, (context, options) => decide(context, options, { transaction, choice })),
  );
}

async function decide(
  context: CommandContext,
  options: DecideOptions,
  decision: { readonly transaction: string | undefined; readonly choice: ConsentChoice },
): Promise<void> {
  const device = await openSimulatedDevice(context, options);
  const challenge = await findPending(device, {
    transactionId: decision.transaction,
    waitSeconds: options.wait,
    signal: context.signal,
  });
  showConsent(challenge, context.output);
  const { choice } = decision;
  const number = choice === 'approve' ? (options.number ?? (await askNumber(context, challenge))) : undefined;
  await answerChallenge(challenge, { choice, number }, context.output);
}
