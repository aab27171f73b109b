/** Run by the build: packs a migrated, empty database, so that a first start takes one second instead of five. */
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { QueryResult, Statement } from '../database.js';
import { runMigrations } from '../migrate.js';
import { toParameter } from '../parameters.js';
import { typedResult } from './messages.js';
import { serverParameters } from './server-parameters.js';
import { command, createSession } from './session.js';
import { findTemplate, templatePath } from './template.js';

if (findTemplate() === undefined) await makeTemplate(templatePath());

async function makeTemplate(path: string): Promise<void> {
  const pglite = await PGlite.create({ startParams: serverParameters });
  const session = createSession(pglite);
  const query = async <Row>({ text, values = [] }: Statement): Promise<QueryResult<Row>> =>
    typedResult<Row>(await session.run({ name: undefined, text, values: values.map(toParameter) }));
  await runMigrations({ connect: async () => ({ query, release: async () => undefined }) });
  await session.run(command('vacuum analyze'));
  await session.run(command('checkpoint'));
  const packed = await pglite.dumpDataDir('gzip');
  await pglite.close();
  // Another build may run at the same time: each writes a file of its own and puts it in place whole.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await packed.arrayBuffer()));
  renameSync(unfinished, path);
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith('database-template-') && name.endsWith('.tar.gz') && name !== basename(path))
      rmSync(join(dirname(path), name), { force: true });
  }
}
