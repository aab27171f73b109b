import type { AdminRole } from '@countersign/contracts';
import type { ApiTokenRecord, ApiTokenStore, UserStatus } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

interface TokenRow {
  readonly id: string;
  readonly org_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
}
interface HolderRow extends TokenRow {
  readonly owner_login: string;
  readonly owner_status: UserStatus;
  readonly owner_profile: Readonly<Record<string, unknown>>;
  readonly roles: readonly AdminRole[];
}

const columns = 'id, org_id, user_id, name, created_at, last_used_at, expires_at';
const holderSql = `select t.id, t.org_id, t.user_id, t.name, t.created_at, t.last_used_at, t.expires_at,
  u.login as owner_login, u.status as owner_status, u.profile as owner_profile,
  array(select r.role from admin_role r where r.user_id = u.id) as roles
from api_token t join directory_user u on u.id = t.user_id where t.token_hash = $1`;

export function createApiTokenStore({ database }: { readonly database: Database }): ApiTokenStore {
  return {
    async findByHash(hash) {
      const { rows } = await database.query<HolderRow>({ name: 'api-token-holder', text: holderSql, values: [hash] });
      const [row] = rows;
      if (row === undefined) return undefined;
      const owner = { id: row.user_id, login: row.owner_login, status: row.owner_status, profile: row.owner_profile };
      return { token: toToken(row), owner, roles: row.roles };
    },
    async touch(id, now, expiresAt) {
      const text = 'update api_token set last_used_at = $2, expires_at = $3 where id = $1 and last_used_at < $2';
      await database.query({ name: 'api-token-touch', text, values: [id, toTimestamp(now), toTimestamp(expiresAt)] });
    },
    async findById(orgId, id) {
      const text = `select ${columns} from api_token where org_id = $1 and id = $2`;
      return (await database.query<TokenRow>({ name: 'api-token', text, values: [orgId, id] })).rows.map(toToken)[0];
    },
    async list(orgId) {
      const text = `select ${columns} from api_token where org_id = $1 order by created_at, id`;
      return (await database.query<TokenRow>({ name: 'api-tokens', text, values: [orgId] })).rows.map(toToken);
    },
    async insert({ token, hash, event }) {
      const text = `insert into api_token (${columns}, token_hash) values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`;
      const { id, orgId, userId, name, createdAt, lastUsedAt, expiresAt } = token;
      const values = [id, orgId, userId, name, toTimestamp(createdAt), toTimestamp(lastUsedAt), toTimestamp(expiresAt), hash];
      await change(database, { name: 'api-token-insert', text, values, event });
    },
    delete({ orgId, id, event }) {
      const text = 'delete from api_token where org_id = $1 and id = $2 returning id';
      return change(database, { name: 'api-token-delete', text, values: [orgId, id], event });
    },
  };
}

function toToken(row: TokenRow): ApiTokenRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    userId: row.user_id,
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}
