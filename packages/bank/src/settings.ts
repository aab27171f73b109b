/** What the bank needs to know: read from the file the server writes at its start (`DATA_DIR/quickstart.json`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BankSettings {
  /** The bank's own address, as browsers see it: no path, no trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly host: string;
  readonly orgUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For the evidence of approvals; without it the page says that none is shown. */
  readonly apiToken: string | undefined;
  /** Where people without a phone find one: the authenticator app of this server. */
  readonly authenticatorUrl: string | undefined;
  /** The brand of the app that people approve in. */
  readonly authenticatorName: string;
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * `BANK_QUICKSTART` names another file, `BANK_PORT` and `HOST` another place to listen.
 * Throws `SettingsError` when there is no file or the bank is not in it.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>> = process.env): BankSettings {
  const path = env['BANK_QUICKSTART'] ?? join(env['DATA_DIR'] ?? './data', 'quickstart.json');
  const facts = readFacts(path);
  const bank = new Map(Object.entries(facts.get('bank') ?? {}));
  const need = (from: ReadonlyMap<string, unknown>, name: string): string => {
    const value = from.get(name);
    if (typeof value === 'string' && value !== '') return value;
    throw new SettingsError(`${path} does not say ${name}. It is written when the server starts with its quickstart org: npm start.`);
  };
  const url = need(bank, 'url');
  const { port, protocol } = new URL(url);
  return {
    url,
    port: Number(env['BANK_PORT'] ?? (port === '' ? (protocol === 'https:' ? 443 : 80) : port)),
    host: env['HOST'] ?? 'localhost',
    orgUrl: need(facts, 'orgUrl'),
    issuer: need(facts, 'issuer'),
    clientId: need(bank, 'clientId'),
    clientSecret: need(bank, 'clientSecret'),
    apiToken: optionalText(facts.get('apiToken')),
    authenticatorUrl: optionalText(facts.get('authenticatorUrl')),
    authenticatorName: optionalText(bank.get('authenticatorName')) ?? 'your authenticator app',
  };
}

function readFacts(path: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return new Map(Object.entries(value ?? {}));
  } catch (cause) {
    throw new SettingsError(`${path} cannot be read. Start the server first (npm start); it writes the file.`, { cause });
  }
}

const optionalText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
