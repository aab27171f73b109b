/**
 * Sign-in of the app's users: authorization code with PKCE (RFC 6749 4.1, RFC 7636) at their org, which asks for whatever its policy
 * wants on its own page. The tokens stay in memory; what must survive the way to the org and back is kept by this tab alone.
 */
import type { BrandEntry } from '../accounts/brand-entry.js';

/** What the person wanted when they were sent to sign in. */
export type SignInIntent =
  | { readonly kind: 'set-up' }
  | { readonly kind: 'remove'; readonly accountKey: string }
  | { readonly kind: 'user-verification'; readonly accountKey: string; readonly enabled: boolean };

export interface SignedIn {
  readonly entry: BrandEntry;
  readonly intent: SignInIntent;
  readonly accessToken: string;
  readonly userId: string;
  readonly username: string | undefined;
  /** Left out: the person signed in. Otherwise they came by an enrollment link of this org. */
  readonly linkOf?: string | undefined;
}

interface PendingSignIn {
  readonly entry: BrandEntry;
  readonly intent: SignInIntent;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export class SignInError extends Error {
  readonly code: 'wrong-state' | 'refused' | 'network';

  constructor(code: SignInError['code'], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

const scope = 'openid profile email okta.myAccount.appAuthenticator.manage okta.myAccount.appAuthenticator.read';
const storageKey = 'sign-in';
const callbackUrl = () => `${location.origin}/callback`;

export interface SignInRequest {
  readonly intent: SignInIntent;
  readonly loginHint?: string | undefined;
  /** Asks for the password even when the org knows the browser: for another account. */
  readonly afresh?: boolean;
}

/** The address to send the browser to. */
export async function beginSignIn(entry: BrandEntry, { intent, loginHint, afresh = false }: SignInRequest): Promise<string> {
  const pending: PendingSignIn = { entry, intent, state: randomText(), nonce: randomText(), verifier: randomText() };
  sessionStorage.setItem(storageKey, JSON.stringify(pending));
  const { authorization_endpoint: endpoint } = await discover(entry);
  const url = new URL(endpoint);
  const parameters = {
    client_id: entry.clientId,
    response_type: 'code',
    scope,
    redirect_uri: callbackUrl(),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    ...(afresh ? { prompt: 'login' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** After the browser came back. Throws `SignInError`. */
export async function completeSignIn(returned: URLSearchParams): Promise<SignedIn> {
  const pending = takePending();
  const issuer = returned.get('iss');
  // RFC 9207: an answer that names its issuer must name the one that was asked
  if (pending === undefined || returned.get('state') !== pending.state || (issuer !== null && issuer !== pending.entry.issuer)) {
    throw new SignInError('wrong-state');
  }
  const code = returned.get('code');
  if (code === null) throw new SignInError('refused');
  const { entry, intent, nonce, verifier } = pending;
  const { token_endpoint: endpoint } = await discover(entry);
  const form = {
    grant_type: 'authorization_code',
    client_id: entry.clientId,
    code,
    redirect_uri: callbackUrl(),
    code_verifier: verifier,
  };
  const answer = await call(endpoint, { method: 'POST', body: new URLSearchParams(form) });
  const accessToken = textOf(answer, 'access_token');
  const claims = claimsOf(textOf(answer, 'id_token'));
  const userId = textOf(claims, 'sub');
  // OpenID Connect Core 3.1.3.7: straight from the token endpoint over TLS the signature may go unchecked, these may not
  const fits = textOf(claims, 'iss') === entry.issuer && textOf(claims, 'aud') === entry.clientId && textOf(claims, 'nonce') === nonce;
  if (accessToken === undefined || userId === undefined || !fits) throw new SignInError('refused');
  const username = textOf(claims, 'preferred_username') ?? textOf(claims, 'email');
  return { entry, intent, accessToken, userId, username };
}

function takePending(): PendingSignIn | undefined {
  const kept = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  // written by this tab alone, in this form
  return kept === null ? undefined : (JSON.parse(kept) as PendingSignIn);
}

interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

/** OpenID Connect Discovery 4: the document must be the issuer's own, and lead nowhere but to it. */
export async function discover(entry: BrandEntry): Promise<Endpoints> {
  const document = await call(`${entry.issuer}/.well-known/openid-configuration`);
  const authorize = textOf(document, 'authorization_endpoint');
  const token = textOf(document, 'token_endpoint');
  const own = (url: string | undefined): url is string => url !== undefined && URL.canParse(url) && new URL(url).origin === entry.orgUrl;
  if (textOf(document, 'issuer') !== entry.issuer || !own(authorize) || !own(token)) throw new SignInError('refused');
  return { authorization_endpoint: authorize, token_endpoint: token };
}

async function call(url: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: 'omit', redirect: 'error', headers: { accept: 'application/json' } });
  } catch (cause) {
    throw new SignInError('network', { cause });
  }
  if (!response.ok) throw new SignInError(response.status >= 500 ? 'network' : 'refused');
  return response.json();
}

function claimsOf(token: string | undefined): unknown {
  const payload = token?.split('.')[1];
  if (payload === undefined) return undefined;
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

export function textOf(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === 'string' ? found : undefined;
}

function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
