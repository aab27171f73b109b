/**
 * The one way to reach an address that came from outside (`jwks_uri`, Web Push endpoints): https only, public addresses only,
 * no redirects, bounded in time and size. Names are judged by every address they resolve to, at the moment of connecting, so that
 * a name that changes its mind between check and use gains nothing.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { OutboundHttp } from '@countersign/engine';
import { Agent, request } from 'undici';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

const connectTimeoutMs = 3_000;
const defaultTotalTimeoutMs = 10_000;
const maxResponseBytes = 256 * 1024;

/** The address was refused, or the answer was not what may be used. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';

  /** The address itself, or what its name resolves to, may not be reached; false when it was tried and failed. */
  get refused(): boolean {
    return this.cause === undefined || this.cause instanceof OutboundError;
  }
}

export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface GuardedFetch extends OutboundHttp {
  /** One exchange; any status is an answer. Throws `OutboundError` when the address is refused or a limit is hit. */
  exchange(url: string, request: GuardedRequest): Promise<GuardedResponse>;
  close(): Promise<void>;
}

export interface GuardedFetchOptions {
  /** Development mode: loopback addresses, also over http. Nothing else is loosened. */
  readonly allowLoopback: boolean;
  /** How long an exchange may take in all; ten seconds by default. */
  readonly totalTimeoutMs?: number;
  /** Name resolution; replaced in tests only. */
  readonly lookup?: typeof systemLookup;
}

export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { totalTimeoutMs = defaultTotalTimeoutMs } = options;
  const mayConnect = (address: string) => isPublicAddress(address) || (options.allowLoopback && isLoopbackAddress(address));
  const agent = new Agent({
    connect: { lookup: guardedLookup(options.lookup ?? systemLookup, mayConnect), timeout: connectTimeoutMs },
    connections: 8,
    headersTimeout: totalTimeoutMs,
    bodyTimeout: totalTimeoutMs,
    maxResponseSize: maxResponseBytes,
  });
  const exchange = async (text: string, { method, headers, body }: GuardedRequest): Promise<GuardedResponse> => {
    const url = permittedUrl(text, { ...options, mayConnect });
    try {
      const response = await request(url, {
        dispatcher: agent,
        method,
        headers: { 'user-agent': 'Countersign', ...headers },
        body: body ?? null,
        signal: AbortSignal.timeout(totalTimeoutMs),
      });
      return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
    } catch (cause) {
      throw new OutboundError('The address could not be fetched.', { cause });
    }
  };
  return {
    exchange,
    async fetchJson(url) {
      const response = await exchange(url, { method: 'GET', headers: { accept: 'application/json, application/jwk-set+json' } });
      if (response.status !== 200) throw new OutboundError(`The address answered ${response.status}.`);
      if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(String(response.headers['content-type'] ?? ''))) {
        throw new OutboundError('The address did not answer JSON.');
      }
      return parseJson(response.body);
    },
    close: () => agent.close(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OutboundError('The address did not answer well-formed JSON.', { cause });
  }
}

/** Literal addresses never reach the lookup, so the URL's own host is judged here. The URL parser has already unified its spellings. */
function permittedUrl(text: string, rule: { readonly allowLoopback: boolean; readonly mayConnect: (address: string) => boolean }): URL {
  if (!URL.canParse(text)) throw new OutboundError('This is not a URL.');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const plainHttp = url.protocol === 'http:' && rule.allowLoopback && (host === 'localhost' || isLoopbackAddress(host));
  if (url.protocol !== 'https:' && !plainHttp) throw new OutboundError('Only https addresses are fetched.');
  if (url.username !== '' || url.password !== '') throw new OutboundError('An address with credentials is not fetched.');
  if (isIP(host) !== 0 && !rule.mayConnect(host)) throw new OutboundError('The address is not public.');
  return url;
}

function guardedLookup(lookup: typeof systemLookup, mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => mayConnect(address))) {
        return callback(new OutboundError('The name does not resolve to public addresses.'), '', 0);
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
