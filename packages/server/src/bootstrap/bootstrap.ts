/**
 * The first start, and what every start makes sure of (decisions 3.6, 4.2): one org with its URL and key check value, its authorization
 * servers with keys, and the quickstart's parts where it is one, and a code for the first administrator. One node at a time.
 */
import {
  keyId,
  newId,
  quickstartPromptLimits,
  type Cipher,
  type Clock,
  type PeopleAdministration,
  type Random,
  type SigningKeyring,
  type AuthorizationServerStore,
} from '@countersign/engine';
import type { Database, SetupStore, StoredOrg } from '@countersign/storage';
import { deploymentFaults, isDevelopmentUrl, type Config } from '../config.js';
import { checkEncryptionKey, checkSealingKeys, type EncryptionKeys } from '../encryption-key.js';
import type { ServerUrls } from '../server-context.js';
import { StartupError } from '../startup-error.js';
import { trustAuthenticatorApp } from './ensure-authenticator-app.js';
import { ensureOrgParts } from './ensure-org.js';
import { offerSetupToken } from './first-administrator.js';
import { orgUrl } from './org-url.js';
import { ensureQuickstart, quickstartBrand, type QuickstartFacts } from './quickstart.js';

export interface BootstrapNeeds {
  readonly database: Database;
  readonly setup: SetupStore;
  readonly admin: PeopleAdministration;
  readonly authorizationServers: AuthorizationServerStore;
  readonly keyring: SigningKeyring;
  readonly cipher: Cipher;
  readonly keys: EncryptionKeys;
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
}

export interface BootstrapOutcome {
  readonly org: StoredOrg;
  /** True for the start that made the org. */
  readonly firstStart: boolean;
  readonly quickstart: QuickstartFacts | undefined;
  /** For the first administrator, or their password; undefined when one can sign in. */
  readonly setupToken: string | undefined;
}

export interface BootstrapPlace {
  /** The one this node listens on. */
  readonly port: number;
  readonly linksOf: (orgUrl: string) => ServerUrls;
}

export function bootstrap(needs: BootstrapNeeds, place: BootstrapPlace): Promise<BootstrapOutcome> {
  return needs.database.exclusively(async () => {
    const stored = await needs.setup.findOrg();
    const org = await ensureOrg(needs, stored, place.port);
    const quickstart = await needs.setup.findQuickstart(org.id, needs.cipher);
    const brand = quickstart === undefined ? { name: org.name } : quickstartBrand;
    await ensureOrgParts(needs.admin, { orgId: org.id, orgUrl: org.url, allowCiba: quickstart !== undefined, brand });
    // the first use makes the keys: done here, so that no request waits for it
    for (const server of await needs.authorizationServers.list(org.id)) await needs.keyring.signingKey(server);
    const links = place.linksOf(org.url);
    const facts = await ensureQuickstart(needs, { orgId: org.id, authenticatorUrl: links.authenticator, bankUrl: links.bank });
    if (links.authenticator !== org.url) {
      await trustAuthenticatorApp(needs.admin, { orgId: org.id, authenticatorUrl: links.authenticator });
    }
    const setupToken = await offerSetupToken(needs, org.id);
    return { org, firstStart: stored === undefined, quickstart: facts, setupToken };
  });
}

async function ensureOrg(needs: BootstrapNeeds, stored: StoredOrg | undefined, port: number): Promise<StoredOrg> {
  const { config, keys, setup, clock, database } = needs;
  const url = orgUrl({ config, stored: stored?.url, port, embedded: database.engine === 'pglite' });
  const faults = deploymentFaults(config, url);
  if (faults.length > 0) throw new StartupError(`The org's URL is ${url}. ${faults.join(' ')}`);
  const keyCheck = keyId(keys.keys[0]);
  if (stored === undefined) {
    const quickstart = config.quickstart ?? isDevelopmentUrl(url);
    const org: StoredOrg = { id: newId(needs.random, '00o'), url, name: quickstart ? 'Quickstart' : new URL(url).hostname, keyCheck };
    const settings = quickstart ? { promptLimits: quickstartPromptLimits } : {};
    await setup.insertOrg({ ...org, settings, quickstart }, clock.now());
    return org;
  }
  const keyChanged = checkEncryptionKey(keys, stored.keyCheck);
  checkSealingKeys(keys, await setup.listSealingKeys());
  const org: StoredOrg = { ...stored, url, keyCheck };
  if (keyChanged || url !== stored.url) {
    await setup.updateOrg(org, clock.now());
    await needs.admin.engine.bus.publish([{ kind: 'changed', record: 'org', id: org.id }]);
  }
  return org;
}
