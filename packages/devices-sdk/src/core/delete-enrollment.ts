/** Ending an enrollment (devices protocol 1.7): on the server and here, or only here. */
import { acceptedVersion, callServer } from './call-server.js';
import type { DeviceContext } from './context.js';
import { dropKeys } from './device-keys.js';
import { isDeviceError } from './errors.js';
import { deleteHistory } from './history.js';
import { deleteEnrollmentRecord, deleteOrgRecord, findEnrollmentRecord, findOrgRecord, listEnrollmentRecords } from './records.js';
import { dropUserVerification } from './user-verification-key.js';

/** Answers after which the server holds nothing this device could use: the local half goes as well. */
const endedOnServer: ReadonlySet<string | undefined> = new Set([
  'E0000008',
  'E0000152',
  'E0000153',
  'E0000154',
  'E0000155',
  'E0000156',
  'E0000180',
]);

/** Needs the user's token with the scope `okta.myAccount.appAuthenticator.manage`. An enrollment already gone counts as deleted. */
export async function deleteEnrollment(context: DeviceContext, id: string, accessToken: string): Promise<void> {
  try {
    await callServer(context, {
      method: 'DELETE',
      url: `${context.org}/idp/myaccount/app-authenticators/${encodeURIComponent(id)}`,
      accessToken,
      accept: acceptedVersion,
    });
  } catch (error) {
    if (!isDeviceError(error) || !endedOnServer.has(error.serverErrorCode)) throw error;
  }
  await deleteFromDevice(context, id);
}

/** Wipes keys and records here. The server keeps an enrollment that nobody can use until a user or an administrator removes it. */
export async function deleteFromDevice(context: DeviceContext, id: string): Promise<void> {
  const record = await findEnrollmentRecord(context, id);
  context.maintenanceTokens.delete(id);
  if (record !== undefined) {
    await dropKeys(context, [record.proofOfPossessionKid], []);
    await dropUserVerification(context, record, undefined);
    await deleteEnrollmentRecord(context, id);
    await deleteHistory(context, id);
  }
  await forgetDeviceWithoutEnrollments(context);
}

async function forgetDeviceWithoutEnrollments(context: DeviceContext): Promise<void> {
  if ((await listEnrollmentRecords(context)).length > 0) return;
  const device = await findOrgRecord(context);
  if (device === undefined) return;
  await dropKeys(context, [device.clientInstanceKid], []);
  await deleteOrgRecord(context);
}
