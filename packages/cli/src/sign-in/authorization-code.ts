/** Authorization code with PKCE for a public client (RFC 6749 4.1, RFC 7636, RFC 8252), the parts that do not depend on the way. */
import { createHash, randomBytes } from 'node:crypto';
import { grantTypes } from '@countersign/contracts/wire';
import type { ServerMetadata } from '../client/discovery.js';
import { callJson, numberOf, refusal, textOf } from '../http-client.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

export interface SignInRequest {
  readonly authorizeUrl: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeVerifier: string;
}

export interface SignedIn {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function createSignInRequest(
  server: ServerMetadata,
  client: { readonly clientId: string; readonly redirectUri: string; readonly scope: string; readonly loginHint?: string | undefined },
): SignInRequest {
  const state = randomBytes(16).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  const url = new URL(server.endpoint('authorization_endpoint'));
  const parameters = {
    client_id: client.clientId,
    response_type: 'code',
    scope: client.scope,
    redirect_uri: client.redirectUri,
    state,
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(client.loginHint === undefined ? {} : { login_hint: client.loginHint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { authorizeUrl: url.href, redirectUri: client.redirectUri, state, codeVerifier };
}

/** The code in the URL the browser came back with. Throws when the server refused or the answer belongs to another request. */
export function codeOf(request: SignInRequest, server: ServerMetadata, returned: URL): string {
  const answer = returned.searchParams;
  const code = answer.get('code');
  const issuer = answer.get('iss');
  // RFC 9207: an answer that names its issuer must name the one that was asked.
  const belongs = answer.get('state') === request.state && (issuer === null || issuer === server.issuer);
  if (belongs && code !== null) return code;
  const error = answer.get('error') ?? 'no code';
  throw new CliError({
    code: belongs ? error : 'wrong_state',
    message: belongs
      ? `The sign-in was refused: ${error} ${answer.get('error_description') ?? ''}`.trimEnd()
      : 'The answer belongs to another sign-in.',
    next: 'Try again; check that the client allows the authorization code grant and this redirect URI.',
    exitCode: exitCodes.refused,
  });
}

export async function redeemCode(
  server: ServerMetadata,
  request: SignInRequest,
  grant: { clientId: string; code: string },
): Promise<SignedIn> {
  const answer = await callJson(server.endpoint('token_endpoint'), {
    form: {
      grant_type: grantTypes.authorizationCode,
      client_id: grant.clientId,
      code: grant.code,
      redirect_uri: request.redirectUri,
      code_verifier: request.codeVerifier,
    },
  });
  const accessToken = textOf(answer.body, 'access_token');
  if (answer.status !== 200 || accessToken === undefined) throw refusal(answer, 'The sign-in failed');
  return { accessToken, expiresAt: Date.now() + (numberOf(answer.body, 'expires_in') ?? 3600) * 1000 };
}
