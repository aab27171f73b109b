import type { Cipher, ManagementStores } from '@countersign/engine';
import type { Database } from '../database.js';
import { createAccessPolicyStore } from './access-policy-store.js';
import { createApiTokenStore } from './api-token-store.js';
import { createAppAssignmentStore } from './app-assignment-store.js';
import { createAppStore } from './app-store.js';
import { createBrandStore } from './brand-store.js';
import { createClientBlockStore } from './client-block-store.js';
import { createClientKeyStore } from './client-key-store.js';
import { createGroupStore } from './group-store.js';
import { createLogSealStore } from './log-seal-store.js';
import { createManagedAuthenticatorStore } from './managed-authenticator-store.js';
import { createManagedAuthorizationServerStore } from './managed-authorization-server-store.js';
import { createManagedDeviceStore } from './managed-device-store.js';
import { createManagedUserStore } from './managed-user-store.js';
import { createOrgSettingsStore } from './org-settings-store.js';
import { createPasswordLinkStore } from './password-link-store.js';
import { createPushProviderStore } from './push-provider-store.js';
import { createScopeGrantStore } from './scope-grant-store.js';
import { createSearchStore } from './search-store.js';
import { createSimulatedDeviceStore } from './simulated-device-store.js';
import { createStatisticsStore } from './statistics-store.js';
import { createSystemLogStore } from './system-log-store.js';
import { createTransactionStore } from './transaction-store.js';
import { createTrustedOriginStore } from './trusted-origin-store.js';

/** Everything the management of an org writes to. `cipher` seals client secrets and push credentials. */
export function createManagementStores(needs: { readonly database: Database; readonly cipher: Cipher }): ManagementStores {
  return {
    apiTokens: createApiTokenStore(needs),
    apps: createAppStore(needs),
    assignments: createAppAssignmentStore(needs),
    authenticators: createManagedAuthenticatorStore(needs),
    authorizationServers: createManagedAuthorizationServerStore(needs),
    brands: createBrandStore(needs),
    clientBlocks: createClientBlockStore(needs),
    clientKeys: createClientKeyStore(needs),
    devices: createManagedDeviceStore(needs),
    groups: createGroupStore(needs),
    logSeals: createLogSealStore(needs),
    orgSettings: createOrgSettingsStore(needs),
    passwordLinks: createPasswordLinkStore(needs),
    policies: createAccessPolicyStore(needs),
    pushProviders: createPushProviderStore(needs),
    scopeGrants: createScopeGrantStore(needs),
    search: createSearchStore(needs),
    simulatedDevices: createSimulatedDeviceStore(needs),
    statistics: createStatisticsStore(needs),
    systemLog: createSystemLogStore(needs),
    transactions: createTransactionStore(needs),
    trustedOrigins: createTrustedOriginStore(needs),
    users: createManagedUserStore(needs),
  };
}
