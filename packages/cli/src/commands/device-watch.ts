import type { Challenge, ConsentChoice } from '@countersign/devices-sdk';
import { Option, type Command } from 'commander';
import { pause } from '../client/pause.js';
import type { CommandContext } from '../command-context.js';
import { answerChallenge } from '../device/answer-challenge.js';
import { askNumber } from '../device/ask-number.js';
import { challengeFact, showConsent } from '../device/consent-text.js';
import { pullPending } from '../device/pending.js';
import { openSimulatedDevice, type DeviceOptions, type SimulatedDevice } from '../device/simulated-device.js';
import { secondsOption, verifyOption } from '../options.js';
import type { RunCommand } from '../run-command.js';
import { askLine } from '../terminal/ask.js';
import { asCliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Output } from '../terminal/output.js';

export interface WatchOptions extends DeviceOptions {
  readonly interval: number;
  readonly approve?: boolean;
  readonly deny?: boolean;
  readonly once?: boolean;
}

export function addDeviceWatch(device: Command, run: RunCommand): void {
  device
    .command('watch')
    .summary('show requests as they come, and answer them')
    .description(
      'Pulls every few seconds and shows each request. Asks for the answer on a terminal, or gives the one named, or only shows.',
    )
    .addOption(secondsOption('--interval <seconds>', 'seconds between pulls', 2))
    .addOption(new Option('--approve', 'approve every request').conflicts('deny'))
    .option('--deny', 'deny every request')
    .option('--once', 'end after the first request')
    .addOption(verifyOption())
    .action((_options, command: Command) => run(command, watch));
}

async function watch(context: CommandContext, options: WatchOptions): Promise<void> {
  const { output, signal } = context;
  const device = await openSimulatedDevice(context, options);
  const shown = new Set<string>();
  await pullPending(device);
  output.fact({ event: 'watching', device: device.name });
  output.line(`Watching ${output.paint('strong', device.name)}. Ctrl-C ends.`);
  const pull = patientPull(device, output);
  while (!signal.aborted) {
    for (const challenge of await pull()) {
      if (shown.has(challenge.transactionId)) continue;
      shown.add(challenge.transactionId);
      output.fact({ event: 'challenge', ...challengeFact(challenge) });
      output.line();
      showConsent(challenge, output);
      await answerOne(context, options, challenge);
      if (options.once === true) return;
    }
    await pause(options.interval * 1000, signal).catch(() => undefined);
  }
}

/** A server that is away for a while is told once; the watch goes on. */
function patientPull(device: SimulatedDevice, output: Output): () => Promise<readonly Challenge[]> {
  let away = false;
  return async () => {
    try {
      const { challenges } = await pullPending(device);
      if (away) output.line('The server answers again.');
      away = false;
      return challenges;
    } catch (error) {
      const known = asCliError(error);
      if (known?.exitCode !== exitCodes.network) throw error;
      if (!away) output.error(known);
      away = true;
      return [];
    }
  };
}

/** A challenge that closed meanwhile is told, and the watch goes on. */
async function answerOne(context: CommandContext, options: WatchOptions, challenge: Challenge): Promise<void> {
  const choice = await choose(context, options);
  if (choice === undefined) return context.output.line(`  answer it with: countersign device approve ${challenge.transactionId}`);
  try {
    const number = choice === 'approve' ? await askNumber(context, challenge) : undefined;
    await answerChallenge(challenge, { choice, number }, context.output);
  } catch (error) {
    const known = asCliError(error);
    if (known === undefined || options.once === true) throw error;
    context.output.error(known);
  }
}

async function choose(context: CommandContext, options: WatchOptions): Promise<ConsentChoice | undefined> {
  if (options.approve === true) return 'approve';
  if (options.deny === true) return 'deny';
  if (!context.interactive || context.output.json) return undefined;
  const answer = (await askLine('  approve? [y/n] ', context.signal))?.trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return 'approve';
  return answer === 'n' || answer === 'no' ? 'deny' : undefined;
}
