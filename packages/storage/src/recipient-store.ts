import type { Cipher, Recipient, RecipientQuestion, RecipientStore } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { toUser, type UserRow } from './directory/user-store.js';
import { type EnrollmentRow, toEnrollment } from './enrollment-row.js';
import { inputRows, toInput } from './input-rows.js';

/** The login wins over an e-mail address; an address counts only when one user alone has it (okta-api 1.2). */
const recipientSql = `
select i.ordinal, u.*, to_jsonb(g.ids) as group_ids,
  coalesce((a.document->'settings'->>'implicitAssignment')::boolean, false)
    or exists (select from app_user m where m.app_id = a.id and m.user_id = u.id)
    or exists (select from app_group m where m.app_id = a.id and m.group_id = any(g.ids)) as assigned,
  exists (select from client_block b where b.user_id = u.id and b.client_id = a.client_id) as client_blocked,
  coalesce((
    select jsonb_agg(to_jsonb(e) order by e.created_at, e.id) from enrollment e join device d on d.id = e.device_id and d.status = 'ACTIVE'
    where e.user_id = u.id and e.authenticator_id = i.authenticator_id and e.status = 'ACTIVE' and e.transaction_types ? 'CIBA'
  ), '[]') as enrollments
from ${inputRows(1, 'org_id text, app_id text, authenticator_id text, login text, user_id text')} i
join app a on a.id = i.app_id and a.org_id = i.org_id
cross join lateral (
  select coalesce(
    (select id from directory_user where org_id = i.org_id and id = i.user_id),
    (select id from directory_user where org_id = i.org_id and lower(login) = lower(i.login)),
    (select max(id) from directory_user where org_id = i.org_id and lower(email) = lower(i.login) having count(*) = 1)
  ) as id
) named
join directory_user u on u.id = named.id
cross join lateral (
  select array(
    select id from directory_group where org_id = i.org_id and kind = 'BUILT_IN'
    union select group_id from group_member where user_id = u.id
  ) as ids
) g`;

interface RecipientRow extends UserRow {
  readonly ordinal: number;
  readonly assigned: boolean;
  readonly client_blocked: boolean;
  readonly group_ids: readonly string[];
  readonly enrollments: readonly JsonEnrollmentRow[];
}

/** Times inside JSON are ISO 8601 texts. */
type JsonEnrollmentRow = Omit<EnrollmentRow, 'created_at' | 'updated_at'> & { readonly created_at: string; readonly updated_at: string };

export function createRecipientStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): RecipientStore {
  const find = createBatch<RecipientQuestion, Recipient | undefined>({
    async flush(questions) {
      const values = [toInput(questions.map(toInputRow))];
      const { rows } = await database.query<RecipientRow>({ name: 'recipients-find', text: recipientSql, values });
      const found = new Map(rows.map((row) => [row.ordinal, row]));
      return questions.map((_, ordinal) => {
        const row = found.get(ordinal);
        return row === undefined ? undefined : toRecipient(row, cipher);
      });
    },
  });
  return { find };
}

function toInputRow({ orgId, appId, authenticatorId, hint }: RecipientQuestion): object {
  return {
    org_id: orgId,
    app_id: appId,
    authenticator_id: authenticatorId,
    ...('userId' in hint ? { user_id: hint.userId } : { login: hint.login }),
  };
}

function toRecipient(row: RecipientRow, cipher: Cipher): Recipient {
  return {
    user: toUser(row),
    assigned: row.assigned,
    clientBlocked: row.client_blocked,
    groupIds: row.group_ids,
    enrollments: row.enrollments.map((enrollment) =>
      toEnrollment({ ...enrollment, created_at: Date.parse(enrollment.created_at), updated_at: Date.parse(enrollment.updated_at) }, cipher),
    ),
  };
}
