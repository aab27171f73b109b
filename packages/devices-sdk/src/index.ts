/** The Devices SDK without a platform: hand it the ports, or take them from `./browser`, `./node` or `./react-native`. */
export { createDeviceAuthenticator, type DeviceAuthenticator } from './core/authenticator.js';
export type { Challenge } from './core/challenge.js';
export type { DeviceAuthenticatorConfig, DeviceProfile } from './core/context.js';
export type { EnrollOptions } from './core/enroll.js';
export type { Enrollment } from './core/enrollment.js';
export type { HistoryEntry, HistoryOutcome, ReportReason } from './core/history.js';
export type { LiveState } from './core/live/live-connection.js';
export type { PendingOfEnrollment, Watch, WatchHandlers } from './core/live/watch-challenges.js';
export { DeviceError, isDeviceError, type DeviceErrorCode } from './core/errors.js';
export type { MaintenanceToken } from './core/maintenance-token.js';
export type { PendingChallenges } from './core/pending-challenges.js';
export type { AuthenticatorPolicy } from './core/policy.js';
export { parseWakeUp, type WakeUp } from './core/push-payload.js';
export type {
  ChallengeHandlers,
  CompletedStep,
  ConsentAnswer,
  ConsentChoice,
  ConsentStep,
  MessageReason,
  MessageStep,
  UserVerificationStep,
} from './core/remediation.js';
export type { TransactionReport } from './core/report-transaction.js';
export type { EnrollmentState } from './core/server-errors.js';
export { verifyServerToken, type TokenExpectations } from './core/verify-server-token.js';
export type { CibaUpdate, PushTokenUpdate, UserVerificationUpdate } from './core/update-enrollment.js';
export type { Clock } from './ports/clock.js';
export type { DevicePorts } from './ports/device-ports.js';
export type { Digest } from './ports/digest.js';
export type { KeyPurpose, KeyStore, SigningRefusal, SigningResult } from './ports/key-store.js';
export type { Connectivity, LiveChannel, PageGroup, StreamEnd, StreamReceiver, StreamRequest } from './ports/live-channel.js';
export type { PasskeyRefusal, PasskeyRegistration, Passkeys } from './ports/passkey.js';
export type { PushTokenSource } from './ports/push-token.js';
export type { Random } from './ports/random.js';
export type { RsaVerificationKey, SignatureVerifier } from './ports/signature-verifier.js';
export type { Storage } from './ports/storage.js';
export type { Transport, TransportRequest, TransportResponse } from './ports/transport.js';
export type { UserVerificationOutcome, UserVerifier, VerificationMethod } from './ports/user-verification.js';
