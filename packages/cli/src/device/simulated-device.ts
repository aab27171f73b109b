/** The simulated device: the SDK over a file, with a person who is always at hand. */
import { existsSync } from 'node:fs';
import { hostname, release } from 'node:os';
import type { DeviceAuthenticator, Enrollment, UserVerificationOutcome } from '@countersign/devices-sdk';
import { createDeviceAuthenticator, createNodePorts } from '@countersign/devices-sdk/node';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { devicePath, homeFolder } from './device-home.js';
import { readSettings, type DeviceSettings } from './device-settings.js';

/** How the simulated person does when the device wants to recognise them. */
export const verificationOutcomes = {
  ok: { result: 'verified', method: 'pin' },
  cancel: { result: 'cancelled' },
  fail: { result: 'failed' },
  lost: { result: 'invalidated' },
} as const satisfies Record<string, UserVerificationOutcome>;
export type VerificationChoice = keyof typeof verificationOutcomes;

export interface DeviceOptions extends CommonOptions {
  readonly name: string;
  readonly verify?: VerificationChoice;
}

export interface SimulatedDevice {
  readonly name: string;
  readonly path: string;
  readonly settings: DeviceSettings;
  readonly authenticator: DeviceAuthenticator;
}

export function createSimulatedDevice(
  path: string,
  device: { name: string; settings: DeviceSettings; verify?: VerificationChoice },
): SimulatedDevice {
  const { name, settings } = device;
  const fixedAt = settings.clock === undefined ? undefined : Date.parse(settings.clock);
  const outcome = verificationOutcomes[device.verify ?? 'ok'];
  const ports = createNodePorts({
    path,
    userVerification: { verify: () => Promise.resolve(outcome) },
    ...(settings.seed === undefined ? {} : { seed: settings.seed }),
    ...(fixedAt === undefined ? {} : { clock: { now: () => fixedAt } }),
  });
  const seeded = settings.seed !== undefined;
  const authenticator = createDeviceAuthenticator(ports, {
    orgUrl: settings.orgUrl,
    clientId: settings.clientId,
    application: { name: 'countersign-cli', version: '0.1.0' },
    device: {
      platform: 'NODE',
      // A seeded device is the same one on every machine.
      osVersion: seeded ? 'simulated' : release(),
      displayName: seeded ? `${name} (simulated)` : `${name} (simulated on ${hostname()})`,
      manufacturer: 'Countersign',
      model: 'Simulated device',
      secureHardwarePresent: false,
      screenLockType: 'NONE',
    },
    answerTime: seeded && fixedAt === undefined ? 'challenge' : 'clock',
  });
  return { name, path, settings, authenticator };
}

/** A device that was enrolled before. */
export async function openSimulatedDevice(context: CommandContext, options: DeviceOptions): Promise<SimulatedDevice> {
  const path = devicePath(homeFolder(context, options), options.name);
  const settings = existsSync(path) ? await readSettings(path) : undefined;
  if (settings === undefined) throw notEnrolled(options.name);
  return createSimulatedDevice(path, { name: options.name, settings, ...(options.verify === undefined ? {} : { verify: options.verify }) });
}

/** Its enrollments; throws when it has none. */
export async function getEnrollments(device: SimulatedDevice): Promise<readonly Enrollment[]> {
  const enrollments = await device.authenticator.allEnrollments();
  if (enrollments.length === 0) throw notEnrolled(device.name);
  return enrollments;
}

function notEnrolled(name: string): CliError {
  return new CliError({
    code: 'not_enrolled',
    message: `The device ${name} is not enrolled.`,
    next: `Enrol it: countersign device enroll --name ${name}`,
    exitCode: exitCodes.notSetUp,
  });
}
