import { deviceScopes } from '@countersign/contracts/wire';
import { discover } from '../client/discovery.js';
import type { CommandContext } from '../command-context.js';
import { codeOf, createSignInRequest, redeemCode, type SignedIn } from './authorization-code.js';
import { openLoopbackRedirect, showSignInUrl } from './browser-sign-in.js';
import { signInByForm } from './password-sign-in.js';

export interface SignInOptions {
  readonly orgUrl: string;
  readonly clientId: string;
  readonly login?: string | undefined;
  /** Posts the sign-in form instead of opening a browser. */
  readonly password?: string | undefined;
}

const scope = ['openid', 'profile', 'email', deviceScopes.manage, deviceScopes.read].join(' ');

/** The user's own access token for managing enrollments, from the org's authorization server. */
export async function signIn(context: CommandContext, options: SignInOptions): Promise<SignedIn> {
  const server = await discover(options.orgUrl);
  const { clientId, login, password } = options;
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
