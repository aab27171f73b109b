/** `/api/v1/authorizationServers`: the servers and their keys (okta-api 3.7). */
import type { authorizationServerOperations, authorizationServerOutput, serverKeyOutput } from '@countersign/contracts';
import {
  type AuthorizationServerRecord,
  createAuthorizationServer,
  deleteAuthorizationServer,
  getAuthorizationServer,
  listAuthorizationServers,
  listServerKeys,
  notFound,
  type PublicKeyRecord,
  replaceAuthorizationServer,
  rotateServerKeys,
  withdrawServerKey,
  rotationPeriodMs,
  setAuthorizationServerStatus,
} from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';
import type { CallFacts } from './operation-call.js';

export function authorizationServerHandlers(server: ServerContext): Handlers<typeof authorizationServerOperations> {
  const find = (call: ServerCall) => getAuthorizationServer(server, call.path.authServerId, call.actor);
  const shown = async (record: AuthorizationServerRecord, call: CallFacts) => present(await withKeys(server, record, call), call.orgUrl);
  const setStatus = (call: ServerCall, status: 'ACTIVE' | 'INACTIVE') =>
    setAuthorizationServerStatus(server, { id: call.path.authServerId, status }, call.actor);
  const keysOf = (call: ServerCall) => listServerKeys(server, call.path.authServerId, call.actor);
  return {
    createAuthorizationServer: async (call) =>
      shown(await createAuthorizationServer(server, { input: call.body(), isDefault: false }, call.actor), call),
    listAuthorizationServers: (call) =>
      listPage(call, {
        read: async (query) =>
          Promise.all((await listAuthorizationServers(server, query, call.actor)).map((record) => withKeys(server, record, call))),
        idOf: (record) => record.id,
        present: (record) => present(record, call.orgUrl),
      }),
    getAuthorizationServer: async (call) => shown(await find(call), call),
    async replaceAuthorizationServer(call) {
      await find(call);
      const replacement = { id: call.path.authServerId, input: call.body() };
      return shown(await replaceAuthorizationServer(server, replacement, call.actor), call);
    },
    deleteAuthorizationServer: (call) => deleteAuthorizationServer(server, call.path.authServerId, call.actor),
    activateAuthorizationServer: (call) => setStatus(call, 'ACTIVE'),
    deactivateAuthorizationServer: (call) => setStatus(call, 'INACTIVE'),
    listAuthorizationServerKeys: async (call) => (await keysOf(call)).map((key) => presentKey(key, call)),
    async getAuthorizationServerKey(call) {
      const { keyId } = call.path;
      const key = (await keysOf(call)).find(({ kid }) => kid === keyId);
      if (key === undefined) throw notFound(keyId, 'AuthorizationServerKey');
      return presentKey(key, call);
    },
    withdrawAuthorizationServerKey: ({ path, actor }) => withdrawServerKey(server, { id: path.authServerId, kid: path.keyId }, actor),
    async rotateAuthorizationServerKeys(call) {
      await find(call);
      call.body();
      return (await rotateServerKeys(server, call.path.authServerId, call.actor)).map((key) => presentKey(key, call));
    },
  };
}

type ServerCall = CallFacts & { readonly path: { readonly authServerId: string } };

function presentKey(key: PublicKeyRecord, { orgUrl, path }: ServerCall): Presented<z.output<typeof serverKeyOutput>> {
  const { kty, alg, ...members } = key.publicJwk;
  const own = `/authorizationServers/${encodeURIComponent(path.authServerId)}/credentials/keys/${key.kid}`;
  return {
    ...members,
    kid: key.kid,
    kty: kty === 'EC' ? 'EC' : 'RSA',
    alg: alg === 'ES256' ? 'ES256' : 'RS256',
    use: 'sig',
    status: key.status,
    _links: { self: link(orgUrl, own) },
  };
}

/** The first look at a new server makes its keys. */
async function withKeys(
  server: ServerContext,
  record: AuthorizationServerRecord,
  { actor }: CallFacts,
): Promise<AuthorizationServerRecord> {
  if (record.activeKey !== undefined) return record;
  await listServerKeys(server, record.id, actor);
  return getAuthorizationServer(server, record.id, actor);
}

function present(record: AuthorizationServerRecord, orgUrl: string): Presented<z.output<typeof authorizationServerOutput>> {
  const path = `/authorizationServers/${record.id}`;
  const issuer = `${orgUrl}/oauth2/${record.isDefault ? 'default' : record.id}`;
  const key = record.activeKey;
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    audiences: [record.audience],
    issuer,
    issuerMode: record.issuerMode,
    status: record.status,
    created: time(record.createdAt),
    lastUpdated: time(record.updatedAt),
    credentials: {
      signing: {
        rotationMode: record.rotationMode,
        ...(key === undefined ? {} : { kid: key.kid, lastRotated: time(key.activatedAt) }),
        ...(key === undefined || record.rotationMode === 'MANUAL' ? {} : { nextRotation: time(key.activatedAt + rotationPeriodMs) }),
      },
    },
    default: record.isDefault,
    _links: {
      self: record.isDefault ? link(orgUrl, path, 'GET', 'PUT') : link(orgUrl, path, 'GET', 'PUT', 'DELETE'),
      metadata: [
        { name: 'oauth-authorization-server', href: `${issuer}/.well-known/oauth-authorization-server`, hints: { allow: ['GET'] } },
        { name: 'openid-configuration', href: `${issuer}/.well-known/openid-configuration`, hints: { allow: ['GET'] } },
      ],
      keys: link(orgUrl, `${path}/credentials/keys`),
      rotateKey: link(orgUrl, `${path}/credentials/lifecycle/keyRotate`, 'POST'),
      scopes: link(orgUrl, `${path}/scopes`),
      claims: link(orgUrl, `${path}/claims`),
      authorizationDetailsTypes: link(orgUrl, `${path}/authorizationDetailsTypes`),
      policies: link(orgUrl, `${path}/policies`),
      ...(record.status === 'ACTIVE'
        ? { deactivate: link(orgUrl, `${path}/lifecycle/deactivate`, 'POST') }
        : { activate: link(orgUrl, `${path}/lifecycle/activate`, 'POST') }),
    },
  };
}
