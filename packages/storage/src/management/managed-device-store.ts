import type { ManagedDeviceStore, SearchQuery } from '@countersign/engine';
import { notifyChallenges } from '../bus-payload.js';
import type { Database, Statement } from '../database.js';
import { toUser, type UserRow } from '../directory/user-store.js';
import { type DeviceRow, toDevice } from '../enrollment-row.js';
import { toTimestamp } from '../parameters.js';
import { type Change, changeAfter } from './change.js';
import { endedEvent, endedOf, endRequestsSql, selectEnded } from './ended-requests.js';
import { type FilterAttribute, filterSql } from './filter-sql.js';

const attributes: ReadonlyMap<string, FilterAttribute> = new Map<string, FilterAttribute>([
  ['id', { sql: 'd.id', type: 'text' }],
  ['status', { sql: 'd.status', type: 'text' }],
  ['created', { sql: 'd.created_at', type: 'time' }],
  ['lastUpdated', { sql: 'd.updated_at', type: 'time' }],
  ['profile.displayName', { sql: `(d.profile->>'displayName')`, type: 'text', foldCase: true }],
  ['profile.platform', { sql: `(d.profile->>'platform')`, type: 'text' }],
]);

const onDevice = 'select e.id from enrollment e where e.device_id = $2';
/** Pending requests that have an open challenge on this device and on no other. */
const onlyHere = `r.org_id = $1 and r.state = 'pending' and r.transaction_id in (
    select c.transaction_id from challenge c where c.state = 'open' and c.enrollment_id in (${onDevice}))
  and not exists (select from challenge o where o.transaction_id = r.transaction_id and o.state = 'open' and o.enrollment_id not in (${onDevice}))`;

export function createManagedDeviceStore({ database }: { readonly database: Database }): ManagedDeviceStore {
  return {
    async findById(orgId, id) {
      const text = 'select * from device where org_id = $1 and id = $2';
      return (await database.query<DeviceRow>({ name: 'managed-device', text, values: [orgId, id] })).rows.map(toDevice)[0];
    },
    async list(orgId, query) {
      return (await database.query<DeviceRow>(listStatement(orgId, query))).rows.map(toDevice);
    },
    async listUsers(orgId, deviceId) {
      const text = `select u.*, e.enrolled_at from directory_user u join (
          select user_id, min(created_at) as enrolled_at from enrollment where org_id = $1 and device_id = $2 and status <> 'DELETED' group by user_id) e
        on e.user_id = u.id order by u.id`;
      const { rows } = await database.query<UserRow & { enrolled_at: number }>({
        name: 'managed-device-users',
        text,
        values: [orgId, deviceId],
      });
      return rows.map((row) => ({ user: toUser(row), enrolledAt: row.enrolled_at }));
    },
    async listOfUser(orgId, userId, { after, limit }) {
      const text = `select d.*, e.enrolled_at from device d join (
          select device_id, min(created_at) as enrolled_at from enrollment where org_id = $1 and user_id = $2 and status <> 'DELETED' group by device_id) e
        on e.device_id = d.id where $3::text is null or d.id > $3 order by d.id limit $4`;
      const { rows } = await database.query<DeviceRow & { enrolled_at: number }>({
        name: 'managed-devices-of-user',
        text,
        values: [orgId, userId, after, limit],
      });
      return rows.map((row) => ({ device: toDevice(row), enrolledAt: row.enrolled_at }));
    },
    async transition(transition) {
      const { rows } = await changeAfter(database, [], transitionOf(transition));
      return endedOf(rows);
    },
    async delete({ orgId, id, event }) {
      const enrollments = {
        text: `delete from enrollment e using device d where d.id = e.device_id and d.org_id = $1 and d.id = $2 and d.status = 'DEACTIVATED'`,
        values: [orgId, id],
      };
      const text = `delete from device where org_id = $1 and id = $2 and status = 'DEACTIVATED' returning id`;
      return (await changeAfter(database, [enrollments], { name: 'device-delete', text, values: [orgId, id], event })).rowCount > 0;
    },
  };
}

/** `only` is a further condition on the device. */
export function transitionOf(
  { orgId, id, from, to, unenroll, now, event, requestEvent }: Parameters<ManagedDeviceStore['transition']>[0],
  only = 'true',
): Change {
  const text = `update device set status = $4, updated_at = $5 where org_id = $1 and id = $2 and status = any($3::text[]) and ${only} returning id`;
  const values: readonly unknown[] = [orgId, id, from, to, toTimestamp(now)];
  if (to === 'ACTIVE') {
    return {
      name: 'device-return',
      text,
      values,
      event,
      select: 'select (select count(*) from changed) as moved, array[]::text[] as ended',
    };
  }
  const challenges = `, expired as (
    update challenge set state = 'expired' where enrollment_id in (${onDevice}) and state = 'open' and exists (select from changed)
    returning enrollment_id, transaction_id
  ), told as (${notifyChallenges('expired')})`;
  const enrollments = `, unenrolled as (
    update enrollment set status = 'DELETED', push_token_sealed = '', updated_at = $5 where device_id = $2 and status <> 'DELETED' and exists (select from changed))`;
  return {
    name: unenroll ? 'device-deactivate' : 'device-suspend',
    text,
    values: [...values, endedEvent(requestEvent)],
    event,
    more: endRequestsSql(onlyHere, { now: '$5', event: '$6', challenges: false }) + challenges + (unenroll ? enrollments : ''),
    select: `${selectEnded}, (select count(*) from told) as told`,
  };
}

function listStatement(orgId: string, { after, limit, filter }: SearchQuery): Statement {
  const values: unknown[] = [orgId];
  const conditions = ['d.org_id = $1'];
  if (after !== undefined) conditions.push(`d.id > $${values.push(after)}`);
  if (filter !== undefined) conditions.push(filterSql(filter, (name) => attributes.get(name), values));
  return { text: `select d.* from device d where ${conditions.join(' and ')} order by d.id limit $${values.push(limit)}`, values };
}
