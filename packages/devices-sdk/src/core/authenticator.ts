/**
 * The SDK's front door: enrol this device, list its enrollments, read pushes. The rest hangs on what these return. Everything the
 * platform must do comes in through `DevicePorts`; everything the server says is checked before it is believed. What is done once in a
 * device's life is imported when it is done: web apps load it then.
 */
import type { DevicePorts } from '../ports/device-ports.js';
import type { Challenge } from './challenge.js';
import { createContext, type DeviceAuthenticatorConfig } from './context.js';
import type { EnrollOptions } from './enroll.js';
import { createEnrollment, type Enrollment } from './enrollment.js';
import { watchChallenges, type Watch, type WatchHandlers } from './live/watch-challenges.js';
import type { AuthenticatorPolicy } from './policy.js';
import { parsePush } from './push-payload.js';
import { listEnrollmentRecords } from './records.js';

export interface DeviceAuthenticator {
  /** Whether user verification is wanted or required, before enrolling. The token is optional. */
  downloadPolicy(options?: { readonly accessToken?: string }): Promise<AuthenticatorPolicy>;
  enroll(options: EnrollOptions): Promise<Enrollment>;
  /** What is enrolled on this device at this org for this app. */
  allEnrollments(): Promise<readonly Enrollment[]>;
  /** While the app is open: told of changes by the server, pulled, and handed over as complete lists. */
  watch(handlers: WatchHandlers): Watch;
  /** Tells the org the platform's push token, for every enrollment that had another. Returns all enrollments as they are now. */
  updatePushToken(pushToken: string): Promise<readonly Enrollment[]>;
  /** The challenge in a push payload, checked. */
  parsePush(payload: unknown): Promise<Challenge>;
}

/**
 * One authenticator per org and app. Keep it for the life of the process: it knows which challenges are being handled.
 *
 * @example
 * const authenticator = createDeviceAuthenticator(ports, {
 *   orgUrl: 'https://id.example.com',
 *   clientId: '0oa…',
 *   application: { name: 'com.example.approve', version: '1.0.0' },
 *   device: { platform: 'WEB', osVersion: '17', displayName: 'Jo’s laptop' },
 * });
 * const enrollment = await authenticator.enroll({ accessToken, enableCiba: true });
 * const { challenges } = await enrollment.retrievePushChallenges();
 * await challenges[0]?.resolve({ consent: ({ challenge }) => ask(challenge.lines) });
 *
 * Throws `invalid_configuration` at once for values it cannot work with.
 */
export function createDeviceAuthenticator(ports: DevicePorts, config: DeviceAuthenticatorConfig): DeviceAuthenticator {
  const context = createContext(ports, config);
  const allEnrollments = async () => (await listEnrollmentRecords(context)).map((record) => createEnrollment(context, record));
  return {
    downloadPolicy: async (options) => (await import('./policy.js')).downloadPolicy(context, options?.accessToken),
    enroll: async (options) => createEnrollment(context, await (await import('./enroll.js')).enrollDevice(context, options)),
    allEnrollments,
    watch: (handlers) => watchChallenges(context, handlers),
    async updatePushToken(pushToken) {
      await (await import('./update-enrollment.js')).updatePushTokens(context, pushToken);
      return allEnrollments();
    },
    parsePush: (payload) => parsePush(context, payload),
  };
}
