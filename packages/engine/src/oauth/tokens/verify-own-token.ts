/** Tokens this server made, coming back to it: signature by a key of the server that `iss` names, retired keys included. */
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import { type ParsedJws, parseJws, verifySignature } from '../../domain/jwt/verify-jws.js';
import type { Engine } from '../../engine.js';

/** The two kinds are told apart by their `jti`, so that none passes for the other (RFC 8725 3.12). */
const jtiPrefixes = { access: 'AT.', id: 'ID.' } as const;

/**
 * The claims of a token of this kind that one of `servers` signed; undefined for anything else. Expiry is the caller's to judge:
 * `exp` is a number.
 */
export async function verifyOwnToken(
  engine: Pick<Engine, 'keyring'>,
  question: { readonly token: string; readonly kind: keyof typeof jtiPrefixes; readonly servers: readonly AuthorizationServer[] },
): Promise<
  { readonly claims: ParsedJws['claims']; readonly jti: string; readonly exp: number; readonly server: AuthorizationServer } | undefined
> {
  const jws = parseJws(question.token);
  if (jws === undefined || jws.header.kid === undefined || jws.header.typ !== undefined) return undefined;
  const { iss, jti, exp } = jws.claims;
  if (typeof jti !== 'string' || !jti.startsWith(jtiPrefixes[question.kind]) || typeof exp !== 'number') return undefined;
  const server = question.servers.find((candidate) => candidate.issuer === iss);
  if (server === undefined) return undefined;
  const key = await engine.keyring.verificationKey(server, jws.header.kid);
  if (key === undefined || !verifySignature(jws, key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256', key)) return undefined;
  return { claims: jws.claims, jti, exp, server };
}
