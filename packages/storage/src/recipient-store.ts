import type { Recipient, RecipientQuestion, RecipientStore } from '@countersign/engine';
import { createBatch } from './batch.js';
import type { Database } from './database.js';
import { inputRows, toInput } from './input-rows.js';

/** The login wins over an e-mail address; an address counts only when one user alone has it (okta-api 1.2). */
const recipientSql = `
select i.ordinal, u.id, u.status, u.login, u.profile, to_jsonb(g.ids) as group_ids,
  coalesce((a.document->'settings'->>'implicitAssignment')::boolean, false)
    or exists (select from app_user m where m.app_id = a.id and m.user_id = u.id)
    or exists (select from app_group m where m.app_id = a.id and m.group_id = any(g.ids)) as assigned,
  exists (select from client_block b where b.user_id = u.id and b.client_id = a.client_id) as client_blocked,
  (select p.paused_until from prompt_pause p where p.user_id = u.id) as paused_until,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', e.id, 'pushed', e.push_token_sealed <> '',
      'verifiesUser', e.keys ?| array['userVerification', 'userVerificationBioOrPin'],
      'enrolledAt', (extract(epoch from e.created_at) * 1000)::bigint) order by e.created_at, e.id)
    from enrollment e join device d on d.id = e.device_id and d.status = 'ACTIVE'
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

interface RecipientRow {
  readonly ordinal: number;
  readonly id: string;
  readonly status: Recipient['user']['status'];
  readonly login: string;
  readonly profile: Recipient['user']['profile'];
  readonly assigned: boolean;
  readonly client_blocked: boolean;
  readonly paused_until: number | null;
  readonly group_ids: readonly string[];
  readonly enrollments: Recipient['enrollments'];
}

export function createRecipientStore({ database }: { readonly database: Database }): RecipientStore {
  const find = createBatch<RecipientQuestion, Recipient | undefined>({
    async flush(questions) {
      const values = [toInput(questions.map(toInputRow))];
      const { rows } = await database.query<RecipientRow>({ name: 'recipients-find', text: recipientSql, values });
      const found = new Map(rows.map((row) => [row.ordinal, row]));
      return questions.map((_, ordinal) => {
        const row = found.get(ordinal);
        return row === undefined ? undefined : toRecipient(row);
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

function toRecipient({ id, status, login, profile, ...row }: RecipientRow): Recipient {
  return {
    user: { id, status, login, profile },
    assigned: row.assigned,
    clientBlocked: row.client_blocked,
    pausedUntil: row.paused_until ?? undefined,
    groupIds: row.group_ids,
    enrollments: row.enrollments,
  };
}
