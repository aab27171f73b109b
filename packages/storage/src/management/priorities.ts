/** Places of policies and rules among their siblings: 1, 2, 3, … without gaps, whatever number was asked for. */
import type { Statement } from '../database.js';

export interface Place {
  readonly table: 'access_policy' | 'access_policy_rule';
  readonly parent: 'authorization_server_id' | 'policy_id';
  readonly parentTable: 'authorization_server' | 'access_policy';
  readonly parentId: string;
  readonly id: string;
}

/** Two writers never number the same siblings at once. */
export function lockParent({ parentTable, parentId }: Place): Statement {
  return { text: `select id from ${parentTable} where id = $1 for update`, values: [parentId] };
}

const lastPlace = 1_000_000;
/** The number a new record is written with before `renumber` puts it in its place: before the sibling that has it now. */
export function takePlace(priority: number | undefined): number {
  return priority ?? lastPlace;
}

/**
 * Numbers all siblings anew. Where two want one place the record goes before the other, but after it when it moves down from
 * before: `to` is the place asked for now.
 */
export function renumber({ table, parent, parentId, id }: Place, to?: number): Statement {
  const text = `update ${table} t set priority = n.place from (
      select id, row_number() over (order by case when id = $2 then coalesce($3::integer, priority) else priority end,
        case when id <> $2 then 1 when $3::integer > priority then 2 else 0 end, created_at, id) as place
      from ${table} where ${parent} = $1) n
    where t.id = n.id and t.priority <> n.place`;
  return { text, values: [parentId, id, to] };
}
