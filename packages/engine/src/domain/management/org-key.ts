import type { Engine } from '../../engine.js';
import type { Org } from '../org/org.js';
import type { ReadyKey } from '../signing-key/keyring.js';

/** Challenges and seals are RS256 by the org's own server (decisions 1.16): one set of keys to keep for whoever verifies. */
export async function orgKey(engine: Pick<Engine, 'authorizationServers' | 'keyring'>, org: Org): Promise<ReadyKey> {
  const server = await engine.authorizationServers.find(org.id, undefined);
  if (server === undefined) throw new Error('The org has no authorization server of its own.');
  return engine.keyring.signingKey(server);
}
