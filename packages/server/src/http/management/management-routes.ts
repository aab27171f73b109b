/** The management API (okta-api 3): one file per resource, the same names as in contracts. */
import { managementOperations, type ManagementOperations } from '@countersign/contracts';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { accessPolicyRoutes } from './access-policies.js';
import { apiTokenRoutes } from './api-tokens.js';
import { appAssignmentRoutes } from './app-assignments.js';
import { appRoutes } from './apps.js';
import { createAuthenticate } from './authenticate.js';
import { authenticatorRoutes } from './authenticators.js';
import { authorizationServerRoutes } from './authorization-servers.js';
import { brandRoutes } from './brands.js';
import { clientBlockRoutes } from './client-blocks.js';
import { clientSecretRoutes } from './client-secrets.js';
import { detailsTypeRoutes } from './details-types.js';
import { deviceRoutes } from './devices.js';
import { enrollmentLinkHandlers } from './enrollment-links.js';
import { groupHandlers } from './groups.js';
import type { Handlers } from './handlers.js';
import { logSealHandlers } from './log-seals.js';
import { promptLimitRoutes } from './prompt-limits.js';
import { pushProviderRoutes } from './push-providers.js';
import { pushSettingRoutes } from './push-settings.js';
import { registerOperations } from './register-operations.js';
import { createRouter, type Router } from './router.js';
import { scopeAndClaimRoutes } from './scopes-and-claims.js';
import { systemLogRoutes } from './system-log.js';
import { transactionRoutes } from './transactions.js';
import { signInSettingRoutes } from './sign-in-settings.js';
import { trustedOriginRoutes } from './trusted-origins.js';
import { userFactorRoutes } from './user-factors.js';
import { userRoutes } from './users.js';

/** A file of this folder that adds the endpoints of its resource. */
export type ManagementRouteModule = (routes: Router, server: ServerContext) => void;

const modules: readonly ManagementRouteModule[] = [
  appRoutes,
  clientSecretRoutes,
  appAssignmentRoutes,
  authorizationServerRoutes,
  scopeAndClaimRoutes,
  detailsTypeRoutes,
  accessPolicyRoutes,
  authenticatorRoutes,
  pushProviderRoutes,
  userRoutes,
  userFactorRoutes,
  signInSettingRoutes,
  deviceRoutes,
  clientBlockRoutes,
  promptLimitRoutes,
  pushSettingRoutes,
  systemLogRoutes,
  transactionRoutes,
  apiTokenRoutes,
  trustedOriginRoutes,
  brandRoutes,
];

/** What serves the table. A new kind of resource is one file beside this one and one line here. */
function managementHandlers(server: ServerContext): Handlers<ManagementOperations> {
  return {
    ...groupHandlers(server),
    ...logSealHandlers(server),
    ...enrollmentLinkHandlers(server),
  };
}

export function managementRoutes(app: FastifyInstance, server: ServerContext): void {
  const authenticate = createAuthenticate(server);
  registerOperations(app, server, { table: managementOperations, handlers: managementHandlers(server), authenticate });
  const router = createRouter(app, server, authenticate);
  for (const module of modules) module(router, server);
}
