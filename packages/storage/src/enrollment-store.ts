import type { Cipher, EnrolledDevice, Enrollment, EnrollmentAddition, EnrollmentStore } from '@countersign/engine';
import { notifyChallenges } from './bus-payload.js';
import type { Database } from './database.js';
import {
  type DeviceRow,
  type EnrolledDeviceRow,
  enrolledDeviceColumns,
  pushTokenPurpose,
  toDevice,
  toEnrolledDevice,
} from './enrollment-row.js';
import { endedEvent, endedOf, endRequestsSql, selectEnded } from './management/ended-requests.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

const fromEnrolled = `select ${enrolledDeviceColumns} from enrollment e join device d on d.id = e.device_id`;
/** Living enrollments before deleted ones, the latest first. */
const latestLiving = `order by (e.status = 'DELETED'), e.updated_at desc, e.id limit 1`;

const enrollmentColumns = `id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, aps_environment,
  transaction_types, keys, created_at, updated_at`;
const deviceColumns = 'id, org_id, status, client_instance_id, client_instance_key, authenticator_app_key, profile, created_at, updated_at';
const newDevice = '$4::text, $2::text, $14::text, $15::text, $16::jsonb, $17::text, $18::jsonb, $19::timestamptz, $20::timestamptz';
/** Status is never overwritten: an administrator may have changed it since it was read. */
const updateDevice = `update set client_instance_key = excluded.client_instance_key, authenticator_app_key = excluded.authenticator_app_key,
    profile = excluded.profile, updated_at = excluded.updated_at`;
const eventSql = insertEventsSql(`jsonb_to_recordset($21::jsonb) as v(${systemLogRecord})`);

/**
 * The link an enrollment comes from, if it comes from one: locked, so that of an enrollment and a cancellation at the same time one comes
 * first. `link` is empty when it is spent.
 */
const linkSql = (id: string, org: string, user: string) => `link as materialized (
  select id from enrollment_link where id = ${id}::text and org_id = ${org} and user_id = ${user} and enrollment_id is null and cancelled_at is null
  for no key update
)`;
const linkHolds = (id: string) => `(${id}::text is null or exists (select from link))`;
const linkUsedSql = (enrollment: string, at: string) => `link_used as (
  update enrollment_link set enrollment_id = ${enrollment}, used_at = ${at}::timestamptz where id in (select id from link) and exists (select from saved)
)`;

/** Whoever holds it makes enrollments of this user alone. The next statement sees what the one before it committed. */
const lockUserSql = 'select id from directory_user where org_id = $1 and id = $2 for no key update';
const addSql = `
with owner as (
  select id from directory_user where org_id = $2 and id = $3 and status = 'ACTIVE'
), known as materialized (
  -- waits for whoever is changing it and sees what became of it
  select status from device where id = $4 for share
), blocked as (
  select from known where status <> 'ACTIVE'
), living as (
  select e.device_id, e.authenticator_id, d.authenticator_app_key, d.status from enrollment e join device d on d.id = e.device_id
  where e.user_id = $3 and e.status <> 'DELETED'
), twin as (
  select from living where authenticator_id = $5 and status <> 'DEACTIVATED' and (device_id = $4 or authenticator_app_key = $22)
), ${linkSql('$24', '$2', '$3')}, saved as (
  insert into enrollment (${enrollmentColumns})
  select $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::jsonb, $11::jsonb, $12::timestamptz,
    $13::timestamptz from owner
  where not exists (select from blocked) and not exists (select from twin) and (select count(*) from living) < $23::integer
    and ${linkHolds('$24')}
  returning id
), saved_device as (
  insert into device (${deviceColumns}) select ${newDevice} where exists (select from saved) on conflict (id) do ${updateDevice}
), ${linkUsedSql('$1', '$13')}, event as (${eventSql} where exists (select from saved))
select case when exists (select from saved) then 'added' when not exists (select from owner) then 'user-inactive'
  when exists (select from blocked) or exists (select from twin) then 'changed-meanwhile'
  when not ${linkHolds('$24')} then 'link-spent' else 'too-many' end as outcome`;

/** A change to an enrollment leaves its device alone, which may be another enrollment's too. */
const saveSql = `
with held as materialized (
  -- before the enrollment, as its deactivation does: two that lock in different order wait for each other
  select d.id from enrollment e join device d on d.id = e.device_id where e.org_id = $1 and e.id = $2 and $8::timestamptz is null
  for no key update of d
), ${linkSql('$14', '$1', '$15')}, saved as (
  update enrollment set push_token_sealed = $3, aps_environment = $4, transaction_types = $5, keys = $6, updated_at = $7
  where org_id = $1 and id = $2 and (select count(*) from held) >= 0 and status <> 'DELETED' and ($8::timestamptz is null or updated_at = $8::timestamptz)
    and ${linkHolds('$14')}
  returning device_id
), saved_device as (
  update device set client_instance_key = $9, authenticator_app_key = $10, profile = $11, updated_at = $12
  where id in (select device_id from saved) and $8::timestamptz is null
), ${linkUsedSql('$2', '$7')}, event as (
  ${insertEventsSql(`jsonb_to_recordset($13::jsonb) as v(${systemLogRecord})`)} where exists (select from saved)
)
select device_id from saved`;

