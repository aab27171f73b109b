import { PGlite } from '@electric-sql/pglite';

/**
 * How the embedded server is started. The write-ahead log is kept small, because nothing but our own checkpoints ends it
 * (upkeep.ts); fixed here rather than by `alter system`, they hold from the very first start.
 */
export const serverParameters: string[] = [
  ...PGlite.defaultStartParams,
  '-c',
  'max_wal_size=64MB',
  '-c',
  'min_wal_size=32MB',
  '-c',
  'TimeZone=UTC',
  // as in every session on a PostgreSQL server: postgres-database.ts
  '-c',
  'random_page_cost=1.1',
  '-c',
  'jit=off',
];
