import type { Challenge, DeviceError } from '@countersign/devices-sdk';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { pause } from '../client/pause.js';
import { getEnrollments, type SimulatedDevice } from './simulated-device.js';

export interface Pending {
  readonly challenges: readonly Challenge[];
  readonly refused: readonly DeviceError[];
}

/** What waits for an answer of any account on the device. */
export async function pullPending(device: SimulatedDevice): Promise<Pending> {
  const enrollments = await getEnrollments(device);
  const lists = await Promise.all(enrollments.map((enrollment) => enrollment.retrievePushChallenges()));
  return { challenges: lists.flatMap((list) => list.challenges), refused: lists.flatMap((list) => list.refused) };
}

/** The challenge to answer: the named one, or the only one. Waits up to `waitSeconds` for it. */
export async function findPending(
  device: SimulatedDevice,
  wanted: { readonly transactionId?: string | undefined; readonly waitSeconds: number; readonly signal: AbortSignal },
): Promise<Challenge> {
  const deadline = Date.now() + wanted.waitSeconds * 1000;
  for (;;) {
    const { challenges, refused } = await pullPending(device);
    const matching = challenges.filter(({ transactionId }) => wanted.transactionId === undefined || wanted.transactionId === transactionId);
    const [first, second] = matching;
    if (second !== undefined) throw several(matching);
    if (first !== undefined) return first;
    const [reason] = refused;
    if (reason !== undefined) throw reason;
    if (Date.now() >= deadline) throw nothing();
    await pause(Math.min(1000, deadline - Date.now()), wanted.signal);
  }
}

function several(challenges: readonly Challenge[]): CliError {
  return new CliError({
    code: 'several_pending',
    message: `${challenges.length} requests wait: ${challenges.map((challenge) => challenge.transactionId).join(', ')}.`,
    next: 'Name the one to answer; countersign device list --pending shows them.',
    exitCode: exitCodes.usage,
  });
}

function nothing(): CliError {
  return new CliError({
    code: 'nothing_pending',
    message: 'Nothing waits for an answer on this device.',
    next: 'Send a request (countersign request), or wait for one with --wait SECONDS.',
    exitCode: exitCodes.nothingPending,
  });
}
