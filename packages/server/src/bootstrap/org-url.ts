import type { Config } from '../config.js';

export interface OrgUrlFacts {
  readonly config: Pick<Config, 'issuerUrl'>;
  /** What the org row says; undefined on a first start. */
  readonly stored: string | undefined;
  /** The port this node listens on. */
  readonly port: number;
  /** The embedded store: no other node can be using the stored URL. */
  readonly embedded: boolean;
}

const localUrl = /^http:\/\/localhost(?::\d+)?$/;

/**
 * The org's URL: ISSUER_URL when it is given, else the stored one, so that nodes of one org agree (decisions 3.6). A URL that was made
 * from the port moves with it on the embedded store, where this process is alone.
 */
export function orgUrl({ config, stored, port, embedded }: OrgUrlFacts): string {
  if (config.issuerUrl !== undefined) return config.issuerUrl;
  const own = `http://localhost:${port}`;
  if (stored === undefined || (embedded && localUrl.test(stored))) return own;
  return stored;
}
