/** Storage: the engine's ports on PostgreSQL, as a server or embedded. SQL lives here and nowhere else. */
export { openDatabase, type Connection, type Database, type DatabaseOptions, type QueryResult, type Statement } from './database.js';
export { DirectoryInUseError } from './pglite/directory-lock.js';
export { isForeignKeyViolation, isUniqueViolation, SqlError, type SqlFailure } from './sql-errors.js';
export { migrate } from './migrate.js';
export { toOptionalTimestamp, toTimestamp } from './parameters.js';
export { createAuthorizationCodeStore } from './authorization-code-store.js';
export { createEnrollmentStore } from './enrollment-store.js';
export { createEventStore } from './event-store.js';
export { createGrantStore } from './grant-store.js';
export { createReplayStore } from './replay-store.js';
export { createSessionStore } from './session-store.js';
export { createAuthenticatorStore } from './directory/authenticator-store.js';
export { createAuthorizationServerStore } from './directory/authorization-server-store.js';
export { createClientStore } from './directory/client-store.js';
export { createOrgStore } from './directory/org-store.js';
export { createSigningKeyStore } from './directory/signing-key-store.js';
export { createUserStore } from './directory/user-store.js';
