import type { SearchKind } from '@countersign/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackchannelRequestStore } from '../backchannel-request/backchannel-request-store.js';
import { toTimestamp } from '../parameters.js';
import { exampleCreation, exampleRequest } from '../testing/example-requests.js';
import { exampleNow, type ExampleOrg, insertExampleOrg } from '../testing/examples.js';
import { openTestDatabase, type TestDatabase } from '../testing/open-test-database.js';
import { createSearchStore } from './search-store.js';

let test: TestDatabase;
let org: ExampleOrg;
const request = () => exampleRequest(org);
let asked: ReturnType<typeof request>;
const people = 200;

beforeAll(async () => {
  test = await openTestDatabase();
  org = await insertExampleOrg(test.database);
  asked = request();
  await createBackchannelRequestStore({ database: test.database }).create(exampleCreation(org, asked, []));
  await test.database.query({
    text: `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at)
      select 'u' || n, $1, 'ACTIVE', 'Person-' || n || '@example.com', 'mail-' || n || '@example.com',
        jsonb_build_object('firstName', 'Ann' || n, 'lastName', case when n = 77 then 'Öz_demir' else 'Smith' end), $2::timestamptz, $2::timestamptz
      from generate_series(1, ${people}) n`,
    values: [org.orgId, toTimestamp(exampleNow)],
  });
});
afterAll(() => test.dispose());

const searchOf = (text: string, kinds: readonly SearchKind[], authReqIdHash?: string) => ({
  orgId: org.orgId,
  kinds,
  text,
  authReqIdHash,
  limit: 5,
});
const find = async (
  text: string,
  kinds: readonly SearchKind[] = ['user', 'app', 'authorizationServer', 'group', 'device', 'transaction'],
  hash?: string,
) => (await createSearchStore(test).find(searchOf(text, kinds, hash))).map(({ kind, id }) => `${kind} ${id}`);

describe('a search over everything', () => {
  it('finds people by the beginning of a name, login or address in any case, and a few of many', async () => {
    expect(await find('ÖZ_D')).toEqual(['user u77']);
    expect(await find('person-77@')).toEqual(['user u77']);
    expect(await find('mail-77@')).toEqual(['user u77']);
    expect(await find('smith')).toHaveLength(5);
    expect(await find('%')).toEqual([]);
  });

  it('finds records by their whole id, a transaction also by the hash of its auth_req_id', async () => {
    expect(await find('u5')).toEqual(['user u5']);
    expect(await find(org.appId)).toEqual([`app ${org.appId}`]);
    expect(await find(org.serverId)).toEqual([`authorizationServer ${org.serverId}`]);
    expect(await find(asked.transactionId)).toEqual([`transaction ${asked.transactionId}`]);
    expect(await find('', ['transaction'], asked.authReqIdHash)).toEqual([`transaction ${asked.transactionId}`]);
  });

  it('finds only the kinds that are asked for', async () => {
    expect(await find(org.appId, ['user', 'group'])).toEqual([]);
    expect(await find(org.appId, [])).toEqual([]);
  });
});
