/** What every route module gets: the engine, the configuration and the facts of this process. Filled once by `compose`. */
import type { Operation } from '@countersign/contracts';
import type { Engine, GrantHandler, LiveTail, ManagementStores, PushSender, TrustedOriginDirectory } from '@countersign/engine';
import type { SetupStore } from '@countersign/storage';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { LoadMeter } from './http/load-meter.js';

export interface ServerContext {
  readonly engine: Engine;
  readonly management: ManagementStores;
  readonly setup: SetupStore;
  /** For administrators who try a provider; transactions go by the outbox. */
  readonly pushSender: PushSender;
  /** Administrators who watch the log or transactions. */
  readonly tail: LiveTail;
  /** Whose scripts may call (decisions 2.12). */
  readonly trustedOrigins: TrustedOriginDirectory;
  readonly config: Config;
  readonly log: Logger;
  /** By grant type; what the token endpoint dispatches to. */
  readonly grants: ReadonlyMap<string, GrantHandler>;
  /** Links of this deployment. Known only after listening, when PORT is 0: read them per request, not at registration. */
  readonly urls: ServerUrls;
  /** Development mode: the org's URL is a loopback URL (decisions 4.1). */
  readonly development: boolean;
  /** False until the first start is complete: everything but the health checks answers 503. */
  readonly ready: boolean;
  /** Undefined: requests are never refused for load. */
  readonly load?: LoadMeter;
  /** Rejects when the store does not answer. */
  pingStore(): Promise<void>;
  /** Sees every answer of the management API before it is written. Tests hold it against the schema that the operation declares. */
  readonly inspectAnswer?: (operation: Operation, body: unknown) => void;
  /** Aborts when the process begins to shut down: streams and held answers end then. */
  readonly closing: AbortSignal;
}

export interface ServerUrls {
  /** The org's URL: issuer of the org authorization server. No trailing slash. */
  readonly org: string;
  readonly authenticator: string;
  readonly bank: string;
}
