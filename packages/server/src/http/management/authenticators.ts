/** `/api/v1/authenticators` (okta-api 3.8). */
import type { authenticatorOperations, authenticatorOutput, pushMethodOutput } from '@countersign/contracts';
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
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import type { CallFacts } from './operation-call.js';

export function authenticatorHandlers(server: ServerContext): Handlers<typeof authenticatorOperations> {
  const find = (call: AuthenticatorCall) => getAuthenticator(server, call.path.authenticatorId, call.actor);
  /** A custom app has one method: push. */
  const methodOwner = async (call: MethodCall): Promise<AuthenticatorRecord> => {
    const authenticator = await find(call);
    if (call.path.methodType !== 'push') throw notFound(call.path.methodType, 'AuthenticatorMethod');
    return authenticator;
  };
  const setMethodStatus = async (call: MethodCall, status: 'ACTIVE' | 'INACTIVE') => {
    const { id } = await methodOwner(call);
    return presentPushMethod(await setPushMethodStatus(server, { id, status }, call.actor), call.orgUrl);
  };
  return {
    async createAuthenticator(call) {
      const { activate } = call.query();
      return present(await createAuthenticator(server, { input: call.body(), active: activate }, call.actor), call.orgUrl);
    },
    listAuthenticators: async (call) =>
      (await listAuthenticators(server, call.actor)).map((authenticator) => present(authenticator, call.orgUrl)),
    getAuthenticator: async (call) => present(await find(call), call.orgUrl),
    async replaceAuthenticator(call) {
      const { id } = await find(call);
      return present(await replaceAuthenticator(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    deleteAuthenticator: (call) => deleteAuthenticator(server, call.path.authenticatorId, call.actor),
    activateAuthenticator: async (call) => present(await activateAuthenticator(server, call.path.authenticatorId, call.actor), call.orgUrl),
    deactivateAuthenticator: async (call) =>
      present(await deactivateAuthenticator(server, call.path.authenticatorId, call.actor), call.orgUrl),
    listAuthenticatorMethods: async (call) => [presentPushMethod(await find(call), call.orgUrl)],
    getAuthenticatorMethod: async (call) => presentPushMethod(await methodOwner(call), call.orgUrl),
    async replaceAuthenticatorMethod(call) {
      const { id } = await methodOwner(call);
      return presentPushMethod(await replacePushMethod(server, { id, input: call.body() }, call.actor), call.orgUrl);
    },
    activateAuthenticatorMethod: (call) => setMethodStatus(call, 'ACTIVE'),
    deactivateAuthenticatorMethod: (call) => setMethodStatus(call, 'INACTIVE'),
  };
}

type AuthenticatorCall = CallFacts & { readonly path: { readonly authenticatorId: string } };
type MethodCall = AuthenticatorCall & { readonly path: { readonly methodType: string } };

function present(authenticator: AuthenticatorRecord, orgUrl: string): Presented<z.output<typeof authenticatorOutput>> {
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

function presentPushMethod(authenticator: AuthenticatorRecord, orgUrl: string): Presented<z.output<typeof pushMethodOutput>> {
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
