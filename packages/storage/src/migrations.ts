import type { Migration as KyselyMigration } from 'kysely';
import * as initial from './migrations/0001-initial.js';

export interface Migration extends Pick<KyselyMigration, 'up'> {
  /** Text that changes whenever the migration does. */
  readonly definition: string;
  /** False for what PostgreSQL refuses inside a transaction (`create index concurrently`). */
  readonly transactional?: boolean;
}

/** Forward only, in the order of their names. Each works while the version before it still runs. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
};

/** Tells a packed database made by other migrations apart. */
export function migrationFingerprint(): string {
  return JSON.stringify(Object.entries(migrations).map(([name, { definition }]) => [name, definition]));
}
