import { isDeviceError, type DeviceErrorCode } from '@countersign/devices-sdk';
import { exitCodes, type ExitCode } from './exit-codes.js';

/** An expected failure: what happened and what to do next, in words for the person at the terminal. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** For scripts that read `--json`. */
  readonly code: string;
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor(failure: { code: string; message: string; next: string; exitCode: ExitCode; cause?: unknown }) {
    super(failure.message, { cause: failure.cause });
    this.code = failure.code;
    this.next = failure.next;
    this.exitCode = failure.exitCode;
  }
}

const deviceExitCodes: Partial<Record<DeviceErrorCode, ExitCode>> = {
  network_error: exitCodes.network,
  challenge_closed: exitCodes.expired,
  challenge_expired: exitCodes.expired,
  enrollment_not_found: exitCodes.notSetUp,
  invalid_configuration: exitCodes.usage,
  key_missing: exitCodes.notSetUp,
  number_required: exitCodes.usage,
  policy_not_found: exitCodes.notSetUp,
  storage_error: exitCodes.failure,
};

/** Anything that was thrown, as a CliError; undefined for a fault of our own. */
export function asCliError(error: unknown): CliError | undefined {
  if (error instanceof CliError) return error;
  if (!isDeviceError(error)) return undefined;
  const exitCode = deviceExitCodes[error.code] ?? exitCodes.refused;
  const message = error.message.replace(` ${error.nextStep}`, '');
  return new CliError({ code: error.code, message, next: nextSteps[error.code] ?? error.nextStep, exitCode, cause: error });
}

/** Where the SDK speaks to the developer of an app, and the terminal has a shorter way. */
const nextSteps: Partial<Record<DeviceErrorCode, string>> = {
  access_token_rejected: 'Sign in again: countersign device enroll.',
  enrollment_deleted: 'Enrol again: countersign device enroll.',
  enrollment_not_found: 'Enrol again: countersign device enroll.',
  key_missing: 'Enrol again: countersign device enroll.',
  number_required: 'Name the number the application shows: countersign device approve --number 52.',
  network_error: 'Is the server running? Start it with: npm start.',
  user_verification_required: 'Enrol with --user-verification.',
};
