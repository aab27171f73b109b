import { deviceScopes } from '@countersign/contracts/wire';
import { discover } from '../client/discovery.js';
import type { CommandContext } from '../command-context.js';
import type { QuickstartFacts } from '../quickstart.js';
import { codeOf, createSignInRequest, redeemCode, type SignedIn } from './authorization-code.js';
import { openLoopbackRedirect, showSignInUrl } from './browser-sign-in.js';
import { assertPasswordAllowed, signInByForm } from './password-sign-in.js';

export interface SignInOptions {
  readonly orgUrl: string;
  readonly clientId: string;
  readonly login?: string | undefined;
  /** Posts the sign-in form instead of opening a browser. */
  readonly password?: string | undefined;
}

/** Login and password of a command: its options, else those of the quickstart user, at the quickstart's org only. */
export function credentialsFor(
  orgUrl: string,
  given: { readonly login?: string | undefined; readonly password?: string | undefined },
  quickstart: QuickstartFacts,
): { readonly login: string | undefined; readonly password: string | undefined } {
  const login = given.login ?? quickstart.login;
  const isQuickstartUser = login === quickstart.login && (quickstart.orgUrl === undefined || quickstart.orgUrl === orgUrl);
  return { login, password: given.password ?? (isQuickstartUser ? quickstart.password : undefined) };
}

const scope = ['openid', 'profile', 'email', deviceScopes.manage, deviceScopes.read].join(' ');

/** The user's own access token for managing enrollments, from the org's authorization server. */
export async function signIn(context: CommandContext, options: SignInOptions): Promise<SignedIn> {
  const { clientId, login, password } = options;
  if (password !== undefined) assertPasswordAllowed(options.orgUrl);
  const server = await discover(options.orgUrl);
  const loopback = await openLoopbackRedirect();
  try {
    const request = createSignInRequest(server, { clientId, redirectUri: loopback.redirectUri, scope, loginHint: login });
    let returned: URL;
    if (login !== undefined && password !== undefined) {
      returned = await signInByForm(request, { login, password });
    } else {
      showSignInUrl(request.authorizeUrl, context.output);
      returned = await loopback.returned(context.signal);
    }
    return await redeemCode(server, request, { clientId, code: codeOf(request, server, returned) });
  } finally {
    loopback.close();
  }
}
