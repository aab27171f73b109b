import { callJson, textOf } from '../http-client.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

/** An authorization server's own account of itself (OpenID Connect Discovery 4). */
export interface ServerMetadata {
  readonly issuer: string;
  endpoint(name: 'authorization_endpoint' | 'token_endpoint' | 'backchannel_authentication_endpoint'): string;
}

export async function discover(issuer: string): Promise<ServerMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, body } = await callJson(url);
  if (status !== 200 || textOf(body, 'issuer') !== issuer) {
    throw new CliError({
      code: 'no_authorization_server',
      message: `There is no authorization server ${issuer}.`,
      next: 'Check --issuer; it must be spelled as the server spells it.',
      exitCode: exitCodes.refused,
    });
  }
  return {
    issuer,
    endpoint(name) {
      const endpoint = textOf(body, name);
      if (endpoint !== undefined) return endpoint;
      throw new CliError({
        code: 'no_endpoint',
        message: `${issuer} does not offer ${name}.`,
        next: 'Use an authorization server that does.',
        exitCode: exitCodes.refused,
      });
    },
  };
}
