/** Who calls the management API (okta-api 3.1): `Authorization: SSWS {token}`. Every answer says how much the caller may still call. */
import type { Operation } from '@countersign/contracts';
import { ApiError, authenticateApiToken, type ApiTokenHolding } from '@countersign/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerContext } from '../../server-context.js';
import { callsPerMinute, createRateLimiter, failuresPerMinute, type RateLimitState } from './rate-limit.js';

const ssws = /^SSWS +([\x21-\x7e]{1,200})$/i;

/** The token of the header; undefined when there is none or another scheme. */
export function tokenOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  return ssws.exec(request.headers.authorization ?? '')?.[1];
}

export type Authenticate = (request: FastifyRequest, reply: FastifyReply, operation?: Operation) => Promise<ApiTokenHolding>;

/** Throws E0000011, E0000006, and E0000047 above the limits. Calls with a good token are never held up by others' bad ones. */
export function createAuthenticate(server: Pick<ServerContext, 'engine' | 'management'>): Authenticate {
  const calls = createRateLimiter(server.engine.clock, callsPerMinute);
  const failures = createRateLimiter(server.engine.clock, failuresPerMinute);
  return async (request, reply) => {
    const token = tokenOf(request);
    let holding: ApiTokenHolding;
    try {
      if (token === undefined) throw new ApiError('E0000011', { reason: 'no API token' });
      holding = await authenticateApiToken(server, token);
    } catch (error) {
      if (error instanceof ApiError) tell(reply, failures.count(request.ip));
      throw error;
    }
    tell(reply, calls.count(holding.tokenId));
    return holding;
  };
}

function tell(reply: FastifyReply, state: RateLimitState): void {
  reply.header('x-rate-limit-limit', state.limit);
  reply.header('x-rate-limit-remaining', state.remaining);
  reply.header('x-rate-limit-reset', state.resetAt);
  if (state.exceeded) throw new ApiError('E0000047');
}
