import { type Cipher, type Factor, type FactorStore, sealPurposes } from '@countersign/engine';
import type { Database } from './database.js';
import { toOptionalTimestamp, toTimestamp } from './parameters.js';
import { insertEventsSql, systemLogRecord, toSystemLogRow } from './system-log-row.js';

interface FactorRow {
  readonly id: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly kind: Factor['kind'];
  readonly name: string;
  readonly secret_sealed: string | null;
  readonly last_step: number | null;
  readonly credential_id: string | null;
  readonly public_key: string | null;
  readonly sign_count: number | null;
  readonly transports: readonly string[] | null;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

/** Whoever holds it adds factors of this user alone. */
const lockUserSql = `select id from directory_user where org_id = $1 and id = $2 for no key update`;
const addSql = `
with saved as (
  insert into factor (id, org_id, user_id, kind, name, secret_sealed, last_step, credential_id, public_key, sign_count, transports, created_at, last_used_at)
  select $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text, $10::bigint, $11::jsonb, $12::timestamptz, $13::timestamptz
  from directory_user where org_id = $2 and id = $3 and status = 'ACTIVE' and (select count(*) from factor where user_id = $3) < $14::integer
  on conflict (org_id, credential_id) where credential_id is not null do nothing
  returning id
), event as (${insertEventsSql(`jsonb_to_recordset($15::jsonb) as v(${systemLogRecord})`)} where exists (select from saved))
select id from saved`;
const removeSql = `
with gone as (delete from factor where org_id = $1 and user_id = $2 and id = $3 returning id),
event as (${insertEventsSql(`jsonb_to_recordset($4::jsonb) as v(${systemLogRecord})`)} where exists (select from gone))
select id from gone`;
const useStepSql = 'update factor set last_step = $3, last_used_at = $4 where org_id = $1 and id = $2 and last_step < $3';
const useCredentialSql = `
update factor set sign_count = $3, last_used_at = $4 where org_id = $1 and id = $2 and (sign_count < $3::bigint or (sign_count = 0 and $3::bigint = 0))`;

/** Second factors of the sign-in page. Keys of code apps are sealed. */
export function createFactorStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): FactorStore {
  return {
    async list(orgId, userId) {
      const text = 'select * from factor where org_id = $1 and user_id = $2 order by created_at, id';
      const { rows } = await database.query<FactorRow>({ name: 'factor-list', text, values: [orgId, userId] });
      return rows.map((row) => toFactor(row, cipher));
    },
    async add({ factor, limit, event }) {
      const results = await database.transaction([
        { name: 'factor-lock', text: lockUserSql, values: [factor.orgId, factor.userId] },
        { name: 'factor-add', text: addSql, values: [...factorValues(factor, cipher), limit, JSON.stringify([toSystemLogRow(event)])] },
      ]);
      return results[1]?.rowCount === 1;
    },
    async remove({ orgId, userId, factorId, event }) {
      const values = [orgId, userId, factorId, JSON.stringify([toSystemLogRow(event)])];
      return (await database.query({ name: 'factor-remove', text: removeSql, values })).rowCount === 1;
    },
    async useStep({ orgId, factorId, step, now }) {
      const values = [orgId, factorId, step, toTimestamp(now)];
      return (await database.query({ name: 'factor-step', text: useStepSql, values })).rowCount === 1;
    },
    async useCredential({ orgId, factorId, signCount, now }) {
      const values = [orgId, factorId, signCount, toTimestamp(now)];
      return (await database.query({ name: 'factor-credential', text: useCredentialSql, values })).rowCount === 1;
    },
  };
}

function factorValues(factor: Factor, cipher: Cipher): readonly unknown[] {
  const totp = factor.kind === 'totp' ? factor : undefined;
  const passkey = factor.kind === 'passkey' ? factor : undefined;
  return [
    factor.id,
    factor.orgId,
    factor.userId,
    factor.kind,
    factor.name,
    totp === undefined ? null : cipher.encrypt(totp.secret, sealPurposes.factorSecret),
    totp?.lastStep,
    passkey?.credentialId,
    passkey?.publicKey,
    passkey?.signCount,
    passkey === undefined ? null : JSON.stringify(passkey.transports),
    toTimestamp(factor.createdAt),
    toOptionalTimestamp(factor.lastUsedAt),
  ];
}

function toFactor(row: FactorRow, cipher: Cipher): Factor {
  const facts = {
    id: row.id,
    orgId: row.org_id,
    userId: row.user_id,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  };
  if (row.kind === 'totp') {
    return {
      ...facts,
      kind: 'totp',
      secret: cipher.decrypt(row.secret_sealed ?? '', sealPurposes.factorSecret),
      lastStep: row.last_step ?? 0,
    };
  }
  return {
    ...facts,
    kind: 'passkey',
    credentialId: row.credential_id ?? '',
    publicKey: row.public_key ?? '',
    signCount: row.sign_count ?? 0,
    transports: row.transports ?? [],
  };
}
