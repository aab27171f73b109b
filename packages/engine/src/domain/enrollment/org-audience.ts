import type { Engine } from '../../engine.js';
import type { Org } from '../org/org.js';

/**
 * Whether `aud` of a device's statement names this org: its URL, one of its aliases (decisions 1.15) or, in assertions,
 * the org's token endpoint; a trailing slash is forgiven. Devices build it from the URL their app was configured with.
 */
export function namesThisOrg(engine: Pick<Engine, 'urlAliases'>, org: Org, aud: unknown): boolean {
  if (typeof aud !== 'string') return false;
  const named = aud.endsWith('/') ? aud.slice(0, -1) : aud;
  return [org.url, ...engine.urlAliases].some((url) => named === url || named === `${url}/oauth2/v1/token`);
}
