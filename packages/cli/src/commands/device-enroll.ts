import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.js';
import { devicePath, homeFolder } from '../device/device-home.js';
import { readSettings, saveSettings, type DeviceSettings } from '../device/device-settings.js';
import { createSimulatedDevice, type DeviceOptions } from '../device/simulated-device.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { readCode, redeemEnrollmentCode, targetsOf } from '../sign-in/enrollment-code.js';
import { credentialsFor, signIn } from '../sign-in/sign-in.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface EnrollCommandOptions extends DeviceOptions {
  readonly org?: string;
  readonly clientId?: string;
  readonly code?: string;
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
    .addOption(new Option('--code <code>', 'the code or link of an enrollment link, instead of a sign-in').conflicts(['login', 'password']))
    .option('--login <login>', 'sign in as this user')
    .option('--password <password>', 'fill in the sign-in page instead of opening a browser; only for a server on this machine')
    .option('--seed <text>', 'derive keys and ids from this text: the same seed gives the same device')
    .option('--clock <instant>', 'stop the device’s clock at this ISO 8601 instant')
    .option('--push-token <token>', 'push token to register', '')
    .option('--user-verification', 'also enrol a user-verification key', false)
    .option('--no-ciba', 'take sign-ins only, no transactions')
    .addHelpText(
      'after',
      '\nExamples:\n  $ countersign device enroll --seed demo --login test.user@email.com --password "$PASSWORD"\n  $ countersign device enroll --code https://approve.example.com/enroll#7K3Q-9FWD-…',
    )
    .action((_options, command: Command) => run(command, enrollDevice));
}

async function enrollDevice(context: CommandContext, options: EnrollCommandOptions): Promise<void> {
  const { output } = context;
  const path = devicePath(homeFolder(context, options), options.name);
  const known = existsSync(path) ? await readSettings(path) : undefined;
  const { settings, accessToken, kept } = await accessFor(context, options, known);
  const device = createSimulatedDevice(path, { name: options.name, settings });
  const enrollment = await device.authenticator.enroll({
    accessToken,
    pushToken: options.pushToken ?? '',
    enableCiba: options.ciba,
    ...(options.userVerification ? { enableUserVerification: true } : {}),
  });
  await saveSettings(path, { ...settings, ...kept });
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

interface Access {
  readonly settings: DeviceSettings;
  readonly accessToken: string;
  /** For the commands that need the user's token later: that of a code is for enrolling alone. */
  readonly kept: Pick<DeviceSettings, 'accessToken' | 'accessTokenExpiresAt'>;
}

async function accessFor(context: CommandContext, options: EnrollCommandOptions, known: DeviceSettings | undefined): Promise<Access> {
  if (options.code !== undefined) return accessByCode(context, options, { known, text: options.code });
  const settings = settingsFor(context, options, known);
  const { orgUrl, clientId } = settings;
  const credentials = credentialsFor(orgUrl, options, readQuickstart(context, options));
  const { accessToken, expiresAt } = await signIn(context, { orgUrl, clientId, ...credentials });
  return { settings, accessToken, kept: { accessToken, accessTokenExpiresAt: expiresAt } };
}

/** A link says itself where it leads, unless the command does. */
async function accessByCode(
  context: CommandContext,
  options: EnrollCommandOptions,
  { known, text }: { readonly known: DeviceSettings | undefined; readonly text: string },
): Promise<Access> {
  const { code, app } = readCode(text);
  const targets = app === undefined || options.org !== undefined ? [settingsFor(context, options, known)] : await targetsOf(app);
  const { orgUrl, clientId, accessToken, username, orgName } = await redeemEnrollmentCode(targets, code);
  context.output.line(`This device will be set up for ${username} at ${orgName}.`);
  return { settings: settingsFor(context, { ...options, org: orgUrl, clientId }, known), accessToken, kept: {} };
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
