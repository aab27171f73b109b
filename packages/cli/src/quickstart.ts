import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandContext, CommonOptions } from './command-context.js';
import { CliError } from './terminal/cli-error.js';
import { exitCodes } from './terminal/exit-codes.js';

/** What a command can know about the org without being told: from the environment, else from the server's quickstart file. */
export interface QuickstartFacts {
  readonly orgUrl: string | undefined;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly mobileClientId: string | undefined;
  readonly login: string | undefined;
  readonly password: string | undefined;
  readonly authenticatorUrl: string | undefined;
}

/** Environment variable for each fact; it wins over the file. */
const variables = {
  orgUrl: 'COUNTERSIGN_ORG_URL',
  issuer: 'COUNTERSIGN_ISSUER',
  clientId: 'COUNTERSIGN_CLIENT_ID',
  clientSecret: 'COUNTERSIGN_CLIENT_SECRET',
  mobileClientId: 'COUNTERSIGN_MOBILE_CLIENT_ID',
  login: 'COUNTERSIGN_LOGIN',
  password: 'COUNTERSIGN_PASSWORD',
  authenticatorUrl: 'COUNTERSIGN_AUTHENTICATOR_URL',
} as const satisfies Record<keyof QuickstartFacts, string>;

/**
 * `--quickstart FILE` must be readable; without it the file of a server started here (`DATA_DIR/quickstart.json`) is used if there is one.
 */
export function readQuickstart(context: Pick<CommandContext, 'env'>, options: CommonOptions): QuickstartFacts {
  const { env } = context;
  const named = options.quickstart ?? env['COUNTERSIGN_QUICKSTART'];
  const path = named ?? join(env['DATA_DIR'] ?? 'data', 'quickstart.json');
  const file = readFacts(path, named !== undefined);
  const of = (name: keyof QuickstartFacts) => env[variables[name]] ?? file[name];
  return {
    orgUrl: of('orgUrl'),
    issuer: of('issuer'),
    clientId: of('clientId'),
    clientSecret: of('clientSecret'),
    mobileClientId: of('mobileClientId'),
    login: of('login'),
    password: of('password'),
    authenticatorUrl: of('authenticatorUrl'),
  };
}

/** The fact, or an error that says which option or variable gives it. */
export function requireFact(name: keyof QuickstartFacts, value: string | undefined, option: string): string {
  if (value !== undefined && value !== '') return value;
  throw new CliError({
    code: 'missing_option',
    message: `${option} is not known.`,
    next: `Give ${option}, set ${variables[name]}, or point --quickstart at the server's quickstart.json.`,
    exitCode: exitCodes.notSetUp,
  });
}

type FileFacts = Partial<Record<keyof QuickstartFacts, string>>;

function readFacts(path: string, mustExist: boolean): FileFacts {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (!mustExist) return {};
    throw new CliError({
      code: 'no_quickstart_file',
      message: `${path} cannot be read as a quickstart file.`,
      next: 'Start the server once (npm start); it writes quickstart.json into DATA_DIR.',
      exitCode: exitCodes.notSetUp,
      cause,
    });
  }
  const user = memberOf(value, 'user');
  const members = {
    orgUrl: value,
    issuer: value,
    clientId: value,
    clientSecret: value,
    mobileClientId: value,
    login: user,
    password: user,
    authenticatorUrl: value,
  };
  const texts = Object.entries(members).map(([name, owner]) => [name, memberOf(owner, name)] as const);
  return Object.fromEntries(texts.filter(([, text]) => typeof text === 'string'));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}
