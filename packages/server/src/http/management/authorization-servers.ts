/** `/api/v1/authorizationServers`: the servers and their keys (okta-api 3.7). */
import { authorizationServerInput, keyRotateInput } from '@countersign/contracts';
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
  rotationPeriodMs,
  setAuthorizationServerStatus,
} from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { link, time } from './links.js';
import { created, type ManagementCall, noContent, ok } from './management-call.js';
import { page } from './page.js';
import type { Router } from './router.js';

const listQuery = z.object({ q: z.string().optional() });

export function authorizationServerRoutes(routes: Router, server: ServerContext): void {
  const collection = '/authorizationServers';
  routes.post(collection, async (call) => {
    const record = await createAuthorizationServer(server, { input: call.body(authorizationServerInput), isDefault: false }, call.actor);
    return created(present(await withKeys(server, record, call), call.orgUrl));
  });
  routes.get(collection, (call) =>
    page({
      call,
      path: collection,
      query: call.search({ defaultLimit: 200, maxLimit: 200 }),
      keep: call.query(listQuery),
      read: async (query) =>
        Promise.all((await listAuthorizationServers(server, query, call.actor)).map((record) => withKeys(server, record, call))),
      idOf: (record) => record.id,
      present: (record) => present(record, call.orgUrl),
    }),
  );
  routes.get(`${collection}/:id`, async (call) => {
    const record = await getAuthorizationServer(server, call.param('id'), call.actor);
    return ok(present(await withKeys(server, record, call), call.orgUrl));
  });
  routes.put(`${collection}/:id`, async (call) => {
    await getAuthorizationServer(server, call.param('id'), call.actor);
    const record = await replaceAuthorizationServer(
      server,
      { id: call.param('id'), input: call.body(authorizationServerInput) },
      call.actor,
    );
    return ok(present(await withKeys(server, record, call), call.orgUrl));
  });
  routes.delete(`${collection}/:id`, async (call) => {
    await deleteAuthorizationServer(server, call.param('id'), call.actor);
    return noContent;
  });
  const setStatus = async (call: ManagementCall, status: 'ACTIVE' | 'INACTIVE') => {
    await setAuthorizationServerStatus(server, { id: call.param('id'), status }, call.actor);
    return noContent;
  };
  routes.post(`${collection}/:id/lifecycle/activate`, (call) => setStatus(call, 'ACTIVE'));
  routes.post(`${collection}/:id/lifecycle/deactivate`, (call) => setStatus(call, 'INACTIVE'));
  keyRoutes(routes, server);
}

function keyRoutes(routes: Router, server: ServerContext): void {
  const credentials = '/authorizationServers/:id/credentials';
  const presentAll = (keys: readonly PublicKeyRecord[], call: ManagementCall) => {
    const path = `/authorizationServers/${encodeURIComponent(call.param('id'))}/credentials/keys`;
    return keys.map((key) => ({ ...key.publicJwk, status: key.status, _links: { self: link(call.orgUrl, `${path}/${key.kid}`) } }));
  };
  routes.get(`${credentials}/keys`, async (call) => ok(presentAll(await listServerKeys(server, call.param('id'), call.actor), call)));
  routes.get(`${credentials}/keys/:kid`, async (call) => {
    const keys = await listServerKeys(server, call.param('id'), call.actor);
    const [key] = presentAll(
      keys.filter(({ kid }) => kid === call.param('kid')),
      call,
    );
    if (key === undefined) throw notFound(call.param('kid'), 'AuthorizationServerKey');
    return ok(key);
  });
  routes.post(`${credentials}/lifecycle/keyRotate`, async (call) => {
    await getAuthorizationServer(server, call.param('id'), call.actor);
    call.body(keyRotateInput);
    return ok(presentAll(await rotateServerKeys(server, call.param('id'), call.actor), call));
  });
}

/** The first look at a new server makes its keys. */
async function withKeys(
  server: ServerContext,
  record: AuthorizationServerRecord,
  call: ManagementCall,
): Promise<AuthorizationServerRecord> {
  if (record.activeKey !== undefined) return record;
  await listServerKeys(server, record.id, call.actor);
  return getAuthorizationServer(server, record.id, call.actor);
}

function present(record: AuthorizationServerRecord, orgUrl: string): object {
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
      self: link(orgUrl, path, 'GET', 'PUT', ...(record.isDefault ? [] : (['DELETE'] as const))),
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
