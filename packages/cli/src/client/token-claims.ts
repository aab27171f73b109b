import { createMemoryPorts, verifyServerToken } from '@countersign/devices-sdk/node';
import type { BackchannelClient, Tokens } from './backchannel.js';

export type Claims = Readonly<Record<string, unknown>>;

export interface TokenClaims {
  readonly idToken: Claims | undefined;
  readonly accessToken: Claims;
}

/** What the tokens say, after checking that the issuer signed them and, for the ID token, that it is for this client. */
export async function readTokenClaims(client: BackchannelClient, tokens: Tokens): Promise<TokenClaims> {
  const ports = createMemoryPorts();
  const { issuer, clientId } = client;
  return {
    idToken: tokens.idToken === undefined ? undefined : await verifyServerToken(ports, tokens.idToken, { issuer, audience: clientId }),
    accessToken: await verifyServerToken(ports, tokens.accessToken, { issuer }),
  };
}
