import type { AccessPolicyStore } from './access-policy-store.js';
import type { ApiTokenStore } from './api-token-store.js';
import type { AppAssignmentStore } from './app-assignment-store.js';
import type { AppStore } from './app-store.js';
import type { BrandStore } from './brand-store.js';
import type { ClientBlockStore } from './client-block-store.js';
import type { ClientKeyStore } from './client-key-store.js';
import type { GroupStore } from './group-store.js';
import type { LogSealStore } from './log-seal-store.js';
import type { ManagedAuthenticatorStore } from './managed-authenticator-store.js';
import type { ManagedAuthorizationServerStore } from './managed-authorization-server-store.js';
import type { ManagedDeviceStore } from './managed-device-store.js';
import type { ManagedUserStore } from './managed-user-store.js';
import type { OrgSettingsStore } from './org-settings-store.js';
import type { PasswordLinkStore } from './password-link-store.js';
import type { PushProviderStore } from './push-provider-store.js';
import type { SearchStore } from './search-store.js';
import type { SimulatedDeviceStore } from './simulated-device-store.js';
import type { StatisticsStore } from './statistics-store.js';
import type { SystemLogStore } from './system-log-store.js';
import type { TransactionStore } from './transaction-store.js';
import type { TrustedOriginStore } from './trusted-origin-store.js';

/** Everything the management of an org writes to. */
export interface ManagementStores {
  readonly apiTokens: ApiTokenStore;
  readonly apps: AppStore;
  readonly assignments: AppAssignmentStore;
  readonly authenticators: ManagedAuthenticatorStore;
  readonly authorizationServers: ManagedAuthorizationServerStore;
  readonly brands: BrandStore;
  readonly clientBlocks: ClientBlockStore;
  readonly clientKeys: ClientKeyStore;
  readonly devices: ManagedDeviceStore;
  readonly groups: GroupStore;
  readonly logSeals: LogSealStore;
  readonly orgSettings: OrgSettingsStore;
  readonly passwordLinks: PasswordLinkStore;
  readonly policies: AccessPolicyStore;
  readonly pushProviders: PushProviderStore;
  readonly search: SearchStore;
  readonly simulatedDevices: SimulatedDeviceStore;
  readonly statistics: StatisticsStore;
  readonly systemLog: SystemLogStore;
  readonly transactions: TransactionStore;
  readonly trustedOrigins: TrustedOriginStore;
  readonly users: ManagedUserStore;
}
