import type { AuthorizationServer } from '../domain/authorization-server/authorization-server.js';

/** Reads authorization servers whole (scopes, claims, policies, rules), through a cache the bus invalidates. */
export interface AuthorizationServerStore {
  /** `undefined` names the org's own server; else an id or the alias `default`. Inactive servers are found too. */
  find(orgId: string, idOrAlias: string | undefined): Promise<AuthorizationServer | undefined>;
  list(orgId: string): Promise<readonly AuthorizationServer[]>;
}
