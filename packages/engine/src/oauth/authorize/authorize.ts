/**
 * The authorization endpoint (RFC 6749 3.1, OpenID Connect Core 3.1.2): a browser arrives with a client's request and leaves with an
 * authorization code, an error, or the sign-in page in between. This folder owns the request and its answer; who is signed in is the
 * business of oauth/session, pages and cookies of the HTTP layer.
 *
 * The stages, in order: client and redirect URI (a failure is a page) → every other parameter → is the person signed in recently
 * enough? → strongly enough? → may this person use this client with these scopes? → code. A failure after the first stage goes to the
 * client.
 */
import { grantTypes } from '@countersign/contracts/wire';
import { evaluateAccess } from '../../domain/authorization-server/access-policy.js';
import type { AuthorizationServer } from '../../domain/authorization-server/authorization-server.js';
import type { Client } from '../../domain/client/client.js';
import type { FactorMethod } from '../../domain/factor/factor.js';
import type { Org } from '../../domain/org/org.js';
import type { Session } from '../../domain/session/session.js';
import type { User } from '../../domain/user/user.js';
import type { Caller, Engine } from '../../engine.js';
import { accessDenied, OAuthError } from '../errors.js';
import type { Form } from '../form.js';
import { hasSecondFactor, needsSecondFactor, secondFactorDemand } from '../session/assurance.js';
import { listFactorMethods } from '../session/step-up.js';
import { type AuthorizationRequest, readAuthorizationRequest } from './authorization-request.js';
import { type SignInReason, signInReason } from './interaction.js';
import { authorizeEvent, issueCode } from './issue-code.js';
import { type AuthorizationAnswer, codeAnswer, errorAnswer } from './respond.js';
import { findReturnAddress } from './return-address.js';

export interface AuthorizeCall {
  readonly org: Org;
  readonly server: AuthorizationServer;
  readonly form: Form;
  readonly caller: Caller;
  readonly session: Session | undefined;
  /** True when the session was made by a sign-in for this very request. */
  readonly justSignedIn: boolean;
}

export type AuthorizeOutcome =
  | { readonly kind: 'answer'; readonly client: Client; readonly answer: AuthorizationAnswer; readonly error: OAuthError | undefined }
  | { readonly kind: 'sign-in'; readonly request: AuthorizationRequest; readonly reason: SignInReason }
  /** The session is good for one factor and the request needs two. No methods: the person has to set one up first. */
  | {
      readonly kind: 'second-factor';
      readonly request: AuthorizationRequest;
      readonly session: Session;
      readonly user: User;
      readonly methods: readonly FactorMethod[];
    };

/** Throws an `OAuthError` only where the client must not hear of it: unknown client, bad redirect URI. */
export async function authorize(engine: Engine, call: AuthorizeCall): Promise<AuthorizeOutcome> {
  const { client, address } = await findReturnAddress(engine, call);
  try {
    const request = await readAuthorizationRequest(engine, { ...call, client, redirectUri: address.redirectUri });
    const person = await findPerson(engine, call);
    const now = engine.clock.now();
    const reason = person === undefined ? 'no-session' : signInReason(request, person.session, { now, justSignedIn: call.justSignedIn });
    if (person === undefined || reason !== undefined) return askForSignIn(call, request, reason ?? 'no-session');
    const methods = await missingFactor(engine, call, request, person);
    if (methods !== undefined) return { kind: 'second-factor', request, ...person, methods };
    await checkAccess(engine, call, request, person.user);
    const code = await issueCode(engine, { ...call, request, ...person });
    return { kind: 'answer', client, answer: codeAnswer(address, code), error: undefined };
  } catch (error) {
    if (error instanceof OAuthError) return { kind: 'answer', client, answer: errorAnswer(address, error), error };
    throw error;
  }
}

/** The page, unless the client forbade it or the person has just been there (then it was somebody other than the client asked for). */
function askForSignIn(call: AuthorizeCall, request: AuthorizationRequest, reason: SignInReason): AuthorizeOutcome {
  if (!request.prompt.has('none') && !call.justSignedIn) return { kind: 'sign-in', request, reason };
  throw new OAuthError('login_required', 400, 'This request cannot be answered without a sign-in.', { reason });
}

/** The second factors to choose from, when the session has to show one. Undefined: it is strong enough. */
async function missingFactor(
  engine: Engine,
  { org }: AuthorizeCall,
  request: AuthorizationRequest,
  { session, user }: { readonly session: Session; readonly user: User },
): Promise<readonly FactorMethod[] | undefined> {
  const demand = secondFactorDemand(org, request.client, request.acrValues);
  if (demand === 'none' || hasSecondFactor(session)) return undefined;
  const methods = await listFactorMethods(engine, user);
  if (!needsSecondFactor(demand, methods)) return undefined;
  if (!request.prompt.has('none')) return methods;
  throw new OAuthError('interaction_required', 400, 'This request cannot be answered without a second factor.');
}

/** The session's user, unless they may no longer sign in or have a new password since: then it is as if nobody were signed in. */
async function findPerson(engine: Engine, { org, session }: AuthorizeCall): Promise<{ session: Session; user: User } | undefined> {
  if (session === undefined) return undefined;
  const user = await engine.users.findById(org.id, session.userId);
  if (user?.status !== 'ACTIVE' || (user.passwordChangedAt ?? 0) > session.authTime) return undefined;
  return { session, user };
}

/** Assignment and access policy. Refusals are logged, because here it is known who was refused. */
async function checkAccess(engine: Engine, call: AuthorizeCall, request: AuthorizationRequest, user: User): Promise<void> {
  const { server, caller } = call;
  const [assigned, groupIds] = await Promise.all([
    engine.clients.isAssigned(request.client, user.id),
    engine.users.listGroupIds(user.orgId, user.id),
  ]);
  const access = evaluateAccess(server, {
    clientId: request.client.clientId,
    grantType: grantTypes.authorizationCode,
    scopes: request.scopes,
    user: { id: user.id, groupIds },
  });
  if (assigned && access.allowed) return;
  const refusal = assigned ? 'no_matching_policy' : 'user_not_assigned';
  await engine.events.append(authorizeEvent(engine, { request, server, user, caller, refusal }));
  throw accessDenied(assigned ? 'No access policy allows this request.' : 'The user is not assigned to this application.', {
    reason: refusal,
  });
}
