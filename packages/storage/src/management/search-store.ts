import type { SearchHit, SearchKind, SearchStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { escapeLike } from './filter-sql.js';

/** `$1` the org, `$2` the beginning of a name as a pattern, `$3` a whole id, `$4` how many, `$5` the hash of an `auth_req_id`. */
type Search = Readonly<Record<SearchKind, string>>;

/** Each column has an index of its own in this order: as many rows are read as are shown. */
const byPrefix = (columns: string, table: string, expression: string) =>
  `(select ${columns} from ${table} where org_id = $1 and ${expression} like lower($2) order by ${expression} using ~<~ limit $4)`;

const person = `id, coalesce(nullif(concat_ws(' ', profile->>'firstName', profile->>'lastName'), ''), login) as label, login as note`;
const personNames = ['lower(login)', 'lower(email)', `lower(profile->>'firstName')`, `lower(profile->>'lastName')`];

const selects: Search = {
  user: `select distinct id, label, note from (
    ${personNames.map((name) => byPrefix(person, 'directory_user', name)).join(' union all ')}
    union all (select ${person} from directory_user where org_id = $1 and id = $3)) found`,
  app: `select distinct id, label, note from (
    ${byPrefix('id, label, client_id as note', 'app', 'lower(label)')}
    union all (select id, label, client_id as note from app where org_id = $1 and client_id = $3)
    union all (select id, label, client_id as note from app where org_id = $1 and id = $3)) found`,
  // an org has a handful
  authorizationServer: `select id, name as label, audience as note from authorization_server
    where org_id = $1 and kind = 'custom' and (lower(name) like lower($2) or id = $3)`,
  group: `select distinct id, label, note from (
    ${byPrefix('id, name as label, description as note', 'directory_group', 'lower(name)')}
    union all (select id, name as label, description as note from directory_group where org_id = $1 and id = $3)) found`,
  device: `select id, coalesce(profile->>'displayName', id) as label, status as note from device where org_id = $1 and id = $3`,
  transaction: `select transaction_id as id, display->>'clientName' as label, state as note from backchannel_request
    where org_id = $1 and transaction_id = $3
    union all select transaction_id, display->>'clientName', state from backchannel_request where org_id = $1 and auth_req_id_hash = $5`,
};

interface HitRow {
  readonly kind: SearchKind;
  readonly id: string;
  readonly label: string;
  readonly note: string | null;
}

export function createSearchStore({ database }: { readonly database: Database }): SearchStore {
  return {
    async find({ orgId, kinds, text, authReqIdHash, limit }) {
      if (kinds.length === 0) return [];
      const values = [orgId, `${escapeLike(text)}%`, text, limit, authReqIdHash];
      const parts = kinds.map((kind) => `(select '${kind}' as kind, * from (${selects[kind]}) hit order by label, id limit $4)`);
      // not named: which kinds there are differs from caller to caller. Every parameter is used, so that each has a type.
      const known = 'select null::text as kind, $2::text as id, $3::text as label, $5::text as note where $4::int < 0';
      const { rows } = await database.query<HitRow>({ text: [...parts, `(${known})`].join(' union all '), values });
      return rows.map(({ note, ...hit }): SearchHit => ({ ...hit, note: note ?? undefined }));
    },
  };
}
