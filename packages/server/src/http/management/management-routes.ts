/** The management API (okta-api 3): one file per resource, the same names as in contracts. */
import { managementOperations, type ManagementOperations } from '@countersign/contracts';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { accessPolicyHandlers } from './access-policies.js';
import { apiTokenHandlers } from './api-tokens.js';
import { appAssignmentHandlers } from './app-assignments.js';
import { appHandlers } from './apps.js';
import { createAuthenticate } from './authenticate.js';
import { authenticatorHandlers } from './authenticators.js';
import { authorizationServerHandlers } from './authorization-servers.js';
import { brandHandlers } from './brands.js';
import { clientBlockHandlers } from './client-blocks.js';
import { clientSecretHandlers } from './client-secrets.js';
import { detailsTypeHandlers } from './details-types.js';
import { deviceHandlers } from './devices.js';
import { enrollmentLinkHandlers } from './enrollment-links.js';
import { featureHandlers } from './features.js';
import { tryItHandlers } from './try-it.js';
import { searchHandlers } from './search.js';
import { clientKeyHandlers } from './client-keys.js';
import { testPushHandlers } from './test-push.js';
import { groupHandlers } from './groups.js';
import type { Handlers } from './handlers.js';
import { liveTailHandlers } from './live-tails.js';
import { logSealHandlers } from './log-seals.js';
import { orgSettingHandlers } from './org-settings.js';
import { pushProviderHandlers } from './push-providers.js';
import { registerOperations } from './register-operations.js';
import { scopeGrantHandlers } from './scope-grants.js';
import { claimHandlers, scopeHandlers } from './scopes-and-claims.js';
import { statisticsHandlers } from './statistics.js';
import { systemLogHandlers } from './system-log.js';
import { tokenPreviewHandlers } from './token-preview.js';
import { transactionHandlers } from './transactions.js';
import { trustedOriginHandlers } from './trusted-origins.js';
import { userFactorHandlers } from './user-factors.js';
import { userRoleHandlers } from './user-roles.js';
import { userHandlers } from './users.js';

/** What serves the table. A new kind of resource is one file beside this one and one line here. */
function managementHandlers(server: ServerContext): Handlers<ManagementOperations> {
  return {
    ...accessPolicyHandlers(server),
    ...apiTokenHandlers(server),
    ...appAssignmentHandlers(server),
    ...appHandlers(server),
    ...authenticatorHandlers(server),
    ...authorizationServerHandlers(server),
    ...brandHandlers(server),
    ...clientBlockHandlers(server),
    ...clientSecretHandlers(server),
    ...detailsTypeHandlers(server),
    ...deviceHandlers(server),
    ...enrollmentLinkHandlers(server),
    ...featureHandlers(server),
    ...tryItHandlers(server),
    ...searchHandlers(server),
    ...clientKeyHandlers(server),
    ...testPushHandlers(server),
    ...groupHandlers(server),
    ...liveTailHandlers(server),
    ...logSealHandlers(server),
    ...orgSettingHandlers(server),
    ...pushProviderHandlers(server),
    ...claimHandlers(server),
    ...scopeGrantHandlers(server),
    ...scopeHandlers(server),
    ...statisticsHandlers(server),
    ...systemLogHandlers(server),
    ...tokenPreviewHandlers(server),
    ...transactionHandlers(server),
    ...trustedOriginHandlers(server),
    ...userFactorHandlers(server),
    ...userRoleHandlers(server),
    ...userHandlers(server),
  };
}

export function managementRoutes(app: FastifyInstance, server: ServerContext): void {
  registerOperations(app, server, {
    table: managementOperations,
    handlers: managementHandlers(server),
    authenticate: createAuthenticate(server),
  });
}
