import type { CommandContext } from '../command-context.js';
import type { Output } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';
import { pollForTokens, type BackchannelClient, type Tokens } from './backchannel.js';
import { readTokenClaims, type Claims } from './token-claims.js';

export interface TokenOutputOptions {
  readonly wait: number;
  readonly showTokens?: boolean;
}

/** Polls, then prints what the tokens say; the tokens themselves only when asked. */
export async function tokensWhenDecided(
  context: CommandContext,
  wanted: {
    readonly client: BackchannelClient;
    readonly authReqId: string;
    readonly interval: number;
    readonly waitSeconds: number;
    readonly showTokens: boolean | undefined;
  },
): Promise<void> {
  const { output, signal } = context;
  output.line('  waiting for the decision …');
  const { client, authReqId, interval, waitSeconds } = wanted;
  const tokens = await pollForTokens(client, { authReqId, interval, waitSeconds, signal });
  const shown = wanted.showTokens === true ? rawTokens(tokens) : {};
  const claims = await readTokenClaims(client, tokens);
  output.fact({
    ok: true,
    outcome: 'approved',
    scope: tokens.scope ?? null,
    expires_in: tokens.expiresIn ?? null,
    id_token: claims.idToken ?? null,
    access_token: claims.accessToken,
    ...(wanted.showTokens === true ? { tokens: shown } : {}),
  });
  output.line(`${output.paint('good', '✓')} approved`);
  if (claims.idToken !== undefined) showClaims('ID token', claims.idToken, output);
  showClaims('Access token', claims.accessToken, output);
  for (const [name, value] of Object.entries(shown)) output.line(`${name} ${value}`);
}

function rawTokens(tokens: Tokens): Readonly<Record<string, string>> {
  return {
    access_token: tokens.accessToken,
    ...(tokens.idToken === undefined ? {} : { id_token: tokens.idToken }),
    ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
  };
}

export function showClaims(title: string, claims: Claims, output: Output, indent = ''): void {
  const width = Math.max(...Object.keys(claims).map((name) => name.length));
  output.line(`${indent}${output.paint('strong', title)}`);
  for (const [name, value] of Object.entries(claims)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const time = isInstant(name, value) ? output.paint('quiet', `  ${new Date(value * 1000).toISOString()}`) : '';
    output.line(`${indent}  ${output.paint('quiet', name.padEnd(width))}  ${printable(text)}${time}`);
  }
}

const instants: ReadonlySet<string> = new Set(['iat', 'exp', 'nbf', 'auth_time']);

function isInstant(name: string, value: unknown): value is number {
  return instants.has(name) && typeof value === 'number';
}
