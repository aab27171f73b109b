/**
 * The first schema. Times are timestamptz in UTC with millisecond precision, written from the Clock port; no default calls now().
 * Hashes are base64url text. `…_sealed` columns hold values of the Cipher port.
 */
import { type Kysely, sql } from 'kysely';

/** Also what tells a packed database of other migrations apart. */
export const definition = `
create table org (
  id text primary key,
  url text not null unique,
  name text not null,
  settings jsonb not null,
  key_check text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table directory_user (
  id text primary key,
  org_id text not null references org,
  status text not null,
  login text not null,
  email text not null,
  profile jsonb not null,
  password_hash text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  activated_at timestamptz,
  status_changed_at timestamptz,
  password_changed_at timestamptz,
  last_login_at timestamptz
);
create unique index directory_user_login on directory_user (org_id, lower(login));
create index directory_user_email on directory_user (org_id, lower(email));
create index directory_user_login_prefix on directory_user (org_id, lower(login) text_pattern_ops);
create index directory_user_email_prefix on directory_user (org_id, lower(email) text_pattern_ops);
create index directory_user_first_name_prefix on directory_user (org_id, lower(profile->>'firstName') text_pattern_ops);
create index directory_user_last_name_prefix on directory_user (org_id, lower(profile->>'lastName') text_pattern_ops);
create index directory_user_page on directory_user (org_id, id);
create index directory_user_status on directory_user (org_id, status, id);
create index directory_user_created on directory_user (org_id, created_at);
create index directory_user_updated on directory_user (org_id, updated_at);
create index directory_user_locked on directory_user (id) where status = 'LOCKED_OUT';

create table directory_group (
  id text primary key,
  org_id text not null references org,
  kind text not null,
  name text not null,
  description text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  membership_updated_at timestamptz not null
);
create unique index directory_group_name on directory_group (org_id, lower(name));
create index directory_group_name_prefix on directory_group (org_id, lower(name) text_pattern_ops);
create index directory_group_kind on directory_group (org_id, kind);
create table group_member (
  org_id text not null references org,
  group_id text not null references directory_group on delete cascade,
  user_id text not null references directory_user on delete cascade,
  primary key (group_id, user_id)
);
create index group_member_user on group_member (user_id);

create table app (
  id text primary key,
  org_id text not null references org,
  client_id text not null,
  label text not null,
  status text not null,
  document jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (org_id, client_id)
);
create unique index app_label on app (org_id, lower(label));
create index app_label_prefix on app (org_id, lower(label) text_pattern_ops);
create index app_page on app (org_id, id);
create table client_secret (
  id text primary key,
  org_id text not null references org,
  app_id text not null references app on delete cascade,
  secret_sealed text not null,
  secret_hash text not null,
  status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index client_secret_app on client_secret (app_id);
create table client_key (
  app_id text not null references app on delete cascade,
  id text not null,
  org_id text not null references org,
  jwk jsonb not null,
  status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (app_id, id)
);
create table app_user (
  org_id text not null references org,
  app_id text not null references app on delete cascade,
  user_id text not null references directory_user on delete cascade,
  user_name text not null,
  profile jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (app_id, user_id)
);
create index app_user_user on app_user (user_id);
create table app_group (
  org_id text not null references org,
  app_id text not null references app on delete cascade,
  group_id text not null references directory_group on delete cascade,
  priority integer not null,
  profile jsonb not null,
  updated_at timestamptz not null,
  primary key (app_id, group_id)
);

create table app_scope_grant (
  id text primary key,
  org_id text not null references org,
  app_id text not null references app on delete cascade,
  scope text not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (app_id, scope)
);

create table authorization_server (
  id text primary key,
  org_id text not null references org,
  kind text not null,
  is_default boolean not null,
  name text not null,
  description text not null,
  audience text not null,
  issuer_mode text not null,
  status text not null,
  rotation_mode text not null,
  signing_alg text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index authorization_server_default on authorization_server (org_id) where is_default;
create unique index authorization_server_org on authorization_server (org_id) where kind = 'org';
create table scope (
  id text primary key,
  org_id text not null references org,
  authorization_server_id text not null references authorization_server on delete cascade,
  name text not null,
  display_name text,
  description text not null,
  system boolean not null,
  is_default boolean not null,
  optional boolean not null,
  consent text not null,
  metadata_publish text not null,
  unique (authorization_server_id, name)
);
create table claim (
  id text primary key,
  org_id text not null references org,
  authorization_server_id text not null references authorization_server on delete cascade,
  name text not null,
  status text not null,
  system boolean not null,
  claim_type text not null,
  value_type text not null,
  value text not null,
  group_filter_type text,
  always_include_in_token boolean not null,
  scopes jsonb not null
);
create index claim_server on claim (authorization_server_id);
create table authorization_details_type (
  id text primary key,
  org_id text not null references org,
  authorization_server_id text not null references authorization_server on delete cascade,
  type text not null,
  version integer not null,
  schema jsonb not null,
  display jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (authorization_server_id, type)
);
create table access_policy (
  id text primary key,
  org_id text not null references org,
  authorization_server_id text not null references authorization_server on delete cascade,
  name text not null,
  description text not null,
  priority integer not null,
  status text not null,
  system boolean not null,
  clients jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index access_policy_server on access_policy (authorization_server_id, priority);
create table access_policy_rule (
  id text primary key,
  org_id text not null references org,
  policy_id text not null references access_policy on delete cascade,
  name text not null,
  priority integer not null,
  status text not null,
  system boolean not null,
  conditions jsonb not null,
  actions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index access_policy_rule_policy on access_policy_rule (policy_id, priority);

create table signing_key (
  kid text primary key,
  org_id text not null references org,
  authorization_server_id text not null references authorization_server on delete cascade,
  alg text not null,
  status text not null,
  public_jwk jsonb not null,
  private_key_sealed text not null,
  created_at timestamptz not null,
  activated_at timestamptz,
  expired_at timestamptz,
  withdrawn_at timestamptz
);
create unique index signing_key_active on signing_key (authorization_server_id, alg) where status = 'ACTIVE';
create unique index signing_key_next on signing_key (authorization_server_id, alg) where status = 'NEXT';
create index signing_key_server on signing_key (authorization_server_id);

create table push_provider (
  id text primary key,
  org_id text not null references org,
  provider_type text not null,
  name text not null,
  configuration jsonb not null,
  credentials_sealed text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index push_provider_name on push_provider (org_id, lower(name));
create table brand (
  id text primary key,
  org_id text not null references org,
  name text not null,
  is_default boolean not null,
  theme_id text not null,
  colours jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index brand_name on brand (org_id, lower(name));
create unique index brand_default on brand (org_id) where is_default;
create table authenticator (
  id text primary key,
  org_id text not null references org,
  key text not null,
  name text not null,
  status text not null,
  mobile_app_id text references app,
  brand_id text references brand,
  document jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index authenticator_brand on authenticator (brand_id) where brand_id is not null;
create index authenticator_mobile_app on authenticator (mobile_app_id);

create table device (
  id text primary key,
  org_id text not null references org,
  status text not null,
  client_instance_id text not null,
  client_instance_key jsonb not null,
  authenticator_app_key text,
  profile jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index device_page on device (org_id, id);
create index device_status on device (org_id, status, id);
create index device_updated on device (org_id, updated_at);
create index device_app_key on device (org_id, authenticator_app_key) where authenticator_app_key is not null;
create table enrollment (
  id text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  device_id text not null references device,
  authenticator_id text not null references authenticator,
  status text not null,
  method_id text not null unique,
  push_token_sealed text not null,
  aps_environment text,
  transaction_types jsonb not null,
  keys jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index enrollment_user on enrollment (user_id, authenticator_id);
create index enrollment_device on enrollment (device_id);

create table simulated_device (
  enrollment_id text primary key references enrollment on delete cascade,
  org_id text not null references org,
  keys_sealed text not null,
  created_at timestamptz not null
);

create table backchannel_request (
  auth_req_id_hash text primary key,
  transaction_id text not null unique,
  org_id text not null,
  transaction_type text not null,
  authorization_server_id text not null,
  client_id text not null,
  user_id text,
  login_hint text not null,
  scopes jsonb not null,
  binding_message text,
  authorization_details jsonb,
  display jsonb not null,
  number_challenge jsonb,
  acr_values jsonb not null,
  lifetimes jsonb not null,
  interval_seconds integer not null,
  paced boolean not null default false,
  last_polled_at timestamptz,
  state text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decision jsonb,
  redeemed_at timestamptz,
  requested_from jsonb not null,
  signed_request jsonb
);
create index backchannel_request_user on backchannel_request (user_id, created_at);
create index backchannel_request_created on backchannel_request (created_at);
create index backchannel_request_client on backchannel_request (client_id, created_at);
create index backchannel_request_ended on backchannel_request (state, created_at) where state in ('denied', 'cancelled', 'failed', 'expired');
create index backchannel_request_unfinished on backchannel_request (expires_at) where state in ('pending', 'approved');
create table challenge (
  transaction_id text not null,
  enrollment_id text not null,
  org_id text not null,
  nonce text not null,
  transaction_type text not null,
  user_verification text not null,
  state text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz,
  response_jwt text,
  asked_claims jsonb,
  challenge_jwt text,
  answer_key_type text,
  answer_key jsonb,
  answer_passkey jsonb,
  push_state text not null default 'none',
  push_detail text,
  push_at timestamptz,
  fraud_reported_at timestamptz,
  primary key (transaction_id, enrollment_id)
);
create index challenge_open on challenge (enrollment_id, expires_at) where state = 'open';
create index challenge_created on challenge (created_at);

create table transaction_hour (
  org_id text not null,
  hour timestamptz not null,
  settled boolean not null,
  counts jsonb not null,
  primary key (org_id, hour)
);
create index transaction_hour_unsettled on transaction_hour (org_id, hour) where not settled;

create table oauth_grant (
  id text primary key,
  org_id text not null,
  authorization_server_id text not null,
  client_id text not null,
  user_id text not null,
  grant_type text not null,
  scopes jsonb not null,
  auth_time timestamptz not null,
  amr jsonb not null,
  acr text,
  transaction_id text,
  authorization_details jsonb,
  access_token_seconds integer not null,
  refresh_token_idle_seconds integer not null,
  created_at timestamptz not null,
  refresh_expires_at timestamptz,
  revoked_at timestamptz
);
create index oauth_grant_user on oauth_grant (user_id, client_id);
create index oauth_grant_created on oauth_grant (created_at);
create table refresh_token (
  hash text primary key,
  grant_id text not null references oauth_grant on delete cascade,
  issued_at timestamptz not null,
  idle_expires_at timestamptz not null,
  replaced_at timestamptz
);
create index refresh_token_grant on refresh_token (grant_id);
create index refresh_token_idle on refresh_token (idle_expires_at);
create table revoked_token (
  jti text primary key,
  org_id text not null,
  expires_at timestamptz not null
);
create index revoked_token_expiry on revoked_token (expires_at);

create table client_block (
  user_id text not null references directory_user on delete cascade,
  client_id text not null,
  org_id text not null references org,
  transaction_id text not null,
  enrollment_id text not null,
  created_at timestamptz not null,
  primary key (user_id, client_id),
  foreign key (org_id, client_id) references app (org_id, client_id) on delete cascade
);
create index client_block_client on client_block (org_id, client_id);

create table prompt_pause (
  user_id text primary key references directory_user on delete cascade,
  org_id text not null references org,
  paused_until timestamptz not null
);

create table authorization_code (
  hash text primary key,
  org_id text not null,
  authorization_server_id text not null,
  client_id text not null,
  user_id text not null,
  redirect_uri text not null,
  scopes jsonb not null,
  nonce text,
  code_challenge text,
  auth_time timestamptz not null,
  amr jsonb not null,
  acr text,
  max_age_requested boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  grant_id text
);
create index authorization_code_expiry on authorization_code (expires_at);
create table session (
  hash text primary key,
  org_id text not null,
  user_id text not null references directory_user on delete cascade,
  auth_time timestamptz not null,
  amr jsonb not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  console_since timestamptz
);
create index session_expiry on session (expires_at);
create index session_by_user on session (user_id);
create table factor (
  id text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  kind text not null,
  name text not null,
  secret_sealed text,
  last_step bigint,
  credential_id text,
  public_key text,
  sign_count bigint,
  transports jsonb,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index factor_user on factor (user_id);
create unique index factor_credential on factor (org_id, credential_id) where credential_id is not null;
create table interaction (
  hash text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  browser_hash text not null,
  details_sealed text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index interaction_expiry on interaction (expires_at);
create index interaction_user on interaction (user_id);
create table sign_in_failure (
  org_id text not null references org,
  subject text not null,
  user_id text references directory_user on delete cascade,
  failures integer not null,
  window_ends_at timestamptz not null,
  locked_until timestamptz,
  primary key (org_id, subject)
);
create index sign_in_failure_user on sign_in_failure (user_id);
create index sign_in_failure_window on sign_in_failure (window_ends_at);
create table password_link (
  hash text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index password_link_user on password_link (user_id);
create index password_link_expiry on password_link (expires_at);
create table known_browser (
  hash text not null,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  seen_at timestamptz not null,
  primary key (hash, user_id)
);
create index known_browser_user on known_browser (user_id);
create index known_browser_seen on known_browser (seen_at);
create table enrollment_link (
  id text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  authenticator_id text not null references authenticator on delete cascade,
  code_hash text not null unique,
  created_by jsonb not null,
  auth_time timestamptz,
  amr jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  grant_id text,
  used_at timestamptz,
  enrollment_id text,
  cancelled_at timestamptz
);
create index enrollment_link_user on enrollment_link (user_id, created_at);
create index enrollment_link_expiry on enrollment_link (expires_at);
create index enrollment_link_authenticator on enrollment_link (authenticator_id);
create table used_statement (
  kind text not null,
  issuer text not null,
  jti text not null,
  expires_at timestamptz not null,
  primary key (kind, issuer, jti)
);
create index used_statement_expiry on used_statement (expires_at);

create table outbox (
  id text primary key,
  org_id text not null,
  kind text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  locked_until timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  finished_at timestamptz,
  outcome text,
  detail text
);
create index outbox_due on outbox (due_at) where finished_at is null;
create index outbox_finished on outbox (finished_at) where finished_at is not null;

create table api_token (
  id text primary key,
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  name text not null,
  token_hash text not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null
);
create index api_token_user on api_token (user_id);
create table admin_role (
  org_id text not null references org,
  user_id text not null references directory_user on delete cascade,
  role text not null,
  primary key (user_id, role)
);
create index admin_role_holders on admin_role (org_id, role);
create table trusted_origin (
  id text primary key,
  org_id text not null references org,
  name text not null,
  origin text not null,
  scopes jsonb not null,
  status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (org_id, origin)
);
create table setup_token (
  token_hash text primary key,
  org_id text not null references org,
  created_at timestamptz not null
);
create table quickstart (
  org_id text primary key references org,
  facts_sealed text,
  created_at timestamptz not null
);

create table system_log (
  uuid text not null,
  org_id text not null,
  published_at timestamptz not null,
  event_type text not null,
  severity text not null,
  display_message text not null,
  actor jsonb not null,
  targets jsonb not null,
  outcome jsonb not null,
  request jsonb not null,
  debug_data jsonb not null,
  primary key (published_at, uuid)
) partition by range (published_at);
create table log_seal (
  org_id text not null references org,
  number integer not null,
  seal text not null,
  digests jsonb,
  until_at timestamptz not null,
  primary key (org_id, number)
);
create index log_seal_until on log_seal (until_at) where digests is not null;
create index system_log_type on system_log (org_id, event_type, published_at);
create index system_log_entity on system_log using gin ((jsonb_path_query_array(targets, '$[*].id') || (actor->'id')) jsonb_path_ops)
  with (gin_pending_list_limit = 1024);
`;

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of definition.split(';')) {
    if (statement.trim() !== '') await sql.raw(statement).execute(db);
  }
}
