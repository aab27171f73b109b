/** Who calls the MyAccount API: the person behind an access token of this org (devices protocol 1.8). */
import {
  ApiError,
  authenticateBearer,
  enrollmentLinkState,
  OAuthError,
  readAccessToken,
  userError,
  type BearerFacts,
  type EnrollmentLink,
  type Org,
  type User,
} from '@countersign/engine';
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

/** Who may enrol: somebody signed in, or the holder of an enrollment link's token. */
export interface EnrollingCaller extends AccountCaller {
  readonly link: EnrollmentLink | undefined;
}

const bearerHeader = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * Throws E0000011 for a missing, bad, expired or revoked token. The tokens of a suspended or removed user are dead too, but their
 * device is told why (E0000155, E0000156), so that it can say so and clean up. Throws E0000006 for the token of an enrollment link,
 * which is for enrolling alone.
 */
export async function authenticateAccount(server: ServerContext, request: FastifyRequest): Promise<AccountCaller> {
  const { enrollmentLinkId, ...caller } = await authenticate(server, request);
  if (enrollmentLinkId !== undefined) throw new ApiError('E0000006', { reason: 'the token of an enrollment link is for enrolling only' });
  return caller;
}

/** As `authenticateAccount`; the link of a link's token has to be one that may still be used, else E0000006. */
export async function authenticateEnrolling(server: ServerContext, request: FastifyRequest): Promise<EnrollingCaller> {
  const { enrollmentLinkId, ...caller } = await authenticate(server, request);
  if (enrollmentLinkId === undefined) return { ...caller, link: undefined };
  const link = await server.engine.enrollmentLinks.findById(caller.org.id, enrollmentLinkId);
  const usable =
    link !== undefined &&
    link.grantId === caller.grantId &&
    link.userId === caller.user.id &&
    enrollmentLinkState(link, server.engine.clock.now()) === 'WAITING';
  if (!usable) throw new ApiError('E0000006', { reason: 'the enrollment link has its enrollment already or was cancelled' });
  return { ...caller, link };
}

async function authenticate(
  server: ServerContext,
  request: FastifyRequest,
): Promise<AccountCaller & Pick<BearerFacts, 'enrollmentLinkId' | 'grantId'>> {
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
  const { clientId, scopes, expiresAt, enrollmentLinkId, grantId } = facts;
  return { org, user, clientId, scopes, expiresAt, enrollmentLinkId, grantId };
}

async function frozenUserError({ engine }: ServerContext, org: Org, token: string): Promise<ApiError | undefined> {
  const facts = await readAccessToken(engine, { org, token });
  if (facts?.userId === undefined || facts.expiresAt * 1000 <= engine.clock.now()) return undefined;
  const user = await engine.users.findById(org.id, facts.userId);
  return user === undefined ? undefined : userError(user.status);
}
