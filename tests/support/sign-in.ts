/**
 * A person's sign-in without a browser: authorization code with PKCE (RFC 7636) against the server-rendered pages, form by form,
 * the way a browser without JavaScript would.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type HttpAnswer, request, textMember } from './http.js';

export interface SignInRequest {
  /** Base of the authorization server's endpoints, such as `http://localhost:8080/oauth2/default`. */
  readonly issuer: string;
  readonly clientId: string;
  /** With a secret the client authenticates at the token endpoint, without it is public. */
  readonly clientSecret?: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly login: string;
  readonly password: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly body: unknown;
}

export interface HtmlForm {
  readonly action: string;
  readonly method: string;
  readonly fields: ReadonlyMap<string, { readonly value: string; readonly type: string }>;
}

export async function signIn(options: SignInRequest): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('hex');
  const start = new URL(`${oauthBase(options.issuer)}/authorize`);
  start.search = new URLSearchParams({
    client_id: options.clientId,
    redirect_uri: options.redirectUri,
    response_type: 'code',
    scope: options.scope,
    state,
    nonce: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const callback = await throughThePages(start.href, options);
  if (callback.searchParams.get('state') !== state) throw new Error(`sign-in answered ${callback.search}`);
  const code = callback.searchParams.get('code');
  if (code === null) throw new Error(`sign-in answered without a code: ${callback.search}`);
  return redeemCode(options, code, verifier);
}

async function redeemCode(options: SignInRequest, code: string, verifier: string): Promise<Tokens> {
  const answer = await request(`${oauthBase(options.issuer)}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: options.clientId,
      ...(options.clientSecret === undefined ? {} : { client_secret: options.clientSecret }),
      redirect_uri: options.redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`);
  const optional = (name: string): string | undefined => (answer.text.includes(`"${name}"`) ? textMember(answer, name) : undefined);
  return {
    accessToken: textMember(answer, 'access_token'),
    idToken: optional('id_token'),
    refreshToken: optional('refresh_token'),
    body: answer.json,
  };
}

/** The org's own server has its endpoints under `/oauth2`. */
function oauthBase(issuer: string): string {
  return new URL(issuer).pathname === '/' ? `${issuer.replace(/\/$/, '')}/oauth2/v1` : `${issuer}/v1`;
}

/** Follows redirects and fills forms from the authorization endpoint to the redirect to the client, which it gives back. */
export async function throughThePages(
  start: string,
  { redirectUri, login, password }: Pick<SignInRequest, 'redirectUri' | 'login' | 'password'>,
): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  let answer = await visit(url, cookies);
  for (let step = 0; step < 12; step += 1) {
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (url.startsWith(redirectUri)) return new URL(url);
      answer = await visit(url, cookies);
      continue;
    }
    const form = parseForm(answer.text);
    if (answer.status !== 200 || form === undefined)
      throw new Error(`sign-in stopped at ${url} with ${answer.status}: ${answer.text.slice(0, 2_000)}`);
    const body = new URLSearchParams();
    for (const [name, { value, type }] of form.fields) {
      if (type === 'password') body.set(name, password);
      else if (type === 'text' || type === 'email') body.set(name, login);
      else body.set(name, value);
    }
    url = new URL(form.action, url).href;
    answer = await visit(url, cookies, body);
  }
  throw new Error(`sign-in did not come to an end; last page ${url}: ${answer.text.slice(0, 2_000)}`);
}

async function visit(url: string, cookies: Map<string, string>, body?: URLSearchParams): Promise<HttpAnswer> {
  const headers: Record<string, string> = { accept: 'text/html' };
  if (cookies.size > 0) headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  if (body !== undefined) headers['origin'] = new URL(url).origin;
  const answer = await request(url, body === undefined ? { headers } : { method: 'POST', headers, body });
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) cookies.set(name, value);
  }
  return answer;
}

/** The first form of a page. Enough of HTML for pages of our own; not a parser for any other. */
export function parseForm(html: string): HtmlForm | undefined {
  const match = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (match === null) return undefined;
  const [, formAttributes = '', content = ''] = match;
  const fields = new Map<string, { value: string; type: string }>();
  for (const [, inputAttributes = ''] of content.matchAll(/<input\b([^>]*)>/gi)) {
    const name = attribute(inputAttributes, 'name');
    const type = attribute(inputAttributes, 'type') ?? 'text';
    const skipped = type === 'checkbox' && !/\bchecked\b/i.test(inputAttributes);
    if (name !== undefined && !skipped) fields.set(name, { value: attribute(inputAttributes, 'value') ?? '', type });
  }
  // A page with several buttons is answered with the first, which our pages make the affirmative one.
  const button = /<button\b([^>]*)>/i.exec(content)?.[1] ?? '';
  const buttonName = attribute(button, 'name');
  if (buttonName !== undefined) fields.set(buttonName, { value: attribute(button, 'value') ?? '', type: 'submit' });
  return { action: attribute(formAttributes, 'action') ?? '', method: attribute(formAttributes, 'method') ?? 'get', fields };
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes);
  const value = match?.[1] ?? match?.[2];
  return value?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
