import type { Command } from 'commander';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { challengeFact, showConsent } from '../device/consent-text.js';
import { homeFolder, listDeviceNames } from '../device/device-home.js';
import { pullPending } from '../device/pending.js';
import { openSimulatedDevice } from '../device/simulated-device.js';
import type { RunCommand } from '../run-command.js';

export interface ListOptions extends CommonOptions {
  readonly pending?: boolean;
}

export function addDeviceList(device: Command, run: RunCommand): void {
  device
    .command('list')
    .summary('list simulated devices and their enrollments')
    .description('Lists every simulated device in the home directory with its enrollments.')
    .option('--pending', 'also ask the server what waits for an answer')
    .action((_options, command: Command) => run(command, listDevices));
}

async function listDevices(context: CommandContext, options: ListOptions): Promise<void> {
  const { output } = context;
  const home = homeFolder(context, options);
  const names = listDeviceNames(home);
  if (names.length === 0) output.line(`No devices in ${home}. Enrol one: countersign device enroll`);
  const devices = [];
  for (const name of names) devices.push(await describeDevice(context, { ...options, name }));
  output.fact({ ok: true, home, devices });
}

async function describeDevice(
  context: CommandContext,
  options: ListOptions & { name: string },
): Promise<Readonly<Record<string, unknown>>> {
  const { output } = context;
  const device = await openSimulatedDevice(context, options);
  const enrollments = await device.authenticator.allEnrollments();
  output.line(`${output.paint('strong', device.name)}  ${device.settings.orgUrl}${device.settings.seed === undefined ? '' : '  (seeded)'}`);
  for (const enrollment of enrollments) {
    const verification = enrollment.userVerification ? ', user verification' : '';
    output.line(
      `  ${enrollment.username ?? enrollment.userId}  ${enrollment.id}  ${enrollment.transactionTypes.join('+')}${verification}  ${enrollment.state}`,
    );
  }
  if (enrollments.length === 0) output.line('  not enrolled');
  const pending = options.pending === true && enrollments.length > 0 ? (await pullPending(device)).challenges : undefined;
  for (const challenge of pending ?? []) {
    output.line(`  waiting: ${challenge.transactionId}`);
    showConsent(challenge, output);
  }
  return {
    name: device.name,
    orgUrl: device.settings.orgUrl,
    enrollments: enrollments.map(({ id, userId, username, deviceId, transactionTypes, userVerification, state }) => ({
      ...{ id, userId, username: username ?? null, deviceId, transactionTypes, userVerification, state },
    })),
    ...(pending === undefined ? {} : { pending: pending.map(challengeFact) }),
  };
}
