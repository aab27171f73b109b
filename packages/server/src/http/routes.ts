/** Every route module of the server, in one list. */
import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { ServerContext } from '../server-context.js';
import { consoleFileRoutes } from './console/console-files.js';
import { passwordLinkRoutes } from './account/password-link.js';
import { firstRunRoutes } from './console/first-run.js';
import { consoleSessionRoutes } from './console/session.js';
import { consoleSignInRoutes } from './console/sign-in.js';
import { healthRoutes } from './health.js';
import { firstAdministratorRoutes } from './internal/first-administrator.js';
import { managementRoutes } from './management/management-routes.js';
import { appAuthenticatorRoutes } from './myaccount/app-authenticators.js';
import { liveEventRoutes } from './myaccount/live-events.js';
import { pushChallengeRoutes } from './myaccount/push-challenges.js';
import { promptPauseRoutes } from './myaccount/prompt-pause.js';
import { transactionReportRoutes } from './myaccount/transaction-reports.js';
import { authorizeRoutes } from './oauth/authorize.js';
import { logoutRoutes } from './oauth/logout.js';
import { bcAuthorizeRoutes } from './oauth/bc-authorize.js';
import { discoveryRoutes } from './oauth/discovery.js';
import { introspectRoutes } from './oauth/introspect.js';
import { keysRoutes } from './oauth/keys.js';
import { revokeRoutes } from './oauth/revoke.js';
import { tokenRoutes } from './oauth/token.js';
import { userinfoRoutes } from './oauth/userinfo.js';
import { openApiRoutes } from './openapi.js';
import { signInAssetRoutes } from './sign-in/assets.js';
import { signInRoutes } from './sign-in/sign-in.js';
import { appAuthenticatorConfigurationRoutes } from './well-known/app-authenticator-configuration.js';
import { evidenceKeysRoutes } from './well-known/evidence-keys.js';
import { oktaOrganizationRoutes } from './well-known/okta-organization.js';

/** A file under `http/` that adds its endpoints. */
export type RouteModule = (app: FastifyInstance, server: ServerContext) => void;

const routes: readonly RouteModule[] = [
  healthRoutes,
  discoveryRoutes,
  keysRoutes,
  bcAuthorizeRoutes,
  tokenRoutes,
  introspectRoutes,
  revokeRoutes,
  userinfoRoutes,
  oktaOrganizationRoutes,
  evidenceKeysRoutes,
  appAuthenticatorConfigurationRoutes,
  appAuthenticatorRoutes,
  pushChallengeRoutes,
  liveEventRoutes,
  transactionReportRoutes,
  promptPauseRoutes,
  firstAdministratorRoutes,
  managementRoutes,
  openApiRoutes,
  consoleFileRoutes,
];

/** Pages of the browser flow: only here are cookies parsed, the endpoints of machines have none. */
const pageRoutes: readonly RouteModule[] = [
  authorizeRoutes,
  signInRoutes,
  signInAssetRoutes,
  logoutRoutes,
  consoleSignInRoutes,
  consoleSessionRoutes,
  firstRunRoutes,
  passwordLinkRoutes,
];

export async function registerRoutes(app: FastifyInstance, server: ServerContext): Promise<void> {
  for (const route of routes) route(app, server);
  await app.register(async (pages) => {
    await pages.register(cookie);
    for (const route of pageRoutes) route(pages, server);
  });
}
