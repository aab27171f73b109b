import type { Cipher, EnrolledDevice, EnrollmentStore } from '@countersign/engine';
import type { Database } from './database.js';
import {
  type DeviceRow,
  type EnrolledDeviceRow,
  enrolledDeviceColumns,
  pushTokenPurpose,
  toDevice,
  toEnrolledDevice,
} from './enrollment-row.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

const fromEnrolled = `select ${enrolledDeviceColumns} from enrollment e join device d on d.id = e.device_id`;
/** Living enrollments before deleted ones, the latest first. */
const latestLiving = `order by (e.status = 'DELETED'), e.updated_at desc, e.id limit 1`;

/** Status is never overwritten here: an administrator may have changed it since it was read. */
const saveSql = `
with saved as (
  insert into enrollment (id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, aps_environment,
    transaction_types, keys, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (id) do update set push_token_sealed = excluded.push_token_sealed, aps_environment = excluded.aps_environment,
    transaction_types = excluded.transaction_types, keys = excluded.keys, updated_at = excluded.updated_at
  where enrollment.status <> 'DELETED' and ($14::timestamptz is null or enrollment.updated_at = $14::timestamptz)
  returning id
), saved_device as (
  insert into device (id, org_id, status, client_instance_id, client_instance_key, authenticator_app_key, profile, created_at, updated_at)
  select $4::text, $2::text, $15::text, $16::text, $17::jsonb, $18::text, $19::jsonb, $20::timestamptz, $21::timestamptz where exists (select from saved)
  on conflict (id) do update set client_instance_key = excluded.client_instance_key, authenticator_app_key = excluded.authenticator_app_key,
    profile = excluded.profile, updated_at = excluded.updated_at
), event as (
  ${insertEventsSql(`jsonb_to_recordset($22::jsonb) as v(${systemLogRecord})`)} where exists (select from saved)
)
select id from saved`;

const deleteSql = `
with gone as (
  update enrollment set status = 'DELETED', push_token_sealed = '', updated_at = $3
  where org_id = $1 and id = $2 and status <> 'DELETED' returning id
), challenges as (
  update challenge set state = 'expired' where enrollment_id in (select id from gone) and state = 'open'
), event as (
  ${insertEventsSql(`jsonb_to_recordset($4::jsonb) as v(${systemLogRecord})`)} where exists (select from gone)
)
select id from gone`;

/** Devices and what is enrolled on them. */
export function createEnrollmentStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): EnrollmentStore {
  async function findOne(name: string, condition: string, values: readonly unknown[]): Promise<EnrolledDevice | undefined> {
    const { rows } = await database.query<EnrolledDeviceRow>({ name, text: `${fromEnrolled} where ${condition}`, values });
    return rows[0] === undefined ? undefined : toEnrolledDevice(rows[0], cipher);
  }
  return {
    findById: (orgId, id) => findOne('enrollment-by-id', 'e.org_id = $1 and e.id = $2', [orgId, id]),
    findByMethodId: (orgId, methodId) => findOne('enrollment-by-method', 'e.org_id = $1 and e.method_id = $2', [orgId, methodId]),
    async findDevice(orgId, deviceId) {
      const text = 'select * from device where org_id = $1 and id = $2';
      const { rows } = await database.query<DeviceRow>({ name: 'device-by-id', text, values: [orgId, deviceId] });
      return rows[0] === undefined ? undefined : toDevice(rows[0]);
    },
    findByAppKey: (orgId, userId, authenticatorId, appKey) =>
      findOne(
        'enrollment-by-app-key',
        `e.org_id = $1 and e.user_id = $2 and e.authenticator_id = $3 and d.authenticator_app_key = $4 ${latestLiving}`,
        [orgId, userId, authenticatorId, appKey],
      ),
    findByDevice: (orgId, userId, authenticatorId, deviceId) =>
      findOne('enrollment-by-device', `e.org_id = $1 and e.user_id = $2 and e.authenticator_id = $3 and e.device_id = $4 ${latestLiving}`, [
        orgId,
        userId,
        authenticatorId,
        deviceId,
      ]),
    async save(change) {
      const { rowCount } = await database.query({ name: 'enrollment-save', text: saveSql, values: savedValues(change, cipher) });
      return rowCount === 1;
    },
    async delete({ orgId, enrollmentId, now, event }) {
      const values = [orgId, enrollmentId, toTimestamp(now), JSON.stringify([toSystemLogRow(event)])];
      const { rowCount } = await database.query({ name: 'enrollment-delete', text: deleteSql, values });
      return rowCount === 1;
    },
  };
}

function savedValues({ enrollment, device, event, readAt }: Parameters<EnrollmentStore['save']>[0], cipher: Cipher): readonly unknown[] {
  return [
    enrollment.id,
    enrollment.orgId,
    enrollment.userId,
    device.id,
    enrollment.authenticatorId,
    enrollment.status,
    enrollment.methodId,
    enrollment.pushToken === '' ? '' : cipher.encrypt(enrollment.pushToken, pushTokenPurpose),
    enrollment.apsEnvironment,
    JSON.stringify(enrollment.transactionTypes),
    enrollment.keys,
    toTimestamp(enrollment.createdAt),
    toTimestamp(enrollment.updatedAt),
    toOptionalTimestamp(readAt),
    device.status,
    device.clientInstanceId,
    device.clientInstanceKey,
    device.authenticatorAppKey,
    device.profile,
    toTimestamp(device.createdAt),
    toTimestamp(device.updatedAt),
    JSON.stringify([toSystemLogRow(event)]),
  ];
}
