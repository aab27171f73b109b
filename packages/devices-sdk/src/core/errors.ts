/** Every way a call of the SDK can fail, with what happened and what the developer can do next. */
const catalogue = {
  access_denied: {
    text: 'The server refused the operation to this access token.',
    next: 'Ask for a token with the scope okta.myAccount.appAuthenticator.manage, by the user who owns the enrollment.',
  },
  access_token_rejected: {
    text: 'The server did not accept the access token.',
    next: 'Sign in again or refresh the token, then repeat the call.',
  },
  account_not_found_for_challenge: {
    text: 'No enrollment on this device belongs to the challenge.',
    next: 'Ignore the push. If it comes again, the server still holds an old enrollment: delete it there.',
  },
  answer_refused: {
    text: 'The server did not accept the answer.',
    next: 'Pull the pending challenges again. If user verification is required, enrol a user-verification key first.',
  },
  challenge_already_answered: {
    text: 'This device has already answered the challenge.',
    next: 'Nothing is left to do: each transaction is answered once.',
  },
  challenge_closed: {
    text: 'The challenge is no longer open: answered elsewhere, cancelled or expired.',
    next: 'Tell the user that nothing was approved here, and pull the pending challenges again.',
  },
  challenge_expired: {
    text: 'The challenge has expired.',
    next: 'Tell the user that nothing was approved. If challenges expire at once, the clock of the device is wrong.',
  },
  challenge_in_progress: {
    text: 'The challenge is already being shown.',
    next: 'Wait for the first call of resolve to end; a push and a pull may bring the same challenge twice.',
  },
  challenge_malformed: {
    text: 'The challenge does not have the form of a push challenge.',
    next: 'Do not show it. Pull the pending challenges to see what is really asked.',
  },
  challenge_not_for_this_app: {
    text: 'The challenge is meant for another org, app or account.',
    next: 'Do not show it. Check that orgUrl and clientId are those the server is configured with.',
  },
  challenge_untrusted: {
    text: 'The challenge is not signed by the org.',
    next: 'Do not show it. If every challenge fails, check that orgUrl reaches the right server.',
  },
  device_deleted: {
    text: 'The server no longer knows this device.',
    next: 'Delete the enrollment from the device and enrol again.',
  },
  device_suspended: {
    text: 'The device is suspended.',
    next: 'An administrator can reactivate it; keep the enrollment until then.',
  },
  display_mismatch: {
    text: 'What should be shown is not what the org signed.',
    next: 'Do not show it and do not answer it. Pull again; if it happens again, something between server and app changes the texts.',
  },
  enrollment_deleted: {
    text: 'The enrollment was removed on the server.',
    next: 'Delete it from the device and enrol again.',
  },
  enrollment_not_found: {
    text: 'There is no such enrollment.',
    next: 'Delete it from the device if it is still listed, and enrol again.',
  },
  enrollment_suspended: {
    text: 'The enrollment is suspended.',
    next: 'An administrator can reactivate it; keep it until then.',
  },
  invalid_configuration: {
    text: 'The SDK is configured with values it cannot work with.',
    next: 'Correct the value the message names: orgUrl must be an https origin (http only on this machine).',
  },
  invalid_server_response: {
    text: 'The server answered in a form the device protocol does not know.',
    next: 'Check that orgUrl points at the org and that no proxy answers in its place.',
  },
  key_missing: {
    text: 'A private key of this device is gone.',
    next: 'The storage was cleared: delete the enrollment from the device and enrol again.',
  },
  key_protection_not_met: {
    text: 'The authenticator wants keys in hardware.',
    next: 'Enrol on a device whose key store keeps keys in hardware, or relax the authenticator.',
  },
  live_channel_unavailable: {
    text: 'This platform has no live channel.',
    next: 'Hand in the port live, or pull from time to time.',
  },
  maintenance_token_refused: {
    text: 'The server gave no maintenance token for this enrollment.',
    next: 'Check the clock of the device and that the enrollment still exists; else sign in and use that access token.',
  },
  network_error: {
    text: 'No answer came from the server.',
    next: 'Check the connection and try again.',
  },
  number_required: {
    text: 'The challenge asks for a number, and the approval names none that fits.',
    next: 'Let consent return { choice, number }: one of numberChoices, or the digits the person typed.',
  },
  policy_not_found: {
    text: 'The org has no active authenticator for this client.',
    next: 'Bind the mobile client to a custom app authenticator and activate it; check clientId.',
  },
  push_not_offered: {
    text: 'The authenticator offers no push method to enrol.',
    next: 'Activate the push method of the authenticator.',
  },
  push_not_recognized: {
    text: 'The push does not carry a challenge.',
    next: 'Hand it to the other parts of your app: it is not for this SDK.',
  },
  rate_limited: {
    text: 'The server asks to slow down.',
    next: 'Wait a minute before the next call.',
  },
  resource_not_found: {
    text: 'The server does not know the resource.',
    next: 'Check orgUrl and that the enrollment belongs to the user of the access token.',
  },
  server_error: {
    text: 'The server could not carry out the call.',
    next: 'Try again later; the error id in the answer helps whoever runs the server.',
  },
  storage_error: {
    text: 'The storage of the device failed.',
    next: 'Look at the cause. Records that cannot be read are gone: enrol again.',
  },
  token_untrusted: {
    text: 'The token is not a valid one of this issuer.',
    next: 'Check that issuer and audience are those the token was asked for, and the clock of this machine.',
  },
  transaction_type_not_enabled: {
    text: 'The challenge is a transaction, and transactions are switched off for this enrollment.',
    next: 'Call setCiba with enabled true if the user wants to approve transactions here.',
  },
  user_deleted: {
    text: 'The user no longer exists.',
    next: 'Delete the enrollment from the device.',
  },
  user_suspended: {
    text: 'The user is not active.',
    next: 'An administrator can reactivate the user; keep the enrollment until then.',
  },
  user_verification_cancelled: {
    text: 'The person closed the prompt, or it could not recognise them.',
    next: 'Offer to try again, or enrol without user verification if the policy allows it.',
  },
  user_verification_required: {
    text: 'The authenticator requires user verification.',
    next: 'Enrol with enableUserVerification true, and do not switch it off.',
  },
  user_verification_unavailable: {
    text: 'This platform cannot verify the user.',
    next: 'Hand in a UserVerifier or passkeys, or enrol without user verification.',
  },
  validation_failed: {
    text: 'The server found a value it cannot accept.',
    next: 'Compare the values handed to the SDK with its documentation; the details say which one.',
  },
  wrong_number: {
    text: 'The number was not the one the application shows: the transaction is denied.',
    next: 'Tell the user that nothing was approved; the application can ask again.',
  },
} as const satisfies Record<string, { text: string; next: string }>;

