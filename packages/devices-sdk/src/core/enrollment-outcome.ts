/** What is kept with an enrollment of how the server last answered for it. */
import type { DeviceContext } from './context.js';
import { DeviceError, isDeviceError } from './errors.js';
import { changeEnrollmentRecord, findEnrollmentRecord, type EnrollmentRecord } from './records.js';
import { stateAfter } from './server-errors.js';

export async function getEnrollmentRecord(context: DeviceContext, id: string): Promise<EnrollmentRecord> {
  const record = await findEnrollmentRecord(context, id);
  if (record === undefined) throw new DeviceError('enrollment_not_found');
  return record;
}

/** Keeps with the enrollment that it was suspended or removed, so that the app can show how it stands (devices protocol 4). */
export async function rememberOutcome<T>(context: DeviceContext, id: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const lastErrorCode = isDeviceError(error) ? error.serverErrorCode : undefined;
    if (lastErrorCode !== undefined && stateAfter(lastErrorCode) !== 'active') {
      // Where even this fails, the refusal itself is what matters.
      await changeEnrollmentRecord(context, id, (record) => ({ ...record, lastErrorCode })).catch(() => undefined);
    }
    throw error;
  }
}

/** After a call that went well: a suspension that has ended is forgotten. */
export function succeeded(record: EnrollmentRecord): EnrollmentRecord {
  const { lastErrorCode: _cleared, ...rest } = record;
  return rest;
}
