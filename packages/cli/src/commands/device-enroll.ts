import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { devicePath, homeFolder } from '../device/device-home.js';
import { readSettings, saveSettings, type DeviceSettings } from '../device/device-settings.js';
import { createSimulatedDevice, type DeviceOptions } from '../device/simulated-device.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { credentialsFor, signIn } from '../sign-in/sign-in.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface EnrollCommandOptions extends DeviceOptions {
  readonly org?: string;
  readonly clientId?: string;
  readonly login?: string;
  readonly password?: string;
  readonly seed?: string;
  readonly clock?: string;
  readonly pushToken?: string;
  readonly userVerification: boolean;
  readonly ciba: boolean;
}

export function addDeviceEnroll(device: Command, run: RunCommand): void {
  device
    .command('enroll')
    .summary('enrol a simulated device')
    .description('Makes keys for a simulated device, signs the user in, and enrols the device. A second user shares the device.')
    .option('--org <url>', 'the org’s URL (default: from the quickstart file)')
    .option('--client-id <id>', 'client id of the mobile app (default: from the quickstart file)')
    .option('--login <login>', 'sign in as this user')
    .option('--password <password>', 'fill in the sign-in page instead of opening a browser; only for a server on this machine')
    .option('--seed <text>', 'derive keys and ids from this text: the same seed gives the same device')
    .option('--clock <instant>', 'stop the device’s clock at this ISO 8601 instant')
    .option('--push-token <token>', 'push token to register', '')
    .option('--user-verification', 'also enrol a user-verification key', false)
    .option('--no-ciba', 'take sign-ins only, no transactions')
    .addHelpText('after', '\nExample:\n  $ countersign device enroll --seed demo --login test.user@email.com --password "$PASSWORD"')
    .action((_options, command: Command) => run(command, enrollDevice));
}

async function enrollDevice(context: CommandContext, options: EnrollCommandOptions): Promise<void> {
  const { output } = context;
  const path = devicePath(homeFolder(context, options), options.name);
  const known = existsSync(path) ? await readSettings(path) : undefined;
  const settings = settingsFor(context, options, known);
  const { orgUrl, clientId } = settings;
  const credentials = credentialsFor(orgUrl, options, readQuickstart(context, options));
  const { accessToken, expiresAt } = await signIn(context, { orgUrl, clientId, ...credentials });
  const device = createSimulatedDevice(path, { name: options.name, settings });
  const enrollment = await device.authenticator.enroll({
    accessToken,
    pushToken: options.pushToken ?? '',
    enableCiba: options.ciba,
    ...(options.userVerification ? { enableUserVerification: true } : {}),
  });
  await saveSettings(path, { ...settings, accessToken, accessTokenExpiresAt: expiresAt });
  output.fact({
    ok: true,
    device: options.name,
    file: path,
    enrollmentId: enrollment.id,
    deviceId: enrollment.deviceId,
    userId: enrollment.userId,
    username: enrollment.username ?? null,
    transactionTypes: enrollment.transactionTypes,
    userVerification: enrollment.userVerification,
  });
  output.line(
    `${output.paint('good', '✓')} ${options.name} is enrolled for ${enrollment.username ?? enrollment.userId} at ${settings.orgUrl}`,
  );
  output.line(
    `  enrollment ${enrollment.id}, takes ${enrollment.transactionTypes.join(' and ')}${enrollment.userVerification ? ', user verification' : ''}`,
  );
  output.line(`  keys and records: ${output.paint('quiet', path)} (software keys, for development only)`);
}

function settingsFor(context: CommandContext, options: EnrollCommandOptions, known: DeviceSettings | undefined): DeviceSettings {
  const quickstart = readQuickstart(context, options);
  const orgUrl = requireFact('orgUrl', options.org ?? quickstart.orgUrl ?? known?.orgUrl, '--org');
  const clientId = requireFact('mobileClientId', options.clientId ?? quickstart.mobileClientId ?? known?.clientId, '--client-id');
  if (options.clock !== undefined && Number.isNaN(Date.parse(options.clock))) throw invalidClock();
  const seed = options.seed ?? known?.seed;
  const clock = options.clock ?? known?.clock;
  return { orgUrl, clientId, ...(seed === undefined ? {} : { seed }), ...(clock === undefined ? {} : { clock }) };
}

function invalidClock(): CliError {
  return new CliError({
    code: 'invalid_clock',
    message: '--clock is no instant.',
    next: 'Write it as ISO 8601, for example 2026-01-31T12:00:00Z.',
    exitCode: exitCodes.usage,
  });
}
