/**
 * The Admin Console as an OpenID Connect client: part of the server, so that nobody can change, take over or delete it. It signs people in
 * at the org's own server and gets no tokens: the server looks at its code in process, and its session cookie does the rest.
 */
import { grantTypes } from '@countersign/contracts/wire';
import type { ClientStore } from '../../ports/client-store.js';
import type { OrgStore } from '../../ports/org-store.js';
import type { Client } from '../client/client.js';
import type { Org } from '../org/org.js';

export const consoleClientId = 'countersign-console';

/** The one redirect URI of the console. */
export const consoleRedirectUri = ({ url }: Pick<Org, 'url'>): string => `${url}/admin/callback`;

export function consoleClient(org: Pick<Org, 'id' | 'url'>): Client {
  return {
    appId: consoleClientId,
    orgId: org.id,
    clientId: consoleClientId,
    name: 'Admin Console',
    logoUri: undefined,
    active: true,
    applicationType: 'web',
    // without keys: nobody can authenticate as the console at an endpoint
    authMethod: 'private_key_jwt',
    strictAuthMethod: true,
    secrets: [],
    jwks: [],
    jwksUri: undefined,
    grantTypes: new Set([grantTypes.authorizationCode]),
    responseTypes: ['code'],
    redirectUris: [consoleRedirectUri(org)],
    postLogoutRedirectUris: [`${org.url}/admin/`],
    pkceRequired: true,
    refreshToken: { rotation: 'ROTATE', leewaySeconds: 0 },
    authorizationDetailsTypes: new Set(),
    backchannel: undefined,
  };
}

/** Finds the console beside the apps of the org. Everybody may sign in there; whether they get in is asked of their roles. */
export function withConsoleClient(clients: ClientStore, org: OrgStore): ClientStore {
  return {
    async findByClientId(orgId, clientId) {
      return clientId === consoleClientId ? consoleClient(await org.get()) : clients.findByClientId(orgId, clientId);
    },
    isAssigned: async (client, userId) => client.clientId === consoleClientId || clients.isAssigned(client, userId),
  };
}