/** Pending requests that have an open challenge for this enrollment and for no other. */
const onlyHere = `r.org_id = $1 and r.state = 'pending' and r.transaction_id in (
    select c.transaction_id from challenge c where c.state = 'open' and c.enrollment_id = $2)
  and not exists (select from challenge o where o.transaction_id = r.transaction_id and o.state = 'open' and o.enrollment_id <> $2)`;

const deleteSql = `
with changed as (
  update enrollment set status = 'DELETED', push_token_sealed = '', updated_at = $3
  where org_id = $1 and id = $2 and status <> 'DELETED' returning id
), event as (
  ${insertEventsSql(`jsonb_to_recordset($4::jsonb) as v(${systemLogRecord})`)} where exists (select from changed)
)${endRequestsSql(onlyHere, { now: '$3', event: '$5', challenges: false })}, challenges as (
  update challenge set state = 'expired' where enrollment_id in (select id from changed) and state = 'open'
  returning enrollment_id, transaction_id
), told as (${notifyChallenges('challenges')})
${selectEnded}, (select count(*) from told) as told`;

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
    async listOfUser(orgId, userId) {
      const text = `${fromEnrolled} where e.org_id = $1 and e.user_id = $2 and e.status <> 'DELETED' order by e.created_at, e.id`;
      const { rows } = await database.query<EnrolledDeviceRow>({ name: 'enrollments-of-user', text, values: [orgId, userId] });
      return rows.map((row) => toEnrolledDevice(row, cipher));
    },
    async add(change) {
      const { enrollment } = change;
      const results = await database.transaction([
        { name: 'enrollment-lock', text: lockUserSql, values: [enrollment.orgId, enrollment.userId] },
        { name: 'enrollment-add', text: addSql, values: addedValues(change, cipher) },
      ]);
      // the one row of `addSql`
      const row = results[1]?.rows[0] as { outcome: EnrollmentAddition } | undefined;
      if (row === undefined) throw new Error('Adding an enrollment returned no row.');
      return row.outcome;
    },
    async save(change) {
      const { rowCount } = await database.query({ name: 'enrollment-save', text: saveSql, values: savedValues(change, cipher) });
      return rowCount === 1;
    },
    async delete({ orgId, enrollmentId, now, event, requestEvent }) {
      const values = [orgId, enrollmentId, toTimestamp(now), JSON.stringify([toSystemLogRow(event)]), endedEvent(requestEvent)];
      return endedOf((await database.query({ name: 'enrollment-delete', text: deleteSql, values })).rows);
    },
  };
}

const sealed = ({ pushToken }: Enrollment, cipher: Cipher) => (pushToken === '' ? '' : cipher.encrypt(pushToken, pushTokenPurpose));

function addedValues(
  { enrollment, device, event, twinAppKey, limit, enrollmentLinkId }: Parameters<EnrollmentStore['add']>[0],
  cipher: Cipher,
): readonly unknown[] {
  return [
    enrollment.id,
    enrollment.orgId,
    enrollment.userId,
    device.id,
    enrollment.authenticatorId,
    enrollment.status,
    enrollment.methodId,
    sealed(enrollment, cipher),
    enrollment.apsEnvironment,
    JSON.stringify(enrollment.transactionTypes),
    enrollment.keys,
    toTimestamp(enrollment.createdAt),
    toTimestamp(enrollment.updatedAt),
    device.status,
    device.clientInstanceId,
    device.clientInstanceKey,
    device.authenticatorAppKey,
    device.profile,
    toTimestamp(device.createdAt),
    toTimestamp(device.updatedAt),
    JSON.stringify([toSystemLogRow(event)]),
    twinAppKey,
    limit,
    enrollmentLinkId,
  ];
}

function savedValues(
  { enrollment, device, event, readAt, enrollmentLinkId }: Parameters<EnrollmentStore['save']>[0],
  cipher: Cipher,
): readonly unknown[] {
  return [
    enrollment.orgId,
    enrollment.id,
    sealed(enrollment, cipher),
    enrollment.apsEnvironment,
    JSON.stringify(enrollment.transactionTypes),
    enrollment.keys,
    toTimestamp(enrollment.updatedAt),
    toOptionalTimestamp(readAt),
    device.clientInstanceKey,
    device.authenticatorAppKey,
    device.profile,
    toTimestamp(device.updatedAt),
    JSON.stringify([toSystemLogRow(event)]),
    enrollmentLinkId,
    enrollment.userId,
  ];
}
