/** Proof Key for Code Exchange (RFC 7636). Only `S256`: `plain` protects nothing once the request is seen (RFC 9700 2.1.1). */
import type { Client } from '../../domain/client/client.js';
import { equalSecrets, sha256 } from '../../domain/digest.js';
import { invalidGrant, invalidRequest } from '../errors.js';
import type { Form } from '../form.js';

/** BASE64URL(SHA-256(…)) is always 43 characters (RFC 7636 4.2). */
const challengeSyntax = /^[A-Za-z0-9_-]{43}$/;
/** RFC 7636 4.1 */
const verifierSyntax = /^[A-Za-z0-9._~-]{43,128}$/;

/** The code challenge of an authorization request; undefined when a confidential client sends none. Throws `invalid_request`. */
export function parseCodeChallenge(form: Form, client: Pick<Client, 'authMethod' | 'pkceRequired'>): string | undefined {
  const challenge = form.get('code_challenge');
  const method = form.get('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined) throw invalidRequest('The code_challenge_method was sent without a code_challenge.');
    if (client.authMethod === 'none' || client.pkceRequired) throw invalidRequest('PKCE is required: send a code_challenge.');
    return undefined;
  }
  // RFC 7636 4.3: a missing method means plain
  if (method !== 'S256') throw invalidRequest('The code_challenge_method must be S256.');
  if (!challengeSyntax.test(challenge)) throw invalidRequest('The code_challenge is malformed.');
  return challenge;
}

/**
 * Checks the verifier of a token request against the challenge the code is bound to. A verifier without a challenge is refused too:
 * it is the sign of a request whose challenge was stripped on the way (RFC 9700 2.1.1). Throws `invalid_grant`.
 */
export function checkCodeVerifier(verifier: string | undefined, challenge: string | undefined): void {
  if (verifier === undefined && challenge === undefined) return;
  if (verifier === undefined) throw failed('verifier missing');
  if (challenge === undefined) throw failed('verifier without challenge');
  if (!verifierSyntax.test(verifier)) throw failed('verifier malformed');
  if (!equalSecrets(sha256(verifier), challenge)) throw failed('verifier does not match');
}

function failed(reason: string) {
  return invalidGrant('PKCE verification failed.', { reason });
}
