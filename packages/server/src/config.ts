/**
 * The environment as one schema: the only place that reads it. All faults are reported together, the result is frozen.
 * The configuration page of the documentation and `--help` are made from the same entries.
 */
import { z } from 'zod';
import { baseUrl, integer, list, network, secretKey, serviceUrl } from './config-values.js';
import { isLoopbackHost } from './loopback.js';

interface Entry<T> {
  readonly name: string;
  readonly type: string;
  /** As a person would write it; empty: none. */
  readonly default: string;
  readonly summary: string;
  readonly example: string;
  /** Takes the text of the variable, or `undefined` when it is unset or empty. */
  readonly schema: z.ZodType<T>;
}

const entry = <T>(value: Entry<T>): Entry<T> => value;

const entries = {
  port: entry({
    name: 'PORT',
    type: 'port',
    default: '8080',
    summary: 'Port to listen on; 0 takes a free one. The authenticator app uses the next port, the sample bank the one after.',
    example: '8443',
    schema: integer(8080, 0, 65_533),
  }),
  host: entry({
    name: 'HOST',
    type: 'address',
    default: 'localhost',
    summary: 'Address to listen on. Unset, only this machine can connect; 0.0.0.0 or :: listens on all interfaces.',
    example: '0.0.0.0',
    schema: z
      .string()
      .optional()
      .transform((text) => text ?? 'localhost'),
  }),
  dataDir: entry({
    name: 'DATA_DIR',
    type: 'directory',
    default: './data',
    summary: 'Where the embedded store, the generated encryption key and quickstart.json live.',
    example: '/var/lib/countersign',
    schema: z
      .string()
      .optional()
      .transform((text) => text ?? './data'),
  }),
  databaseUrl: entry({
    name: 'DATABASE_URL',
    type: 'URL',
    default: '',
    summary: 'PostgreSQL 15 or later to use in place of the embedded store.',
    example: 'postgres://countersign@db.internal/countersign',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
      .optional(),
  }),
  issuerUrl: entry({
    name: 'ISSUER_URL',
    type: 'URL',
    default: 'http://localhost:PORT',
    summary:
      'The URL of the org as clients and devices see it: no path, no trailing slash. A loopback URL means development mode, any other must be https.',
    example: 'https://id.example.com',
    schema: baseUrl.optional(),
  }),
  orgUrlAliases: entry({
    name: 'ORG_URL_ALIASES',
    type: 'URLs, separated by commas',
    default: '',
    summary: 'Further URLs of the org that client assertions may name as their audience.',
    example: 'https://id-internal.example.com',
    schema: list.pipe(z.array(baseUrl)),
  }),
  quickstart: entry({
    name: 'QUICKSTART',
    type: 'true or false',
    default: 'true in development mode, else false',
    summary: 'Whether the first start makes the ready-to-use quickstart org: demo user, client, authenticator and API token.',
    example: 'false',
    schema: z
      .enum(['true', 'false'], 'must be true or false')
      .optional()
      .transform((text) => (text === undefined ? undefined : text === 'true')),
  }),
  encryptionKey: entry({
    name: 'ENCRYPTION_KEY',
    type: '32 bytes in base64url',
    default: 'a generated file in DATA_DIR, in development mode only',
    summary: 'Encrypts client secrets, private keys and push credentials at rest. The same on every node.',
    example: 'made by: openssl rand -base64 32 | tr +/ -_ | tr -d =',
    schema: secretKey.optional(),
  }),
  encryptionKeyPrevious: entry({
    name: 'ENCRYPTION_KEY_PREVIOUS',
    type: 'keys, separated by commas',
    default: '',
    summary:
      'Earlier encryption keys: they still decrypt, they no longer encrypt. Values stay under the key that wrote them, so keep every key here that any value needs; the start names a missing one.',
    example: '',
    schema: list.pipe(z.array(secretKey)),
  }),
  tlsCertFile: entry({
    name: 'TLS_CERT_FILE',
    type: 'file',
    default: '',
    summary: 'Certificate chain in PEM, when the server terminates TLS itself.',
    example: '/etc/countersign/tls.crt',
    schema: z.string().optional(),
  }),
  tlsKeyFile: entry({
    name: 'TLS_KEY_FILE',
    type: 'file',
    default: '',
    summary: 'Private key in PEM of TLS_CERT_FILE.',
    example: '/etc/countersign/tls.key',
    schema: z.string().optional(),
  }),
  trustedProxies: entry({
    name: 'TRUSTED_PROXIES',
    type: 'addresses or networks, separated by commas',
    default: '',
    summary: 'Reverse proxies that terminate TLS in front of this server: only their X-Forwarded-For is believed.',
    example: '10.0.0.0/8',
    schema: list.pipe(z.array(network)),
  }),
  adminNetworks: entry({
    name: 'ADMIN_NETWORKS',
    type: 'addresses or networks, separated by commas',
    default: 'everywhere',
    summary:
      'From where the org can be administered: /admin and /api/v1 refuse every other address. Behind a proxy of TRUSTED_PROXIES the address it names counts.',
    example: '10.20.0.0/16, 2001:db8::/48',
    schema: list.pipe(z.array(network)),
  }),
  logLevel: entry({
    name: 'LOG_LEVEL',
    type: 'fatal, error, warn, info, debug, trace or silent',
    default: 'info',
    summary: 'How much is logged.',
    example: 'debug',
    schema: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be fatal, error, warn, info, debug, trace or silent')
      .optional()
      .transform((level) => level ?? 'info'),
  }),
  authenticatorUrl: entry({
    name: 'AUTHENTICATOR_URL',
    type: 'URL',
    default: 'http://localhost:(PORT+1) in development mode, else none: the app is not served',
    summary:
      'Where people open the authenticator app, served on PORT+1: an origin of its own, which the org trusts. Never the host of ISSUER_URL.',
    example: 'https://approve.example.com',
    schema: baseUrl.optional(),
  }),
  bankUrl: entry({
    name: 'BANK_URL',
    type: 'URL',
    default: 'http://localhost:(PORT+2) in development mode, else ISSUER_URL',
    summary: 'Where the sample bank runs: a redirect of the quickstart web client.',
    example: 'https://bank.example.com',
    schema: baseUrl.optional(),
  }),
  promptLimits: entry({
    name: 'PROMPT_LIMITS',
    type: 'on or off',
    default: 'on',
    summary:
      'Whether the limits of the org on how often a person is asked count. Off only for load tests: anyone who knows a login can then make that phone ring without end.',
    example: 'off',
    schema: z
      .enum(['on', 'off'], 'must be on or off')
      .optional()
      .transform((text) => text ?? 'on'),
  }),
  overloadLagMs: entry({
    name: 'OVERLOAD_LAG_MS',
    type: 'milliseconds',
    default: '0 (never)',
    summary:
      'When requests wait this long for the process, new requests for approval and polls are answered 503 with Retry-After until it has caught up. 0 never does.',
    example: '1000',
    schema: integer(0, 0, 60_000),
  }),
  heldPollsMax: entry({
    name: 'HELD_POLLS_MAX',
    type: 'number',
    default: '10000',
    summary: 'How many held polls one node keeps waiting; above it polls are answered at once.',
    example: '50000',
    schema: integer(10_000, 0, 1_000_000),
  }),
  heldPollsPerClient: entry({
    name: 'HELD_POLLS_PER_CLIENT',
    type: 'number',
    default: '1000',
    summary: 'How many held polls of one client a node keeps waiting.',
    example: '5000',
    schema: integer(1_000, 0, 1_000_000),
  }),
  heldPollMaxSeconds: entry({
    name: 'HELD_POLL_MAX_SECONDS',
    type: 'seconds',
    default: '25',
    summary: 'The longest a token request that asks for it (Prefer: wait) is held.',
    example: '50',
    schema: integer(25, 1, 120),
  }),
  liveStreamsMax: entry({
    name: 'LIVE_STREAMS_MAX',
    type: 'number',
    default: '10000',
    summary: 'How many live channels of open authenticator apps one node keeps; above it apps pull only.',
    example: '50000',
    schema: integer(10_000, 0, 1_000_000),
  }),
  liveStreamsPerUser: entry({
    name: 'LIVE_STREAMS_PER_USER',
    type: 'number',
    default: '10',
    summary: 'How many live channels of one person a node keeps.',
    example: '20',
    schema: integer(10, 0, 1_000),
  }),
  apnsUrl: entry({
    name: 'APNS_URL',
    type: 'URL',
    default: 'https://api.push.apple.com',
    summary: 'Where pushes to iOS apps go (HTTP/2): Apple, or a proxy on the way to it.',
    example: 'https://apns-egress.example.com',
    schema: serviceUrl('https://api.push.apple.com'),
  }),
  apnsSandboxUrl: entry({
    name: 'APNS_SANDBOX_URL',
    type: 'URL',
    default: 'https://api.sandbox.push.apple.com',
    summary: 'The same for development builds, those with apsEnvironment DEVELOPMENT.',
    example: 'https://apns-sandbox-egress.example.com',
    schema: serviceUrl('https://api.sandbox.push.apple.com'),
  }),
  fcmUrl: entry({
    name: 'FCM_URL',
    type: 'URL',
    default: 'https://fcm.googleapis.com',
    summary: 'Where pushes to Android apps go (FCM HTTP v1): Google, or a proxy on the way to it.',
    example: 'https://fcm-egress.example.com',
    schema: serviceUrl('https://fcm.googleapis.com'),
  }),
  fcmTokenUrl: entry({
    name: 'FCM_TOKEN_URL',
    type: 'URL',
    default: 'https://oauth2.googleapis.com/token',
    summary: 'Where a service account gets its access token. The address inside the uploaded service account is never called.',
    example: 'https://google-egress.example.com/token',
    schema: serviceUrl('https://oauth2.googleapis.com/token'),
  }),
} as const;

