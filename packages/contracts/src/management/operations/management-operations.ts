/** Every operation of the management API, by its id. A new kind of resource is one file beside this one and one line here. */
import { accessPolicyOperations } from './access-policies.js';
import { apiTokenOperations } from './api-tokens.js';
import { appAssignmentOperations } from './app-assignments.js';
import { appOperations } from './apps.js';
import { authenticatorOperations } from './authenticators.js';
import { detailsTypeOperations } from './authorization-details-types.js';
import { authorizationServerOperations } from './authorization-servers.js';
import { brandOperations } from './brands.js';
import { claimOperations } from './claims.js';
import { clientBlockOperations } from './client-blocks.js';
import { clientSecretOperations } from './client-secrets.js';
import { deviceOperations } from './devices.js';
import { enrollmentLinkOperations } from './enrollment-links.js';
import { groupOperations } from './groups.js';
import { liveTailOperations } from './live-tails.js';
import { logSealOperations } from './log-seals.js';
import { orgSettingOperations } from './org-settings.js';
import { pushProviderOperations } from './push-providers.js';
import { scopeGrantOperations } from './scope-grants.js';
import { scopeOperations } from './scopes.js';
import { statisticsOperations } from './statistics.js';
import { systemLogOperations } from './system-log.js';
import { tokenPreviewOperations } from './token-preview.js';
import { transactionOperations } from './transactions.js';
import { trustedOriginOperations } from './trusted-origins.js';
import { userFactorOperations } from './user-factors.js';
import { userRoleOperations } from './user-roles.js';
import { userOperations } from './users.js';
import { featureOperations } from './features.js';
import { tryItOperations } from './try-it.js';
import { searchOperations } from './search.js';
import { clientKeyOperations } from './client-keys.js';
import { testPushOperations } from './test-push.js';

export const managementOperations = {
  ...accessPolicyOperations,
  ...apiTokenOperations,
  ...appAssignmentOperations,
  ...appOperations,
  ...authenticatorOperations,
  ...detailsTypeOperations,
  ...authorizationServerOperations,
  ...brandOperations,
  ...claimOperations,
  ...clientBlockOperations,
  ...clientSecretOperations,
  ...deviceOperations,
  ...enrollmentLinkOperations,
  ...groupOperations,
  ...liveTailOperations,
  ...logSealOperations,
  ...orgSettingOperations,
  ...pushProviderOperations,
  ...scopeGrantOperations,
  ...scopeOperations,
  ...statisticsOperations,
  ...systemLogOperations,
  ...tokenPreviewOperations,
  ...transactionOperations,
  ...trustedOriginOperations,
  ...userFactorOperations,
  ...userRoleOperations,
  ...userOperations,
  ...featureOperations,
  ...tryItOperations,
  ...searchOperations,
  ...clientKeyOperations,
  ...testPushOperations,
} as const;
export type ManagementOperations = typeof managementOperations;
