/** `/api/v1/authenticators` (okta-api 3.8). */
import { authenticatorInput, authenticatorReplacement, pushMethodInput } from '@countersign/contracts';
import {
  activateAuthenticator,
  type AuthenticatorRecord,
  createAuthenticator,
  deactivateAuthenticator,
  deleteAuthenticator,
  getAuthenticator,
  listAuthenticators,
  notFound,
  replaceAuthenticator,
  replacePushMethod,
  setPushMethodStatus,
} from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { type ManagementCall, noContent, ok } from './management-call.js';
import { activateQuery } from './query.js';
import type { Router } from './router.js';

export function authenticatorRoutes(routes: Router, server: ServerContext): void {
  const present = (authenticator: AuthenticatorRecord, call: ManagementCall) => ok(presentAuthenticator(authenticator, call.orgUrl));
  routes.post('/authenticators', async (call) => {
    const { activate } = call.query(activateQuery);
    return present(await createAuthenticator(server, { input: call.body(authenticatorInput), active: activate }, call.actor), call);
  });
  routes.get('/authenticators', async (call) => {
    const authenticators = await listAuthenticators(server, call.actor);
    return ok(authenticators.map((authenticator) => presentAuthenticator(authenticator, call.orgUrl)));
  });
  routes.get('/authenticators/:id', async (call) => present(await getAuthenticator(server, call.param('id'), call.actor), call));
  routes.put('/authenticators/:id', async (call) => {
    await getAuthenticator(server, call.param('id'), call.actor);
    return present(
      await replaceAuthenticator(server, { id: call.param('id'), input: call.body(authenticatorReplacement) }, call.actor),
      call,
    );
  });
  routes.delete('/authenticators/:id', async (call) => {
    await deleteAuthenticator(server, call.param('id'), call.actor);
    return noContent;
  });
  routes.post('/authenticators/:id/lifecycle/activate', async (call) =>
    present(await activateAuthenticator(server, call.param('id'), call.actor), call),
  );
  routes.post('/authenticators/:id/lifecycle/deactivate', async (call) =>
    present(await deactivateAuthenticator(server, call.param('id'), call.actor), call),
  );
  methodRoutes(routes, server);
}

/** A custom app has one method: push. */
function methodRoutes(routes: Router, server: ServerContext): void {
  const addressed = async (call: ManagementCall): Promise<AuthenticatorRecord> => {
    const authenticator = await getAuthenticator(server, call.param('id'), call.actor);
    if (call.param('type') !== 'push') throw notFound(call.param('type'), 'AuthenticatorMethod');
    return authenticator;
  };
  const setStatus = async (call: ManagementCall, status: 'ACTIVE' | 'INACTIVE') => {
    const { id } = await addressed(call);
    return ok(presentPushMethod(await setPushMethodStatus(server, { id, status }, call.actor), call.orgUrl));
  };
  routes.get('/authenticators/:id/methods', async (call) =>
    ok([presentPushMethod(await getAuthenticator(server, call.param('id'), call.actor), call.orgUrl)]),
  );
  routes.get('/authenticators/:id/methods/:type', async (call) => ok(presentPushMethod(await addressed(call), call.orgUrl)));
  routes.put('/authenticators/:id/methods/:type', async (call) => {
    const { id } = await addressed(call);
    return ok(presentPushMethod(await replacePushMethod(server, { id, input: call.body(pushMethodInput) }, call.actor), call.orgUrl));
  });
  routes.post('/authenticators/:id/methods/:type/lifecycle/activate', (call) => setStatus(call, 'ACTIVE'));
  routes.post('/authenticators/:id/methods/:type/lifecycle/deactivate', (call) => setStatus(call, 'INACTIVE'));
}

function presentAuthenticator(authenticator: AuthenticatorRecord, orgUrl: string): object {
  const path = `/authenticators/${authenticator.id}`;
  const { provider, settings } = authenticator.document;
  return {
    id: authenticator.id,
    type: 'app',
    key: authenticator.key,
    status: authenticator.status,
    name: authenticator.name,
    created: time(authenticator.createdAt),
    lastUpdated: time(authenticator.updatedAt),
    settings: {
      userVerification: settings.userVerification,
      appInstanceId: authenticator.mobileAppId,
      oauthClientId: authenticator.mobileClientId,
      ...(authenticator.brandId === undefined ? {} : { brandId: authenticator.brandId }),
    },
    provider,
    _links: {
      self: link(orgUrl, path, 'GET', 'PUT'),
      methods: link(orgUrl, `${path}/methods`),
      enroll: { href: `${orgUrl}/idp/authenticators`, hints: { allow: ['POST'] } },
      ...(authenticator.status === 'ACTIVE'
        ? { deactivate: link(orgUrl, `${path}/lifecycle/deactivate`, 'POST') }
        : { activate: link(orgUrl, `${path}/lifecycle/activate`, 'POST'), delete: link(orgUrl, path, 'DELETE') }),
    },
  };
}

function presentPushMethod(authenticator: AuthenticatorRecord, orgUrl: string): object {
  const path = `/authenticators/${authenticator.id}/methods/push`;
  const { status, settings } = authenticator.document.methods.push;
  const other = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    type: 'push',
    status,
    settings,
    _links: { self: link(orgUrl, path, 'GET', 'PUT'), [other]: link(orgUrl, `${path}/lifecycle/${other}`, 'POST') },
  };
}
