/** Every list of the management API over a large directory, and how many rows a scan or sort of its statement may touch. */
import { parseFilter, type PageQuery, searchKinds, type SearchQuery, type TransactionQuery, type UserQuery } from '@countersign/engine';
import type { Database } from '../database.js';
import { createEnrollmentLinkStore } from '../enrollment-link-store.js';
import { createEnrollmentStore } from '../enrollment-store.js';
import { createManagementStores } from '../management/create-management-stores.js';
import { exampleCipher, exampleNow, type ExampleOrg } from './examples.js';

export interface ListPlan {
  readonly what: string;
  readonly read: (database: Database) => Promise<readonly unknown[]>;
  readonly atMost: number;
}

const page: PageQuery = { after: undefined, limit: 50 };
const search: SearchQuery = { ...page, q: undefined, filter: undefined };
const people: UserQuery = { ...search, byLogin: undefined };
const transactions: TransactionQuery = {
  state: undefined,
  clientId: undefined,
  userId: undefined,
  since: undefined,
  until: undefined,
  after: undefined,
  limit: 50,
};
const day = 86_400_000;
const filter = (text: string) => ({ filter: parseFilter(text) });

export function listPlans({ orgId }: ExampleOrg): readonly ListPlan[] {
  const stores = (database: Database) => createManagementStores({ database, cipher: exampleCipher });
  const ofUsers = (what: string, query: Partial<UserQuery>, atMost = 60): ListPlan => ({
    what: `people ${what}`,
    read: (database) => stores(database).users.list(orgId, { ...people, ...query }),
    atMost,
  });
  const ofTransactions = (what: string, query: Partial<TransactionQuery>, atMost = 55): ListPlan => ({
    what: `transactions ${what}`,
    read: (database) => stores(database).transactions.list(orgId, { ...transactions, ...query }),
    atMost,
  });
  const of = (what: string, read: (all: ReturnType<typeof stores>) => Promise<readonly unknown[]>, atMost = 60): ListPlan => ({
    what,
    read: (database) => read(stores(database)),
    atMost,
  });
  return [
    ofUsers('', {}),
    ofUsers('on a later page', { after: 'u001500' }),
    ofUsers('by a rare name', { q: 'ann15' }, 1_700),
    ofUsers('by a frequent name', { q: 'smith' }),
    ofUsers('by login', { byLogin: 'descending' }),
    ofUsers('by login, with a filter', { byLogin: 'ascending', ...filter('status eq "ACTIVE"') }, 75),
    ofUsers('of a login', filter('profile.login eq "PERSON-7@example.com"')),
    ofUsers('whose login begins so', filter('profile.login sw "person-15"'), 1_700),
    ofUsers('of an address', filter('profile.email eq "mail-7@example.com"')),
    ofUsers('of a first name', filter('profile.firstName eq "Ann7"')),
    ofUsers('that are active', filter('status eq "ACTIVE"')),
    ofUsers('that are locked', filter('status eq "LOCKED_OUT"'), 110),
    ofUsers('that are suspended', filter('status eq "SUSPENDED"'), 110),
    ofUsers('that are deprovisioned', filter('status eq "DEPROVISIONED"'), 600),
    ofUsers('changed in the last hour', filter(`lastUpdated gt "${new Date(exampleNow - 3_600_000).toISOString()}"`), 70),
    ofUsers('changed ever', filter('lastUpdated gt "2020-01-01T00:00:00.000Z"')),
    of('groups', (all) => all.groups.list(orgId, search)),
    of('groups by name', (all) => all.groups.list(orgId, { ...search, q: 'group 77' })),
    of('members of a small group', (all) => all.groups.listMembers(orgId, 'g7', page), 210),
    of('members of a large group', (all) => all.groups.listMembers(orgId, 'gBig', page), 130),
    of('members of no group', (all) => all.groups.listMembers(orgId, 'gEmpty', page)),
    of('members of everyone', (all) => all.groups.listMembers(orgId, 'g0', page), 70),
    of('groups of a person', (all) => all.groups.listOfUser(orgId, 'u000007')),
    of('apps', (all) => all.apps.list(orgId, search)),
    of('apps by name', (all) => all.apps.list(orgId, { ...search, q: 'app 77' })),
    of('apps of a person', (all) => all.apps.list(orgId, { ...search, ...filter('user.id eq "u000077"') })),
    of('users of an app with few', (all) => all.assignments.listUsers(orgId, 'aFew', page), 110),
    of('users of an app for groups', (all) => all.assignments.listUsers(orgId, 'aGrouped', page), 420),
    of('users of an app for nobody', (all) => all.assignments.listUsers(orgId, 'aNobody', page)),
    of('groups of an app', (all) => all.assignments.listGroups(orgId, 'aGrouped', page)),
    of('devices', (all) => all.devices.list(orgId, search)),
    of('devices that are suspended', (all) => all.devices.list(orgId, { ...search, ...filter('status eq "SUSPENDED"') }), 110),
    of(
      'devices changed in the last hour',
      (all) => all.devices.list(orgId, { ...search, ...filter(`lastUpdated gt "${new Date(exampleNow - 3_600_000).toISOString()}"`) }),
      70,
    ),
    of('devices of a person', (all) => all.devices.listOfUser(orgId, 'u000007', page)),
    of('people of a device', (all) => all.devices.listUsers(orgId, 'd000007')),
    of('API tokens', (all) => all.apiTokens.list(orgId)),
    ...['smith', 'ann15', 'nobody'].map((text) =>
      of(`search for ${text}`, (all) => all.search.find({ orgId, kinds: searchKinds, text, authReqIdHash: undefined, limit: 5 }), 25),
    ),
    ...(['ascending', 'descending'] as const).map((byLogin) =>
      ofUsers(`by login, ${byLogin}, a later page`, { byLogin, after: 'person-500@example.com' }),
    ),
    of('blocked clients of a person', (all) => all.clientBlocks.listOfUser(orgId, 'u000007')),
    {
      what: 'enrollments of a person',
      read: (database) => createEnrollmentStore({ database, cipher: exampleCipher }).listOfUser(orgId, 'u000007'),
      atMost: 5,
    },
    {
      what: 'enrollment links of a person',
      read: (database) => createEnrollmentLinkStore({ database }).listOfUser(orgId, 'u000007', 20),
      atMost: 25,
    },
    of('waiting pushes', async (all) => [await all.statistics.countWaitingPushes(orgId)]),
    of('getting started', async (all) => [await all.statistics.findFirstSteps(orgId)], 1_010),
    of('fraud reports', (all) => all.statistics.listFraudReports(orgId, { since: exampleNow - day, until: exampleNow })),
    ofTransactions('of a device', { deviceId: 'd000007' }),
    ofTransactions('of a device, one state', { deviceId: 'd000007', state: 'redeemed' }),
    ofTransactions('of a device, one client, one week', { deviceId: 'd000007', clientId: 'busy', since: exampleNow - 7 * day }),
    ofTransactions('denied for a reason', { state: 'denied', reason: 'NOT_ME', since: exampleNow - 31 * day }, 75),
    ofTransactions('expired for a reason none has', { state: 'expired', reason: 'x', since: exampleNow - day }, 2_200),
    ofTransactions('of a device nobody has', { deviceId: 'dNone' }),
    ofTransactions('of a person, one week', { userId: 'u000007', since: exampleNow - 7 * day, until: exampleNow - day }),
    ofTransactions(
      'of a quiet client, one state, a later page',
      { clientId: 'quiet', state: 'expired', after: { createdAt: exampleNow - 9 * day, transactionId: 'ft1' } },
      110,
    ),
  ];
}
