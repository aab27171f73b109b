import type { TransactionType } from '@countersign/contracts/wire';
import type { DeviceContext } from './context.js';
import { listHistory, type HistoryEntry } from './history.js';
import { retrieveMaintenanceToken, type MaintenanceToken } from './maintenance-token.js';
import { retrievePushChallenges, type PendingChallenges } from './pending-challenges.js';
import type { EnrollmentRecord } from './records.js';
import type { TransactionReport } from './report-transaction.js';
import { stateAfter, type EnrollmentState } from './server-errors.js';
import type { CibaUpdate, PushTokenUpdate, UserVerificationUpdate } from './update-enrollment.js';

/** One user's registration on this device: what it is now, and what can be done with it. A change returns a new value. */
export interface Enrollment {
  readonly id: string;
  readonly userId: string;
  readonly username: string | undefined;
  readonly authenticatorId: string;
  readonly deviceId: string;
  readonly createdDate: string | undefined;
  readonly transactionTypes: readonly TransactionType[];
  /** True when a user-verification key or a passkey is enrolled. */
  readonly userVerification: boolean;
  /** What the org was last told; empty where pushes are off. Undefined until it is known. */
  readonly pushToken: string | undefined;
  /** By the server's last word: `suspended` may pass, `reset` and `deleted` do not. */
  readonly state: EnrollmentState;
  updatePushToken(update: PushTokenUpdate): Promise<Enrollment>;
  setUserVerification(update: UserVerificationUpdate): Promise<Enrollment>;
  setCiba(update: CibaUpdate): Promise<Enrollment>;
  /** Default scope: `okta.myAccount.appAuthenticator.maintenance.manage`. */
  retrieveMaintenanceToken(scopes?: readonly string[]): Promise<MaintenanceToken>;
  /** Without a token a maintenance token is used. */
  retrievePushChallenges(options?: { readonly accessToken?: string }): Promise<PendingChallenges>;
  /** The last 30 decisions made on this device, newest first. They are kept here only, and go with the enrollment. */
  history(): Promise<readonly HistoryEntry[]>;
  /** Tells the org that a request was not right, after a denial or later. */
  report(report: TransactionReport): Promise<void>;
  /** Ends it at the org, then here. Throws and keeps it when the org cannot be told. */
  delete(options: { readonly accessToken: string }): Promise<void>;
  deleteFromDevice(): Promise<void>;
}

// imported when they are used: what shows and answers requests does not wait for them
const updates = () => import('./update-enrollment.js');
const deletion = () => import('./delete-enrollment.js');

export function createEnrollment(context: DeviceContext, record: EnrollmentRecord): Enrollment {
  const id = record.enrollmentId;
  const changed = async (change: Promise<EnrollmentRecord>) => createEnrollment(context, await change);
  return {
    id,
    userId: record.userId,
    username: record.username,
    authenticatorId: record.authenticatorId,
    deviceId: record.deviceId,
    createdDate: record.createdDate,
    transactionTypes: record.transactionTypes,
    userVerification: record.userVerificationKid !== undefined,
    pushToken: record.pushToken,
    state: stateAfter(record.lastErrorCode),
    updatePushToken: async (update) => changed((await updates()).updatePushToken(context, id, update)),
    setUserVerification: async (update) => changed((await updates()).setUserVerification(context, id, update)),
    setCiba: async (update) => changed((await updates()).setCiba(context, id, update)),
    retrieveMaintenanceToken: (scopes) => retrieveMaintenanceToken(context, id, scopes),
    retrievePushChallenges: (options) => retrievePushChallenges(context, id, options),
    history: () => listHistory(context, id),
    report: async (report) => (await import('./report-transaction.js')).reportTransaction(context, id, report),
    delete: async (options) => (await deletion()).deleteEnrollment(context, id, options.accessToken),
    deleteFromDevice: async () => (await deletion()).deleteFromDevice(context, id),
  };
}
