/** Databases for tests, on either engine. */
export { openTestDatabase, testStore, type TestDatabase } from './open-test-database.js';
