import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { getEnrollments, openSimulatedDevice, type DeviceOptions, type SimulatedDevice } from '../device/simulated-device.js';
import { readQuickstart } from '../quickstart.js';
import type { RunCommand } from '../run-command.js';
import { credentialsFor, signIn } from '../sign-in/sign-in.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface DeleteOptions extends DeviceOptions {
  readonly local?: boolean;
  readonly login?: string;
  readonly password?: string;
}

export function addDeviceDelete(device: Command, run: RunCommand): void {
  device
    .command('delete')
    .argument('[enrollment]', 'which enrollment, when the device has several')
    .summary('end an enrollment')
    .description('Deletes an enrollment on the server, and its keys here. Uses the last sign-in while it is valid, else signs in again.')
    .option('--local', 'only here; the server keeps an enrollment that nobody can use')
    .option('--login <login>', 'sign in as this user')
    .option('--password <password>', 'fill in the sign-in page; only for a server on this machine')
    .action((enrollment: string | undefined, _options, command: Command) =>
      run<DeleteOptions>(command, (context, options) => deleteEnrollment(context, options, enrollment)),
    );
}

async function deleteEnrollment(context: CommandContext, options: DeleteOptions, wanted: string | undefined): Promise<void> {
  const device = await openSimulatedDevice(context, options);
  const enrollments = (await getEnrollments(device)).filter(({ id }) => wanted === undefined || wanted === id);
  const [enrollment, second] = enrollments;
  if (enrollment === undefined || second !== undefined) throw chooseOne(enrollments.length);
  if (options.local === true) await enrollment.deleteFromDevice();
  else await enrollment.delete({ accessToken: await manageToken(context, options, device) });
  const { output } = context;
  output.fact({ ok: true, device: device.name, enrollmentId: enrollment.id, local: options.local === true });
  output.line(`${output.paint('good', '✓')} ${enrollment.id} is deleted${options.local === true ? ' on this device only' : ''}`);
}

async function manageToken(context: CommandContext, options: DeleteOptions, device: SimulatedDevice): Promise<string> {
  const { accessToken, accessTokenExpiresAt = 0, orgUrl, clientId } = device.settings;
  if (accessToken !== undefined && options.login === undefined && accessTokenExpiresAt - 30_000 > Date.now()) return accessToken;
  const credentials = credentialsFor(orgUrl, options, readQuickstart(context, options));
  return (await signIn(context, { orgUrl, clientId, ...credentials })).accessToken;
}

function chooseOne(found: number): CliError {
  return new CliError({
    code: found === 0 ? 'no_such_enrollment' : 'several_enrollments',
    message: found === 0 ? 'The device has no such enrollment.' : `The device has ${found} enrollments.`,
    next: 'Name the one to delete; countersign device list shows them.',
    exitCode: found === 0 ? exitCodes.notSetUp : exitCodes.usage,
  });
}