/** Stable: a code never changes its meaning, so that callers can switch over it. */
export type DeviceErrorCode = keyof typeof catalogue;

export interface DeviceErrorFacts {
  /** One clause that narrows down what happened; never a secret, never text from a push. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** `errorCode` of the server's answer, or `error` of an OAuth answer. */
  readonly serverErrorCode?: string;
  /** HTTP status of the server's answer. */
  readonly status?: number;
}

/** The one error of the SDK. Branch on `code`, show `nextStep` to developers, never to users. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: DeviceErrorCode;
  readonly nextStep: string;
  readonly serverErrorCode: string | undefined;
  readonly status: number | undefined;

  constructor(code: DeviceErrorCode, facts: DeviceErrorFacts = {}) {
    const entry = catalogue[code];
    const detail = facts.detail === undefined ? '' : ` (${facts.detail})`;
    super(`${entry.text}${detail} ${entry.next}`, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.nextStep = entry.next;
    this.serverErrorCode = facts.serverErrorCode;
    this.status = facts.status;
  }
}

/** True for the SDK's own errors, also when they come from another copy of it or another JavaScript realm. */
export function isDeviceError(error: unknown): error is DeviceError {
  return error instanceof Error
    ? error.name === 'DeviceError' && 'code' in error
    : typeof error === 'object' && error !== null && 'name' in error && error.name === 'DeviceError' && 'code' in error;
}
