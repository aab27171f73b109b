import { describe, expect, it } from 'vitest';
import { OAuthError } from '../errors.js';
import { checkCodeVerifier, parseCodeChallenge } from './pkce.js';

// RFC 7636 appendix B
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const confidential = { authMethod: 'client_secret_basic', pkceRequired: false } as const;
const strict = { authMethod: 'client_secret_basic', pkceRequired: true } as const;
const publicClient = { authMethod: 'none', pkceRequired: false } as const;

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof OAuthError ? error.code : 'not an OAuth error';
  }
  return 'accepted';
}

describe('R-042 the code challenge of an authorization request', () => {
  it.each([
    ['S256', confidential, { code_challenge: challenge, code_challenge_method: 'S256' }, 'accepted'],
    ['none, confidential client', confidential, {}, 'accepted'],
    ['none, public client', publicClient, {}, 'invalid_request'],
    ['none, client that requires PKCE', strict, {}, 'invalid_request'],
    ['plain', confidential, { code_challenge: verifier, code_challenge_method: 'plain' }, 'invalid_request'],
    ['plain by omission', confidential, { code_challenge: challenge }, 'invalid_request'],
    ['another case of the method', confidential, { code_challenge: challenge, code_challenge_method: 's256' }, 'invalid_request'],
    ['a method alone', confidential, { code_challenge_method: 'S256' }, 'invalid_request'],
    ['too short', confidential, { code_challenge: challenge.slice(1), code_challenge_method: 'S256' }, 'invalid_request'],
    ['too long', confidential, { code_challenge: `${challenge}A`, code_challenge_method: 'S256' }, 'invalid_request'],
    ['not base64url', confidential, { code_challenge: `${challenge.slice(1)}=`, code_challenge_method: 'S256' }, 'invalid_request'],
  ])('%s', (_name, client, parameters, expected) => {
    expect(codeOf(() => parseCodeChallenge(new Map(Object.entries(parameters)), client))).toBe(expected);
  });
});

describe('R-042 the verifier of a token request', () => {
  it.each([
    ['matches', verifier, challenge, 'accepted'],
    ['neither was sent', undefined, undefined, 'accepted'],
    ['missing', undefined, challenge, 'invalid_grant'],
    ['without challenge: a downgrade', verifier, undefined, 'invalid_grant'],
    ['another one', verifier.replace('d', 'e'), challenge, 'invalid_grant'],
    ['the challenge itself, as plain would have it', challenge, challenge, 'invalid_grant'],
    ['too short', verifier.slice(1), challenge, 'invalid_grant'],
    ['with a character that is not allowed', `${verifier}+`, challenge, 'invalid_grant'],
    ['too long', verifier.repeat(3), challenge, 'invalid_grant'],
  ])('%s', (_name, sent, expectedChallenge, expected) => {
    expect(codeOf(() => checkCodeVerifier(sent, expectedChallenge))).toBe(expected);
  });
});
