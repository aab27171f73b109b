/** Storage: the engine's ports on PostgreSQL, as a server or embedded. SQL lives here and nowhere else. */
export { openDatabase, type Connection, type Database, type DatabaseOptions, type QueryResult, type Statement } from './database.js';
export { DirectoryInUseError } from './pglite/directory-lock.js';
export { isForeignKeyViolation, isUniqueViolation, SqlError, type SqlFailure } from './sql-errors.js';
export { migrate } from './migrate.js';
export { toOptionalTimestamp, toTimestamp } from './parameters.js';