type Values = { readonly [Key in keyof typeof entries]: (typeof entries)[Key] extends Entry<infer T> ? T : never };

/** What the process was told. Frozen; handed down by `compose`. */
export type Config = Values;

/** All faults of the environment, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Reads and checks the environment. Throws `ConfigError` with every fault at once. Values are never echoed: some are secrets. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { name, schema }] of Object.entries(entries)) {
    const text = environment[name]?.trim();
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[key] = parsed.data;
    else faults.push(...parsed.error.issues.map((issue) => `${name} ${issue.message}.`));
  }
  // variables with a fault of their own count as set here: they were reported once already
  const deployment = { ...assumedWhenFaulty, ...values } as unknown as DeploymentFacts & Pick<Config, 'tlsKeyFile' | 'issuerUrl'>;
  faults.push(...pairFaults(deployment));
  if (deployment.issuerUrl !== undefined) faults.push(...deploymentFaults(deployment, deployment.issuerUrl));
  if (faults.length > 0) throw new ConfigError(faults);
  // every key of `entries` was filled by its own schema
  return Object.freeze(values) as unknown as Config;
}

const assumedWhenFaulty = { tlsCertFile: '?', tlsKeyFile: '?', trustedProxies: ['?'], encryptionKey: new Uint8Array(32) };

type DeploymentFacts = Pick<Config, 'tlsCertFile' | 'trustedProxies' | 'encryptionKey'>;

function pairFaults(config: Pick<Config, 'tlsCertFile' | 'tlsKeyFile'>): string[] {
  return (config.tlsCertFile === undefined) === (config.tlsKeyFile === undefined)
    ? []
    : ['TLS_CERT_FILE and TLS_KEY_FILE belong together: set both or neither.'];
}

/**
 * What an org URL demands of a deployment (security model S-108): a loopback URL is development mode and demands nothing,
 * any other must be https, behind TLS of our own or a named proxy, with a key that was handed in.
 */
