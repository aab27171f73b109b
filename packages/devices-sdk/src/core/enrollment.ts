import type { TransactionType } from '@countersign/contracts/wire';
import type { DeviceContext } from './context.js';
import { deleteEnrollment, deleteFromDevice } from './delete-enrollment.js';
import { listHistory, type HistoryEntry } from './history.js';
import { retrieveMaintenanceToken, type MaintenanceToken } from './maintenance-token.js';
import { retrievePushChallenges, type PendingChallenges } from './pending-challenges.js';
import type { EnrollmentRecord } from './records.js';
import { reportTransaction, type TransactionReport } from './report-transaction.js';
import { stateAfter, type EnrollmentState } from './server-errors.js';
import {
  setCiba,
  setUserVerification,
  updatePushToken,
  type CibaUpdate,
  type PushTokenUpdate,
  type UserVerificationUpdate,
} from './update-enrollment.js';

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
    updatePushToken: (update) => changed(updatePushToken(context, id, update)),
    setUserVerification: (update) => changed(setUserVerification(context, id, update)),
    setCiba: (update) => changed(setCiba(context, id, update)),
    retrieveMaintenanceToken: (scopes) => retrieveMaintenanceToken(context, id, scopes),
    retrievePushChallenges: (options) => retrievePushChallenges(context, id, options),
    history: () => listHistory(context, id),
    report: (report) => reportTransaction(context, id, report),
    delete: (options) => deleteEnrollment(context, id, options.accessToken),
    deleteFromDevice: () => deleteFromDevice(context, id),
  };
}
