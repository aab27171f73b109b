/** The only place where adapters meet ports: opens the store, builds the engine, listens, makes the first start, runs the jobs. */
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import {
  authorizationCodeGrant,
  createAesCipher,
  createCibaGrant,
  createEnrollmentCodeGrant,
  createLiveTail,
  createMissCounter,
  maintenanceTokenGrant,
  refreshTokenGrant,
  type Bus,
  type Clock,
  type Engine,
  type GenerateKeyPair,
  type GrantHandler,
  type LiveTail,
  type Random,
} from '@countersign/engine';
import {
  createManagementStores,
  createSetupStore,
  createTrustedOriginDirectory,
  migrate,
  openDatabase,
  type Database,
} from '@countersign/storage';
import { banner } from './banner.js';
import { bootstrap, type BootstrapOutcome } from './bootstrap/bootstrap.js';
import { writeQuickstartFile } from './bootstrap/quickstart-file.js';
import { createSystemClock } from './clock/system-clock.js';
import { type CloseStep, createEngine, openGuardedFetch, type Parts } from './compose-engine.js';
import { createJobs, openPushSender } from './compose-jobs.js';
import { deploymentFaults, isDevelopmentUrl, readConfig, type Config } from './config.js';
import { checkEncryptionKey, loadEncryptionKeys, refuseReadableByOthers } from './encryption-key.js';
import { buildApp, closeApp } from './http/app.js';
import { createLoadMeter, type LoadMeter } from './http/load-meter.js';
import { listenForAuthenticatorApp } from './http/authenticator-app/listen.js';
import type { TlsFiles } from './http/create-server.js';
import { systemRandom } from './random.js';
import type { ServerContext, ServerUrls } from './server-context.js';
import { StartupError } from './startup-error.js';

export interface StartOptions {
  /** In place of the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Tests: a clock set by hand, randomness from a seed, keys made before, a database that stays open. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly generateKeyPair?: GenerateKeyPair;
  readonly database?: Database;
  /** Where the banner goes; nowhere by default. */
  readonly print?: (text: string) => void;
}

export interface RunningServer {
  /** Where this node listens: scheme, host and port. */
  readonly url: string;
  /** Where this node serves the authenticator app, as `url`. */
  readonly authenticatorUrl: string;
  readonly engine: Engine;
  readonly context: ServerContext;
  readonly outcome: BootstrapOutcome;
  /** Answers what is under way, ends the jobs and closes the store. */
  close(): Promise<void>;
}

/** Throws `ConfigError`, `StartupError`, `DirectoryInUseError` for what the operator can mend. Leaves nothing open when it throws. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  // run in reverse order, also when a later step of the start fails
  const closing: CloseStep[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    return await start(options, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: StartOptions, closing: CloseStep[], close: () => Promise<void>): Promise<RunningServer> {
  const config = options.environment === undefined ? readConfig() : readConfig(options.environment);
  const log = pino({ level: config.logLevel });
  const tls = await readTlsFiles(config);
  const random = options.random ?? systemRandom;
  const database =
    options.database ?? (await openDatabase(config.databaseUrl === undefined ? { dataDir: config.dataDir } : { url: config.databaseUrl }));
  if (options.database === undefined) closing.push(() => database.close());
  const setup = createSetupStore({ database });
  const clock = options.clock ?? (await followedClock(() => setup.readTime(), closing));
  await migrate(database, clock.now());

  const stored = await setup.findOrg();
  const expectedUrl = config.issuerUrl ?? stored?.url ?? 'http://localhost';
  const faults = deploymentFaults(config, expectedUrl);
  if (faults.length > 0) throw new StartupError(`The org's URL is ${expectedUrl}. ${faults.join(' ')}`);
  const keys = await loadEncryptionKeys(config, { orgExists: stored !== undefined, newKey: () => random.bytes(32) });
  if (stored !== undefined) checkEncryptionKey(keys, stored.keyCheck);
  const cipher = createAesCipher(keys.keys);
  const development = isDevelopmentUrl(expectedUrl);

  const parts: Parts = { config, log, clock, random, database, cipher, development, closing, generateKeyPair: options.generateKeyPair };
  const configuredPorts = { org: config.port, authenticator: config.port + 1 };
  const node = { ready: false, urls: linksOf(config, expectedUrl, configuredPorts), closing: new AbortController() };
  const engine = await createEngine(parts, () => node.urls.authenticator);
  const management = createManagementStores({ database, cipher });
  const load = openLoadMeter(config, closing);
  const context: ServerContext = {
    engine,
    management,
    setup,
    pushSender: openPushSender({ ...parts, engine, http: openGuardedFetch(parts) }),
    tail: openLiveTail(parts, engine.bus),
    trustedOrigins: createTrustedOriginDirectory({ database, bus: engine.bus, clock }),
    config,
    log,
    grants: createGrants(config, engine.clock),
    development,
    get urls() {
      return node.urls;
    },
    get ready() {
      return node.ready;
    },
    ...(load === undefined ? {} : { load }),
    pingStore: async () => void (await setup.readTime()),
    closing: node.closing.signal,
  };

  const app = await buildApp(context, tls);
  closing.push(() => closeApp(app));
  await app.listen({ port: config.port, host: config.host });
  // a server that listens on TCP has an address with a port
  const { port } = app.server.address() as AddressInfo;
  const urlOf = (own: number): string => `${tls === undefined ? 'http' : 'https'}://localhost:${own}`;
  const url = urlOf(port);
  const ports = { org: port, authenticator: await openAuthenticatorApp(context, { port, tls, closing }) };

  const outcome = await bootstrap(
    {
      database,
      setup,
      admin: { management, engine },
      authorizationServers: engine.authorizationServers,
      keyring: engine.keyring,
      cipher,
      keys,
      config,
      clock,
      random,
    },
    { port, linksOf: (orgUrl) => linksOf(config, orgUrl, ports) },
  );
  if (isDevelopmentUrl(outcome.org.url) !== development)
    throw new StartupError('Another node made this org meanwhile, with another kind of URL. Start again.');
  node.urls = linksOf(config, outcome.org.url, ports);
  const quickstartFile =
    outcome.quickstart === undefined ? undefined : await writeQuickstartFile(config.dataDir, outcome.quickstart, node.urls);

  for (const job of createJobs({ ...parts, engine, management, pushSender: context.pushSender })) {
    job.start();
    closing.push(() => job.stop());
  }
  closing.push(() => {
    node.closing.abort();
    engine.index.held.close();
    engine.live.close();
    context.tail.close();
  });
  node.ready = true;
  options.print?.(
    banner({
      outcome,
      urls: node.urls,
      listening: url,
      development,
      promptLimits: config.promptLimits,
      store: database.engine,
      dataDir: config.dataDir,
      keyOrigin: keys.origin,
      quickstartFile,
    }),
  );
  return { url, authenticatorUrl: urlOf(ports.authenticator), engine, context, outcome, close };
}

function openLoadMeter({ overloadLagMs }: Config, closing: CloseStep[]): LoadMeter | undefined {
  if (overloadLagMs === 0) return undefined;
  const load = createLoadMeter({ maxLagMs: overloadLagMs });
  closing.push(() => load.stop());
  return load;
}

/** Administrators are few, and each may have the log and the transactions open in several windows. */
const tailLimits = { perNode: 100, perCaller: 6 };

