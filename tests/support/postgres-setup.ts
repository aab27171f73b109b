/** Gives the `postgres` project its server: `TEST_DATABASE_URL` when set, else a temporary one for the length of the run. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { startTemporaryPostgres } from '../../tools/postgres.mjs';

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const run = randomBytes(4).toString('hex');
  // Workers are forked after this and inherit it.
  process.env['COUNTERSIGN_TEST_RUN'] = run;
  const url = process.env['TEST_DATABASE_URL'];
  if (url !== undefined) return () => dropDatabases(url, `countersign_test_${run}_`);
  const server = await startTemporaryPostgres();
  if (server === undefined) return undefined;
  process.env['TEST_DATABASE_URL'] = server.url;
  return async () => {
    delete process.env['TEST_DATABASE_URL'];
    await server.stop();
  };
}

/** Workers keep their databases from file to file; on a server that is not ours they are not to stay. */
async function dropDatabases(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [prefix]);
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}
