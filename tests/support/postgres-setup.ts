/** Gives the `postgres` project its server: `TEST_DATABASE_URL` when set, else a temporary one for the length of the run. */
import { startTemporaryPostgres } from '../../tools/postgres.mjs';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return undefined;
  const server = await startTemporaryPostgres();
  if (server === undefined) return undefined;
  // Workers are forked after this and inherit it.
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    delete process.env['TEST_DATABASE_URL'];
    await server.stop();
  };
}