function openLiveTail({ clock, log, closing }: Parts, bus: Bus): LiveTail {
  const onError = (error: unknown) => log.warn({ err: error }, 'what administrators watch could not be read');
  const tail = createLiveTail({ clock, bus, limits: tailLimits, onError });
  closing.push(() => tail.close());
  return tail;
}

/** Unknown `auth_req_id`s one client may poll before it is slowed down (security model S-038). */
const guessing = { limit: 100, windowMs: 600_000 };
/** Unknown enrollment codes one address may present. */
const codeGuessing = { limit: 30, windowMs: 600_000 };

function createGrants(config: Config, clock: Clock): ReadonlyMap<string, GrantHandler> {
  const ciba = createCibaGrant({ maxWaitSeconds: config.heldPollMaxSeconds, misses: createMissCounter(clock, guessing) });
  const enrollmentCode = createEnrollmentCodeGrant({ misses: createMissCounter(clock, codeGuessing) });
  const all = [ciba, authorizationCodeGrant, refreshTokenGrant, maintenanceTokenGrant, enrollmentCode];
  return new Map(all.map((grant) => [grant.grantType, grant]));
}

async function followedClock(readDatabaseTime: () => Promise<number>, closing: CloseStep[]): Promise<Clock> {
  const clock = createSystemClock();
  closing.push(await clock.follow(readDatabaseTime));
  return clock;
}

/** On the port after the org's; outside development mode only when its public URL is known. Returns the port. */
async function openAuthenticatorApp(
  context: ServerContext,
  { port, tls, closing }: { readonly port: number; readonly tls: TlsFiles | undefined; readonly closing: CloseStep[] },
): Promise<number> {
  const { config, development } = context;
  if (!development && config.authenticatorUrl === undefined) return port + 1;
  const listener = await listenForAuthenticatorApp(context, { port: config.port === 0 ? 0 : port + 1, tls });
  closing.push(() => listener.close());
  return listener.port;
}

interface Ports {
  readonly org: number;
  readonly authenticator: number;
}

/** Outside development mode the apps have no ports of their own: unless they are named they live at the org's URL. */
function linksOf(config: Config, orgUrl: string, ports: Ports): ServerUrls {
  const local = isDevelopmentUrl(orgUrl);
  return {
    org: orgUrl,
    authenticator: config.authenticatorUrl ?? (local ? `http://localhost:${ports.authenticator}` : orgUrl),
    bank: config.bankUrl ?? (local ? `http://localhost:${ports.org + 2}` : orgUrl),
  };
}

async function readTlsFiles({ tlsCertFile, tlsKeyFile }: Config): Promise<TlsFiles | undefined> {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  try {
    const [cert, key] = await Promise.all([readFile(tlsCertFile, 'utf8'), readFile(tlsKeyFile, 'utf8')]);
    await refuseReadableByOthers(tlsKeyFile, 0o007);
    return { cert, key };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError('TLS_CERT_FILE or TLS_KEY_FILE cannot be read.', { cause: error });
  }
}
