/** Changing an enrollment (devices protocol 1.6): merge patches, where absent keeps and null deletes. */
import type { TransactionType } from '@countersign/contracts/wire';
import { callServer } from './call-server.js';
import type { DeviceContext } from './context.js';
import { getEnrollmentRecord, rememberOutcome, succeeded } from './enrollment-outcome.js';
import { parseEnrollmentResponse } from './enrollment-response.js';
import { DeviceError, isDeviceError } from './errors.js';
import { withMaintenanceToken } from './maintenance-token.js';
import { changeEnrollmentRecord, listEnrollmentRecords, type EnrollmentRecord } from './records.js';
import {
  canVerifyUser,
  discardUserVerification,
  dropUserVerification,
  prepareUserVerification,
  userVerificationOf,
  type PreparedUserVerification,
} from './user-verification-key.js';

export interface PushTokenUpdate {
  readonly pushToken: string;
  /** Without it a maintenance token is used. */
  readonly accessToken?: string;
}

/** Tells every enrollment whose token differs; all are tried before the first failure is thrown. */
export async function updatePushTokens(context: DeviceContext, pushToken: string): Promise<void> {
  const stale = (await listEnrollmentRecords(context)).filter((record) => record.pushToken !== pushToken);
  const results = await Promise.allSettled(stale.map((record) => updatePushToken(context, record.enrollmentId, { pushToken })));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

export interface CibaUpdate {
  readonly enabled: boolean;
  /** Without it a maintenance token is used. */
  readonly accessToken?: string;
}

export interface UserVerificationUpdate {
  readonly enabled: boolean;
  /** Of the user, with the scope `okta.myAccount.appAuthenticator.manage`: keys are never changed silently. */
  readonly accessToken: string;
}

export async function updatePushToken(context: DeviceContext, id: string, update: PushTokenUpdate): Promise<EnrollmentRecord> {
  await rememberOutcome(context, id, () =>
    withMaintenanceToken(context, { enrollmentId: id, accessToken: update.accessToken }, (token) =>
      patch(context, id, token, { pushToken: update.pushToken }),
    ),
  );
  return changeEnrollmentRecord(context, id, (record) => ({ ...succeeded(record), pushToken: update.pushToken }));
}

export async function setCiba(context: DeviceContext, id: string, update: CibaUpdate): Promise<EnrollmentRecord> {
  const transactionTypes: TransactionType[] = update.enabled ? ['LOGIN', 'CIBA'] : ['LOGIN'];
  const body = await rememberOutcome(context, id, () =>
    withMaintenanceToken(context, { enrollmentId: id, accessToken: update.accessToken }, (token) =>
      patch(context, id, token, { capabilities: { transactionTypes } }),
    ),
  );
  const { methodId, pendingHref } = parseEnrollmentResponse(context, body);
  return changeEnrollmentRecord(context, id, (record) => ({ ...succeeded(record), methodId, pendingHref, transactionTypes }));
}

/** Enabling again while the key is healthy sends the same key, which changes nothing; a passkey is always made anew. */
export async function setUserVerification(context: DeviceContext, id: string, update: UserVerificationUpdate): Promise<EnrollmentRecord> {
  if (!update.enabled) return removeUserVerification(context, id, update.accessToken);
  if (!canVerifyUser(context)) throw new DeviceError('user_verification_unavailable');
  const before = await getEnrollmentRecord(context, id);
  const key = await currentOrNewKey(context, before);
  try {
    const body = await rememberOutcome(context, id, () => patch(context, id, update.accessToken, { keys: { userVerification: key.jwk } }));
    const { methodId, pendingHref } = parseEnrollmentResponse(context, body);
    await dropUserVerification(context, before, key.jwk.kid);
    const kept = userVerificationOf(key);
    return await changeEnrollmentRecord(context, id, (record) => ({ ...withoutKey(record), methodId, pendingHref, ...kept }));
  } catch (error) {
    // A lost answer may mean that the server has the new key: then it stays, and the next call sends it again.
    if (!isDeviceError(error) || error.status !== undefined) await discardUserVerification(context, key);
    throw error;
  }
}

async function currentOrNewKey(context: DeviceContext, record: EnrollmentRecord): Promise<PreparedUserVerification> {
  const { userVerificationKid: kid, enrollmentId, username } = record;
  const current = kid === undefined || context.ports.passkey !== undefined ? undefined : await context.ports.keys.find(kid);
  if (current !== undefined) return { jwk: current, passkey: false, isNew: false };
  return prepareUserVerification(context, { ordinal: enrollmentId, userName: username ?? context.application.name });
}

async function removeUserVerification(context: DeviceContext, id: string, accessToken: string): Promise<EnrollmentRecord> {
  const before = await getEnrollmentRecord(context, id);
  const body = await rememberOutcome(context, id, () => patch(context, id, accessToken, { keys: { userVerification: null } }));
  const { methodId, pendingHref } = parseEnrollmentResponse(context, body);
  await dropUserVerification(context, before, undefined);
  return changeEnrollmentRecord(context, id, (record) => ({ ...withoutKey(record), methodId, pendingHref }));
}

async function patch(context: DeviceContext, id: string, accessToken: string, push: object): Promise<string> {
  const response = await callServer(context, {
    method: 'PATCH',
    url: `${context.org}/idp/myaccount/app-authenticators/${encodeURIComponent(id)}`,
    accessToken,
    contentType: 'application/merge-patch+json; okta-version=1.0.0',
    body: JSON.stringify({ methods: { push } }),
  });
  return response.body;
}

function withoutKey(record: EnrollmentRecord): EnrollmentRecord {
  const { userVerificationKid: _kid, passkey: _passkey, ...rest } = succeeded(record);
  return rest;
}
