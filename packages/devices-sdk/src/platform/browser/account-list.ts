/** The accounts of this browser: each with keys and records in a database of its own, named in one list. */
import { createDeviceAuthenticator, type DeviceAuthenticator } from '../../core/authenticator.js';
import type { DeviceAuthenticatorConfig } from '../../core/context.js';
import { DeviceError } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { originOf } from '../../core/org-url.js';
import { openBrowserPorts, type BrowserOptions } from './browser-ports.js';
import { deleteIndexedDatabase, openIndexedDatabase, type IndexedDatabase } from './indexed-database.js';

export interface Account {
  /** Names the account in this browser. */
  readonly key: string;
  readonly orgUrl: string;
  readonly clientId: string;
  /** `sub` of the ID token. */
  readonly userId: string;
  readonly username: string | undefined;
  readonly databaseName: string;
  /** Milliseconds since the epoch. */
  readonly addedAt: number;
}

export interface NewAccount {
  readonly orgUrl: string;
  readonly clientId: string;
  readonly userId: string;
  readonly username?: string;
}

export interface AccountList {
  /** The one that was added first in front. */
  list(): Promise<readonly Account[]>;
  /** Adds an account after its sign-in; one that is there gets the new user name. */
  add(account: NewAccount): Promise<Account>;
  /** The same authenticator for the life of the page. */
  open(account: Account): Promise<DeviceAuthenticator>;
  /** The account a push is for. */
  findByEnrollment(enrollmentId: string): Promise<Account | undefined>;
  /** Ends the enrollments at the org with the user's token, then wipes the account here. Throws and keeps it when the org cannot be told. */
  signOut(account: Account, options: { readonly accessToken: string }): Promise<void>;
  /** Wipes the account here only: the org keeps enrollments that nobody can use. */
  remove(account: Account): Promise<void>;
}

export type AccountListOptions = Omit<BrowserOptions, 'databaseName'> & Omit<DeviceAuthenticatorConfig, 'clientId' | 'orgUrl'>;

interface OpenAccount {
  readonly authenticator: DeviceAuthenticator;
  readonly close: () => void;
}

const listDatabase = 'countersign-accounts';

/** What the ports and authenticators of all accounts have in common goes into the options. */
export function createAccountList(options: AccountListOptions): AccountList {
  const opened = new Map<string, Promise<OpenAccount>>();
  let opening: Promise<IndexedDatabase> | undefined;
  const entries = () => (opening ??= openIndexedDatabase(indexedDB, listDatabase));
  const list = async (): Promise<readonly Account[]> => {
    const database = await entries();
    const values = await Promise.all((await database.keys('values')).map((key) => database.get('values', key)));
    return values.filter(isAccount).sort((a, b) => a.addedAt - b.addedAt);
  };
  const openOnce = (account: Account): Promise<OpenAccount> => {
    const found = opened.get(account.key) ?? openAccount(account, options);
    opened.set(account.key, found);
    found.catch(() => opened.delete(account.key));
    return found;
  };
  const enrollmentsOf = async (account: Account) => (await openOnce(account)).authenticator.allEnrollments();
  const remove = async (account: Account): Promise<void> => {
    for (const enrollment of await enrollmentsOf(account)) await enrollment.deleteFromDevice();
    (await openOnce(account)).close();
    opened.delete(account.key);
    await deleteIndexedDatabase(indexedDB, account.databaseName);
    await (await entries()).delete('values', account.key);
  };
  return {
    list,
    remove,
    async add(added) {
      const account = accountOf(added, await list());
      await (await entries()).put('values', account.key, account);
      return account;
    },
    open: async (account) => (await openOnce(account)).authenticator,
    async findByEnrollment(enrollmentId) {
      for (const account of await list()) {
        if ((await enrollmentsOf(account)).some(({ id }) => id === enrollmentId)) return account;
      }
      return undefined;
    },
    async signOut(account, { accessToken }) {
      for (const enrollment of await enrollmentsOf(account)) await enrollment.delete({ accessToken });
      await remove(account);
    },
  };
}

async function openAccount(account: Account, options: AccountListOptions): Promise<OpenAccount> {
  const { orgUrl, clientId, databaseName } = account;
  const { ports, close } = await openBrowserPorts({ ...options, databaseName });
  return { authenticator: createDeviceAuthenticator(ports, { ...options, orgUrl, clientId }), close };
}

/** One account per org, app and user. */
function accountOf(added: NewAccount, known: readonly Account[]): Account {
  const orgUrl = originOf(added.orgUrl);
  if (orgUrl === undefined || added.userId === '') throw new DeviceError('invalid_configuration', { detail: 'account' });
  const key = `${orgUrl} ${added.clientId} ${added.userId}`;
  return {
    key,
    orgUrl,
    clientId: added.clientId,
    userId: added.userId,
    username: added.username,
    databaseName: `countersign-device ${key}`,
    addedAt: known.find((account) => account.key === key)?.addedAt ?? Date.now(),
  };
}

function isAccount(value: unknown): value is Account {
  return isObject(value) && ['key', 'orgUrl', 'clientId', 'userId', 'databaseName'].every((name) => typeof value[name] === 'string');
}
