/** `/api/v1/search`: for whoever knows a name or an id. Ours. */
import type { AccessScope, searchOperations } from '@countersign/contracts';
import { mayAccess, searchEverything, type SearchKind } from '@countersign/engine';
import type { ServerContext } from '../../server-context.js';
import type { Handlers } from './handlers.js';

const scopes: Readonly<Record<SearchKind, AccessScope>> = {
  user: 'okta.users.read',
  app: 'okta.apps.read',
  authorizationServer: 'okta.authorizationServers.read',
  group: 'okta.groups.read',
  device: 'okta.devices.read',
  transaction: 'okta.transactions.read',
};
const kinds = {
  user: 'USER',
  app: 'APP',
  authorizationServer: 'AUTHORIZATION_SERVER',
  group: 'GROUP',
  device: 'DEVICE',
  transaction: 'TRANSACTION',
} as const;

export function searchHandlers(server: ServerContext): Handlers<typeof searchOperations> {
  return {
    async searchAll(call) {
      const mayRead = (kind: SearchKind) => mayAccess(call.holder, scopes[kind]);
      const hits = await searchEverything(server, { text: call.query().q, mayRead }, call.actor);
      return hits.map(({ kind, id, label, note }) => ({ kind: kinds[kind], id, label, note: note ?? null }));
    },
  };
}
