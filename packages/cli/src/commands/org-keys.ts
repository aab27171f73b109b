/** What the commands that verify offline read: files, and the org's public keys from a file or an address that can be trusted. */
import { readFileSync } from 'node:fs';
import type { GivenKeys } from '@countersign/evidence';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { callJson } from '../http-client.js';
import { readQuickstart, requireFact } from '../quickstart.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { printable } from '../terminal/printable.js';

export interface KeyOptions {
  readonly jwks?: string;
  readonly org?: string;
}

/** A file that is no JSON is something that does not hold, not a fault of the command. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function readKeys(context: CommandContext, options: CommonOptions & KeyOptions): Promise<GivenKeys> {
  const source =
    options.jwks ??
    `${requireFact('orgUrl', options.org ?? readQuickstart(context, options).orgUrl, '--jwks or --org')}/.well-known/evidence-jwks.json`;
  const value = /^https?:/i.test(source) ? await fetchKeys(context, source) : parseJson(readText(source));
  const keys: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'keys') : undefined;
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)) return { keys };
  throw new CliError({
    code: 'no_keys',
    message: `${printable(source)} is no set of public keys.`,
    next: 'Give --jwks public keys in the form of RFC 7517: {"keys": [ … ]}.',
    exitCode: exitCodes.usage,
  });
}

async function fetchKeys({ signal }: CommandContext, url: string): Promise<unknown> {
  if (!isTrustworthy(url)) {
    throw new CliError({
      code: 'insecure_keys',
      message: 'Keys that come over plain HTTP could be anybody’s.',
      next: 'Use https, or a file you trust.',
      exitCode: exitCodes.usage,
    });
  }
  return (await callJson(url, { signal })).body;
}

function isTrustworthy(url: string): boolean {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** `0` is standard input. */
export function readText(file: string | 0): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError({
      code: 'unreadable_file',
      message: `${file === 0 ? 'Standard input' : printable(file)} cannot be read.`,
      next: 'Name a file that exists, or - for standard input.',
      exitCode: exitCodes.usage,
      cause,
    });
  }
}
