/** The management API (okta-api 3): one file per resource, the same names as in contracts. */
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
import { groupRoutes } from './groups.js';
import { promptLimitRoutes } from './prompt-limits.js';
import { pushProviderRoutes } from './push-providers.js';
import { pushSettingRoutes } from './push-settings.js';
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
  groupRoutes,
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

export function managementRoutes(app: FastifyInstance, server: ServerContext): void {
  const router = createRouter(app, server, createAuthenticate(server));
  for (const module of modules) module(router, server);
}
