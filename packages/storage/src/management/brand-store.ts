import type { BrandRecord, BrandStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { isForeignKeyViolation, isUniqueViolation } from '../sql-errors.js';
import { change } from './change.js';
import { escapeLike } from './filter-sql.js';

interface BrandRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly is_default: boolean;
  readonly theme_id: string;
  readonly colours: BrandRecord['colours'];
  readonly created_at: number;
  readonly updated_at: number;
}

const columns = 'id, org_id, name, is_default, theme_id, colours, created_at, updated_at';

export function createBrandStore({ database }: { readonly database: Database }): BrandStore {
  const select = async (name: string, where: string, values: readonly unknown[]): Promise<readonly BrandRecord[]> => {
    const { rows } = await database.query<BrandRow>({ name, text: `select ${columns} from brand where org_id = $1 and ${where}`, values });
    return rows.map(toRecord);
  };
  return {
    findById: async (orgId, id) => (await select('brand', 'id = $2', [orgId, id]))[0],
    findDefault: async (orgId) => (await select('brand-default', 'is_default', [orgId]))[0],
    list(orgId, { q, after, limit }) {
      const where = `($2::text is null or id > $2) and ($3::text is null or lower(name) like lower($3)) order by id limit $4`;
      return select('brands', where, [orgId, after, q === undefined ? undefined : `${escapeLike(q)}%`, limit]);
    },
    async insert({ brand, event }) {
      const text = `insert into brand (${columns}) values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8) returning id`;
      const { id, orgId, name, isDefault, themeId, colours, createdAt, updatedAt } = brand;
      const values = [id, orgId, name, isDefault, themeId, colours, toTimestamp(createdAt), toTimestamp(updatedAt)];
      try {
        await change(database, { name: 'brand-insert', text, values, event });
        return 'done';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
    },
    async replace({ brand, event }) {
      const text = 'update brand set name = $3, colours = $4::jsonb, updated_at = $5 where org_id = $1 and id = $2 returning id';
      const { id, orgId, name, colours, updatedAt } = brand;
      const values = [orgId, id, name, colours, toTimestamp(updatedAt)];
      try {
        return (await change(database, { name: 'brand-replace', text, values, event })) ? 'done' : 'not-found';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
    },
    async delete({ orgId, id, event }) {
      const text = 'delete from brand where org_id = $1 and id = $2 and not is_default returning id';
      try {
        return (await change(database, { name: 'brand-delete', text, values: [orgId, id], event })) ? 'done' : 'not-found';
      } catch (error) {
        if (isForeignKeyViolation(error)) return 'in-use';
        throw error;
      }
    },
  };
}

function toRecord(row: BrandRow): BrandRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    isDefault: row.is_default,
    themeId: row.theme_id,
    colours: row.colours,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
