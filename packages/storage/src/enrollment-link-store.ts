import type { EnrollmentLink, EnrollmentLinkStore, LogEntity } from '@countersign/engine';
import type { Database } from './database.js';
import { change, changeAfter } from './management/change.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

interface LinkRow {
  readonly id: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly authenticator_id: string;
  readonly created_by: LogEntity;
  readonly auth_time: number | null;
  readonly amr: readonly string[] | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly opened_at: number | null;
  readonly grant_id: string | null;
  readonly used_at: number | null;
  readonly enrollment_id: string | null;
  readonly device_name: string | null;
  readonly cancelled_at: number | null;
}

const fromLinks = `select l.*, d.profile->>'displayName' as device_name from enrollment_link l
left join enrollment e on e.id = l.enrollment_id left join device d on d.id = e.device_id`;

/** Links of one user are made one after the other: the next statement sees what the one before it committed. */
const lockUserSql = 'select id from directory_user where org_id = $1 and id = $2 for no key update';
const insertSql = `insert into enrollment_link (id, org_id, user_id, authenticator_id, code_hash, created_by, auth_time, amr, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`;
/** There is one at most, so the event is written once at most. */
const supersedeSql = `with superseded as (
  update enrollment_link set cancelled_at = $4::timestamptz where org_id = $1 and user_id = $2 and authenticator_id = $3
    and enrollment_id is null and cancelled_at is null and expires_at > $4::timestamptz returning id
) ${insertEventsSql(`(
  select v.uuid, v.org_id, v.published_at, v.event_type, v.severity, v.display_message, v.actor,
    v.targets || jsonb_build_array(jsonb_build_object('id', s.id, 'type', 'EnrollmentLink')) as targets, v.outcome, v.request, v.debug_data
  from jsonb_to_recordset($5::jsonb) as v(${systemLogRecord}) cross join superseded s
) e`)}`;

const openSql = `update enrollment_link set opened_at = $3::timestamptz, grant_id = $4, expires_at = $5::timestamptz
where org_id = $1 and id = $2 and opened_at is null and enrollment_id is null and cancelled_at is null and expires_at > $3::timestamptz returning id`;
const cancelSql = `update enrollment_link set cancelled_at = $3::timestamptz
where org_id = $1 and id = $2 and enrollment_id is null and cancelled_at is null and expires_at > $3::timestamptz returning id`;

export function createEnrollmentLinkStore({ database }: { readonly database: Database }): EnrollmentLinkStore {
  async function list(name: string, condition: string, values: readonly unknown[]): Promise<readonly EnrollmentLink[]> {
    const { rows } = await database.query<LinkRow>({ name, text: `${fromLinks} where ${condition}`, values });
    return rows.map(toLink);
  }
  return {
    async create({ link, codeHash, event, supersededEvent }) {
      const { orgId, userId, authenticatorId, createdAt, authentication } = link;
      const now = toTimestamp(createdAt);
      const superseded = [orgId, userId, authenticatorId, now, JSON.stringify([toSystemLogRow(supersededEvent)])];
      const values = [
        link.id,
        orgId,
        userId,
        authenticatorId,
        codeHash,
        link.createdBy,
        toOptionalTimestamp(authentication?.authTime),
        authentication === undefined ? undefined : JSON.stringify(authentication.amr),
        now,
        toTimestamp(link.expiresAt),
      ];
      await changeAfter(
        database,
        [
          { name: 'enrollment-link-lock', text: lockUserSql, values: [orgId, userId] },
          { name: 'enrollment-link-supersede', text: supersedeSql, values: superseded },
        ],
        { name: 'enrollment-link-insert', text: insertSql, values, event },
      );
    },
    async findById(orgId, id) {
      return (await list('enrollment-link-by-id', 'l.org_id = $1 and l.id = $2', [orgId, id]))[0];
    },
    async findByCode(orgId, codeHash) {
      return (await list('enrollment-link-by-code', 'l.org_id = $1 and l.code_hash = $2', [orgId, codeHash]))[0];
    },
    listOfUser: (orgId, userId, limit) =>
      list('enrollment-links-of-user', 'l.org_id = $1 and l.user_id = $2 order by l.created_at desc, l.id limit $3', [
        orgId,
        userId,
        limit,
      ]),
    open({ orgId, id, grantId, now, expiresAt, event }) {
      const values = [orgId, id, toTimestamp(now), grantId, toTimestamp(expiresAt)];
      return change(database, { name: 'enrollment-link-open', text: openSql, values, event });
    },
    cancel({ orgId, id, now, event }) {
      return change(database, { name: 'enrollment-link-cancel', text: cancelSql, values: [orgId, id, toTimestamp(now)], event });
    },
  };
}

function toLink(row: LinkRow): EnrollmentLink {
  return {
    id: row.id,
    orgId: row.org_id,
    userId: row.user_id,
    authenticatorId: row.authenticator_id,
    createdBy: row.created_by,
    authentication: row.auth_time === null ? undefined : { authTime: row.auth_time, amr: row.amr ?? [] },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    openedAt: row.opened_at ?? undefined,
    grantId: row.grant_id ?? undefined,
    usedAt: row.used_at ?? undefined,
    enrollmentId: row.enrollment_id ?? undefined,
    deviceName: row.device_name ?? undefined,
    cancelledAt: row.cancelled_at ?? undefined,
  };
}
