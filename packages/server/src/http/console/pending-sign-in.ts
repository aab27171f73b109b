/**
 * What the console remembers of a sign-in under way: nothing on the server. All is derived from the secret cookie of the browser's forms and
 * from a salt that travels in `state`; so an answer counts only in the browser that asked (RFC 6749 10.12), and only there is the PKCE
 * verifier known (RFC 7636).
 */
import { equalSecrets, type Org, randomBase64url, type Random, sha256 } from '@countersign/engine';

export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the person goes on: a page of the console. */
  readonly returnTo: string;
}

export function startSignIn(random: Random, { formId, returnTo }: { readonly formId: string; readonly returnTo: string }): PendingSignIn {
  return derive(formId, randomBase64url(random, 16), returnTo);
}

/** Undefined: `state` was not made for this browser. */
export function resumeSignIn(formId: string | undefined, state: string | undefined): PendingSignIn | undefined {
  const [salt, place, mark] = (state ?? '').split('.');
  if (formId === undefined || salt === undefined || place === undefined || mark === undefined) return undefined;
  const pending = derive(formId, salt, Buffer.from(place, 'base64url').toString());
  return equalSecrets(pending.state, state ?? '') ? pending : undefined;
}

function derive(formId: string, salt: string, returnTo: string): PendingSignIn {
  const derived = (purpose: string) => sha256(`console ${purpose}\n${formId}\n${salt}\n${returnTo}`);
  const state = `${salt}.${Buffer.from(returnTo).toString('base64url')}.${derived('state')}`;
  return { state, nonce: derived('nonce'), codeVerifier: derived('verifier'), returnTo };
}

export const consolePath = '/admin/';
const maxLength = 1024;

/** A page of the console that may be gone back to; anything else means its first page. */
export function consoleAddress(org: Pick<Org, 'url'>, wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > maxLength || !wanted.startsWith(consolePath)) return consolePath;
  const url = URL.canParse(wanted, org.url) ? new URL(wanted, org.url) : undefined;
  if (url?.origin !== new URL(org.url).origin || !url.pathname.startsWith(consolePath)) return consolePath;
  return `${url.pathname}${url.search}${url.hash}`;
}
