import type { Client } from '../domain/client/client.js';

/** Reads clients, through a cache the bus invalidates: no query on the hot path. */
export interface ClientStore {
  findByClientId(orgId: string, clientId: string): Promise<Client | undefined>;
  /** Whether the user may use the client: assigned directly, by a group, or because everyone is. Not cached. */
  isAssigned(client: Client, userId: string): Promise<boolean>;
}
