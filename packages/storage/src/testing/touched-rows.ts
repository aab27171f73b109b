/** How many rows a statement touches to give its answer, as PostgreSQL itself counts: the proof that a list reads and sorts no table. */
import type { Database, Statement } from '../database.js';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

export interface TouchedRows {
  /** Of the one scan or sort that touched most, kept or not. */
  readonly most: number;
  /** Of the answer. */
  readonly answered: number;
  /** For the message of a failing test. */
  readonly plan: string;
}

/** `read` sends one statement through the database it is given. PostgreSQL only. */
export async function touchedRows(database: Database, read: (watched: Database) => Promise<readonly unknown[]>): Promise<TouchedRows> {
  const sent: Statement[] = [];
  const answer = await read({
    ...database,
    query: (statement) => {
      sent.push(statement);
      return database.query(statement);
    },
  });
  const [statement, ...others] = sent;
  if (statement === undefined || others.length > 0) throw new Error(`${sent.length} statements in place of one`);
  const { rows } = await database.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>({
    text: `explain (analyze, format json) ${statement.text}`,
    ...(statement.values === undefined ? {} : { values: statement.values }),
  });
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  return { most: Math.max(...rowsOf(plan)), answered: answer.length, plan: JSON.stringify(plan, undefined, 1) };
}

function* rowsOf(plan: Plan): Generator<number> {
  if (plan['Node Type'].endsWith('Scan') || plan['Node Type'] === 'Sort') {
    const perLoop = plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
    yield perLoop * plan['Actual Loops'];
  }
  for (const inner of plan.Plans ?? []) yield* rowsOf(inner);
}
