import type { Session } from '../../domain/session/session.js';
import type { Instant } from '../../ports/clock.js';
import type { AuthorizationRequest } from './authorization-request.js';

/** Why the person has to sign in before this request can be answered. */
export type SignInReason = 'no-session' | 'prompted' | 'too-long-ago' | 'other-person';

/**
 * Why the session does not suffice for the request (OpenID Connect Core 3.1.2.1, 3.1.2.3); undefined: it does.
 * `justSignedIn` is true when the person signed in for this very request: that satisfies `prompt` and `max_age`, whatever the clock says.
 */
export function signInReason(
  request: Pick<AuthorizationRequest, 'prompt' | 'maxAgeSeconds' | 'hintedUserId'>,
  session: Pick<Session, 'userId' | 'authTime'>,
  { now, justSignedIn }: { readonly now: Instant; readonly justSignedIn: boolean },
): SignInReason | undefined {
  if (!justSignedIn) {
    if (request.prompt.has('login') || request.prompt.has('select_account')) return 'prompted';
    const { maxAgeSeconds } = request;
    if (maxAgeSeconds !== undefined && (maxAgeSeconds === 0 || now - session.authTime > maxAgeSeconds * 1000)) return 'too-long-ago';
  }
  if (request.hintedUserId !== undefined && request.hintedUserId !== session.userId) return 'other-person';
  return undefined;
}
