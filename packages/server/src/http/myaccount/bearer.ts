/** Who calls the MyAccount API: the person behind an access token of this org (devices protocol 1.8). */
import { ApiError, authenticateBearer, OAuthError, readAccessToken, userError, type Org, type User } from '@countersign/engine';
import type { FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';

export interface AccountCaller {
  readonly org: Org;
  readonly user: User;
  /** Client of the token. */
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** When the token ends; seconds since the epoch. */
  readonly expiresAt: number;
}

const bearerHeader = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * Throws E0000011 for a missing, bad, expired or revoked token. The tokens of a suspended or removed user are dead too, but their
 * device is told why (E0000155, E0000156), so that it can say so and clean up.
 */
export async function authenticateAccount(server: ServerContext, request: FastifyRequest): Promise<AccountCaller> {
  const { engine } = server;
  const org = await engine.org.get();
  const token = bearerHeader.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new ApiError('E0000011', { reason: 'no bearer token' });
  const facts = await authenticateBearer(engine, { org, token }).catch(async (error: unknown) => {
    if (!(error instanceof OAuthError)) throw error;
    throw (
      (await frozenUserError(server, org, token)) ?? new ApiError('E0000011', error.reason === undefined ? {} : { reason: error.reason })
    );
  });
  const user = facts.userId === undefined ? undefined : await engine.users.findById(org.id, facts.userId);
  if (user === undefined) throw new ApiError('E0000011', { reason: 'a token without a person' });
  const frozen = userError(user.status);
  if (frozen !== undefined) throw frozen;
  return { org, user, clientId: facts.clientId, scopes: facts.scopes, expiresAt: facts.expiresAt };
}

async function frozenUserError({ engine }: ServerContext, org: Org, token: string): Promise<ApiError | undefined> {
  const facts = await readAccessToken(engine, { org, token });
  if (facts?.userId === undefined || facts.expiresAt * 1000 <= engine.clock.now()) return undefined;
  const user = await engine.users.findById(org.id, facts.userId);
  return user === undefined ? undefined : userError(user.status);
}