export function deploymentFaults(config: DeploymentFacts, orgUrl: string): string[] {
  if (isDevelopmentUrl(orgUrl)) return [];
  const faults: string[] = [];
  if (!orgUrl.startsWith('https:')) faults.push('ISSUER_URL must be https unless it names this machine (localhost).');
  if (config.tlsCertFile === undefined && config.trustedProxies.length === 0) {
    faults.push('An https ISSUER_URL needs TLS_CERT_FILE and TLS_KEY_FILE, or TRUSTED_PROXIES when a proxy terminates TLS.');
  }
  if (config.encryptionKey === undefined) faults.push('ENCRYPTION_KEY must be set unless ISSUER_URL names this machine (localhost).');
  return faults;
}

/** Development mode: http is allowed, the quickstart org is made, and every answer says so. */
export function isDevelopmentUrl(orgUrl: string): boolean {
  return isLoopbackHost(new URL(orgUrl).hostname);
}

export interface ConfigEntryDescription {
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly summary: string;
  readonly example: string;
}

/** Every variable, in the order of the documentation page. */
export function describeConfig(): readonly ConfigEntryDescription[] {
  return Object.values(entries).map((value) => ({
    name: value.name,
    type: value.type,
    default: value.default,
    summary: value.summary,
    example: value.example,
  }));
}

/** The text of `--help`. */
export function configHelp(): string {
  const lines = describeConfig().map(({ name, type, default: fallback, summary }) => {
    const facts = fallback === '' ? type : `${type}; default: ${fallback}`;
    return `  ${name}  (${facts})\n      ${summary}`;
  });
  return `Countersign reads its configuration from the environment:\n\n${lines.join('\n')}\n`;
}
