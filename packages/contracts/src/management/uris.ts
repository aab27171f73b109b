/** Addresses in the registration of a client (RFC 6749 3.1.2, RFC 8252, RFC 9700 2.1). */
import { z } from 'zod';
import { asciiWord } from './text.js';

/** WHATWG URL: every runtime this package is for has it, none of the type libraries it may use declares it. */
interface ParsedUrl {
  readonly protocol: string;
  readonly hostname: string;
  readonly username: string;
  readonly password: string;
  readonly hash: string;
}
declare const URL: { new (value: string): ParsedUrl; canParse(value: string): boolean };

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Schemes that a browser would run or open itself. */
const refusedSchemes: ReadonlySet<string> = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'view-source:',
  'filesystem:',
]);

/** Where the browser is sent back: absolute, no fragment, `http` only to loopback, other schemes for native apps. */
export const redirectUri = asciiWord({ max: 2048 }).superRefine((value, context) => {
  const problem = redirectProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** A page or picture of the client. */
export const webUri = asciiWord({ max: 1024 }).refine((value) => {
  const url = parse(value);
  return url !== undefined && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
}, 'must be an absolute http or https URL');

/** An address this server itself will fetch: `https`, or `http` on loopback, which the outbound guard opens in development only. */
export const fetchedUri = webUri.refine((value) => {
  const url = parse(value);
  return url !== undefined && (url.protocol === 'https:' || loopbackHosts.has(url.hostname)) && url.hash === '';
}, 'must be an https URL without a fragment');

function redirectProblem(value: string): string | undefined {
  const url = parse(value);
  if (url === undefined) return 'must be an absolute URI';
  if (value.includes('#')) return 'must not have a fragment';
  if (value.includes('*')) return 'must not contain a wildcard';
  if (refusedSchemes.has(url.protocol)) return 'has a scheme that is not allowed';
  if (url.username !== '' || url.password !== '') return 'must not contain credentials';
  if (url.protocol === 'http:' && !loopbackHosts.has(url.hostname)) return 'must use https unless it is a loopback address';
  return undefined;
}

function parse(value: string): ParsedUrl | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}

export const redirectUris = z
  .array(redirectUri)
  .max(500)
  .refine((list) => new Set(list).size === list.length, 'must not contain duplicates');
