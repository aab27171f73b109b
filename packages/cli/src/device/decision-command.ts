import type { ConsentChoice } from '@countersign/devices-sdk';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { answerChallenge } from './answer-challenge.js';
import { showConsent } from './consent-text.js';
import { findPending } from './pending.js';
import { openSimulatedDevice, type DeviceOptions } from './simulated-device.js';
import { secondsOption, verifyOption } from '../options.js';
import type { RunCommand } from '../run-command.js';

export interface DecideOptions extends DeviceOptions {
  readonly wait: number;
}

/** The whole of `device approve` and `device deny`, which differ in one word. */
export function addDecision(device: Command, run: RunCommand, choice: ConsentChoice): void {
  device
    .command(choice)
    .argument('[transaction]', 'which request, when several wait')
    .summary(`${choice} what waits for an answer`)
    .description(`Pulls what waits for an answer, shows it, and signs: ${choice}.`)
    .addOption(secondsOption('--wait <seconds>', 'wait this long for a request to come', 0))
    .addOption(verifyOption())
    .action((transaction: string | undefined, _options, command: Command) =>
      run<DecideOptions>(command, (context, options) => decide(context, options, { transaction, choice })),
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
  await answerChallenge(challenge, decision.choice, context.output);
}
