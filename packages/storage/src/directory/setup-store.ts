/** What the first start writes and later starts look for: the org itself, the quickstart's facts, the one-time setup tokens. */
import type { Cipher, Instant, OrgSettings } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';

export interface StoredOrg {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  /** Names the key the org's secrets are encrypted with. */
  readonly keyCheck: string;
}

export interface NewOrg extends StoredOrg {
  readonly settings: Partial<OrgSettings>;
  /** Whether the org is to become a quickstart org: decided once, at its first start. */
  readonly quickstart: boolean;
}

export interface StoredQuickstart {
  /** JSON text: also the secrets that are stored elsewhere as hashes only. Undefined until all parts are made. */
  readonly facts: string | undefined;
}

const quickstartPurpose = 'quickstart.facts_sealed';

export interface SetupStore {
  findOrg(): Promise<StoredOrg | undefined>;
  insertOrg(org: NewOrg, now: Instant): Promise<void>;
  /** A new URL or another encryption key. */
  updateOrg(org: Pick<StoredOrg, 'id' | 'url' | 'keyCheck'>, now: Instant): Promise<void>;
  /** Names of the keys that anything stored is encrypted with. Reads every sealed value: for the start only. */
  listSealingKeys(): Promise<readonly string[]>;
  /** Undefined: not a quickstart org. */
  findQuickstart(orgId: string, cipher: Cipher): Promise<StoredQuickstart | undefined>;
  saveQuickstart(quickstart: { readonly orgId: string; readonly facts: string }, cipher: Cipher): Promise<void>;
  /** Adds a token and drops those made before `tooOld`. */
  insertSetupToken(token: {
    readonly hash: string;
    readonly orgId: string;
    readonly now: Instant;
    readonly tooOld: Instant;
  }): Promise<void>;
  listSetupTokens(orgId: string, madeAfter: Instant): Promise<readonly string[]>;
  /** True for one caller only; all other tokens of the org end with it. */
  useSetupToken(orgId: string, hash: string): Promise<boolean>;
  /** The database's own clock: what nodes agree on (decisions 1.17). The one place that asks for it. */
  readTime(): Promise<Instant>;
}

/** A sealed value names its key in its second part. Push tokens of deleted enrollments are empty. */
const sealingKeysSql = `select distinct split_part(sealed, '.', 2) as key from (
    select private_key_sealed from signing_key union all select secret_sealed from client_secret
    union all select credentials_sealed from push_provider union all select push_token_sealed from enrollment
    union all select secret_sealed from factor union all select details_sealed from interaction
    union all select facts_sealed from quickstart) as v(sealed)
  where sealed <> '' order by key`;

export function createSetupStore({ database }: { readonly database: Database }): SetupStore {
  return {
    async findOrg() {
      const { rows } = await database.query<{ id: string; url: string; name: string; key_check: string }>({
        text: 'select id, url, name, key_check from org order by created_at, id limit 1',
      });
      const [row] = rows;
      return row === undefined ? undefined : { id: row.id, url: row.url, name: row.name, keyCheck: row.key_check };
    },
    async insertOrg(org, now) {
      await database.query({
        text: `with made as (insert into org (id, url, name, settings, key_check, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6))
          insert into quickstart (org_id, created_at) select $1, $6 where $7`,
        values: [org.id, org.url, org.name, org.settings, org.keyCheck, toTimestamp(now), org.quickstart],
      });
    },
    async updateOrg(org, now) {
      await database.query({
        text: 'update org set url = $2, key_check = $3, updated_at = $4 where id = $1',
        values: [org.id, org.url, org.keyCheck, toTimestamp(now)],
      });
    },
    async listSealingKeys() {
      return (await database.query<{ key: string }>({ text: sealingKeysSql })).rows.map(({ key }) => key);
    },
    async findQuickstart(orgId, cipher) {
      const { rows } = await database.query<{ facts_sealed: string | null }>({
        text: 'select facts_sealed from quickstart where org_id = $1',
        values: [orgId],
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      return { facts: row.facts_sealed === null ? undefined : cipher.decrypt(row.facts_sealed, quickstartPurpose) };
    },
    async saveQuickstart({ orgId, facts }, cipher) {
      await database.query({
        text: 'update quickstart set facts_sealed = $2 where org_id = $1 and facts_sealed is null',
        values: [orgId, cipher.encrypt(facts, quickstartPurpose)],
      });
    },
    async insertSetupToken({ hash, orgId, now, tooOld }) {
      await database.query({
        text: `with gone as (delete from setup_token where org_id = $2 and created_at < $4)
          insert into setup_token (token_hash, org_id, created_at) values ($1, $2, $3)`,
        values: [hash, orgId, toTimestamp(now), toTimestamp(tooOld)],
      });
    },
    async listSetupTokens(orgId, madeAfter) {
      const { rows } = await database.query<{ token_hash: string }>({
        text: 'select token_hash from setup_token where org_id = $1 and created_at > $2',
        values: [orgId, toTimestamp(madeAfter)],
      });
      return rows.map((row) => row.token_hash);
    },
    async useSetupToken(orgId, hash) {
      const [used] = await database.transaction([
        { text: 'delete from setup_token where org_id = $1 and token_hash = $2', values: [orgId, hash] },
        { text: 'delete from setup_token where org_id = $1', values: [orgId] },
      ]);
      return used !== undefined && used.rowCount === 1;
    },
    async readTime() {
      const { rows } = await database.query<{ now: number }>({ name: 'clock', text: 'select clock_timestamp() as now' });
      const [row] = rows;
      if (row === undefined) throw new Error('The database did not tell the time.');
      return row.now;
    },
  };
}
