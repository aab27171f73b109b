/** A directory of the size a bank has, made inside the store: for tests of what a list reads to give its page. */
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { exampleNow, type ExampleOrg } from './examples.js';

/** Each person has a device with an enrollment, is in one of a thousand groups, and one in two is in the group `gBig`. */
export async function fillDirectory(database: Database, { orgId, authenticatorId }: ExampleOrg, people: number): Promise<void> {
  const now = toTimestamp(exampleNow);
  const text = (statement: string, ...values: readonly unknown[]) => database.query({ text: statement, values });
  await text(
    `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at)
    select 'u' || lpad(n::text, 6, '0'), $1, case when n % 1000 = 0 then 'SUSPENDED' when n % 997 = 0 then 'LOCKED_OUT' when n % 10 = 0 then 'DEPROVISIONED' else 'ACTIVE' end,
      'person-' || n || '@example.com', 'mail-' || n || '@example.com', jsonb_build_object('firstName', 'Ann' || n, 'lastName', 'Smith'),
      $2::timestamptz - n * interval '1 minute', $2::timestamptz - n * interval '1 minute'
    from generate_series(1, $3::int) n`,
    orgId,
    now,
    people,
  );
  await text(
    `insert into directory_group (id, org_id, kind, name, description, created_at, updated_at, membership_updated_at)
    select 'g' || n, $1, case when n = '0' then 'BUILT_IN' else 'OKTA_GROUP' end, 'Group ' || n, '', $2::timestamptz, $2::timestamptz, $2::timestamptz
    from (select n::text from generate_series(0, 1000) n union all values ('Big'), ('Empty')) as g(n)`,
    orgId,
    now,
  );
  await text(
    `insert into group_member (org_id, group_id, user_id)
    select $1, 'g' || (1 + n % 1000), 'u' || lpad(n::text, 6, '0') from generate_series(1, $2::int) n
    union all select $1, 'gBig', 'u' || lpad(n::text, 6, '0') from generate_series(2, $2::int, 2) n`,
    orgId,
    people,
  );
  await text(
    `insert into app (id, org_id, client_id, label, status, document, created_at, updated_at)
    select 'a' || n, $1, 'a' || n, 'App ' || n, 'ACTIVE', '{}', $2::timestamptz, $2::timestamptz
    from (select n::text from generate_series(1, 1000) n union all values ('Few'), ('Grouped'), ('Nobody')) as a(n)`,
    orgId,
    now,
  );
  await text(
    `insert into app_user (org_id, app_id, user_id, user_name, profile, created_at, updated_at)
    select $1, 'aFew', id, login, '{}', $2::timestamptz, $2::timestamptz from directory_user where org_id = $1 and id like 'u%77' limit 20`,
    orgId,
    now,
  );
  await text(
    `insert into app_group (org_id, app_id, group_id, priority, profile, updated_at) values ($1, 'aGrouped', 'g7', 0, '{}', $2), ($1, 'aGrouped', 'g8', 1, '{}', $2)`,
    orgId,
    now,
  );
  await text(
    `insert into device (id, org_id, status, client_instance_id, client_instance_key, profile, created_at, updated_at)
    select 'd' || lpad(n::text, 6, '0'), $1, case when n % 1000 = 0 then 'SUSPENDED' else 'ACTIVE' end, '', '{}', '{"displayName":"Phone","platform":"IOS"}',
      $2::timestamptz - n * interval '1 minute', $2::timestamptz - n * interval '1 minute' from generate_series(1, $3::int) n`,
    orgId,
    now,
    people,
  );
  await text(
    `insert into enrollment (id, org_id, user_id, device_id, authenticator_id, status, method_id, push_token_sealed, transaction_types, keys, created_at, updated_at)
    select 'e' || n, $1, 'u' || lpad(n::text, 6, '0'), 'd' || lpad(n::text, 6, '0'), $4, 'ACTIVE', 'm' || n, '', '[]', '{}', $2::timestamptz, $2::timestamptz
    from generate_series(1, $3::int) n`,
    orgId,
    now,
    people,
    authenticatorId,
  );
  await text(
    `insert into enrollment_link (id, org_id, user_id, authenticator_id, code_hash, created_by, created_at, expires_at)
    select 'l' || n, $1, 'u' || lpad((1 + n % ($3::int / 10))::text, 6, '0'), $4, 'l' || n, '{}', $2::timestamptz - n * interval '1 second', $2::timestamptz
    from generate_series(1, $3::int) n`,
    orgId,
    now,
    people,
    authenticatorId,
  );
}

/** Requests of 2 000 of the people by two clients, one a busy one; each asked one device. */
export async function fillTransactions(database: Database, { orgId }: ExampleOrg, count: number): Promise<void> {
  const now = toTimestamp(exampleNow);
  await database.query({
    text: `insert into backchannel_request (auth_req_id_hash, transaction_id, org_id, transaction_type, authorization_server_id, client_id, user_id, login_hint,
        scopes, display, acr_values, lifetimes, interval_seconds, state, created_at, expires_at, decision, requested_from)
      select 'h' || n, 'ft' || n, $1, 'CIBA', 's', case when n % 500 = 0 then 'quiet' else 'busy' end, 'u' || lpad((1 + n % 2000)::text, 6, '0'), '', '[]', '{}', '[]', '{}', 5,
        case when n < 20 then 'pending' when n % 700 = 0 then 'denied' when n % 900 = 0 then 'cancelled' when n % 3 = 0 then 'expired' else 'redeemed' end,
        $2::timestamptz - n * interval '40 seconds', $2::timestamptz,
        case when n % 1400 = 0 then '{"reason":"not_me"}' when n % 700 = 0 then '{"reason":"changed_my_mind"}' end::jsonb, '{}'
      from generate_series(1, $3::int) n`,
    values: [orgId, now, count],
  });
  await database.query({
    text: `insert into challenge (transaction_id, enrollment_id, org_id, nonce, transaction_type, user_verification, state, created_at, expires_at)
      select 'ft' || n, 'e' || (1 + n % 2000), $1, '', 'CIBA', 'PREFERRED', 'expired', $2::timestamptz - n * interval '40 seconds', $2::timestamptz
      from generate_series(1, $3::int) n`,
    values: [orgId, now, count],
  });
}
