/** Steps 4 to 8: wait for the person's answer, and fetch the tokens once they approved. */
import { setTimeout as pause } from 'node:timers/promises';
import * as client from 'openid-client';
import { orgFailure, type Org } from '../org.js';
import { hasEnded, type Approval, type Person } from './approval.js';
import { isGranted, paymentInitiation } from './authorization-details.js';
import { cibaGrantType } from './recorder.js';

type Tokens = Awaited<ReturnType<typeof client.genericGrantRequest>>;

export interface Waiting {
  readonly org: Org;
  readonly now: () => number;
  readonly changed: () => void;
  /** The bank closes. */
  readonly closing: AbortSignal;
}

/** After this the org is asked no more: what it knows of an expired request it says for a while, but an unreachable one says nothing. */
const patienceAfterExpiryMs = 10_000;
const retryAfterTroubleMs = 2_000;

/**
 * Polls until the approval has ended. Each poll asks to be held, so that the answer comes when the person decides and not at the next
 * tick. `pollBackchannelAuthenticationGrant` of openid-client does the same loop, but waits a whole interval before its first poll.
 */
export async function waitForAnswer(approval: Approval, waiting: Waiting): Promise<void> {
  while (!hasEnded(approval) && !waiting.closing.aborted) {
    const sentAt = waiting.now();
    const slowDown = await poll(approval, waiting);
    if (hasEnded(approval)) break;
    if (slowDown) approval.intervalSeconds += 5;
    // at least the interval lies between two polls (CIBA Core 7.3); one that was held that long is followed at once
    const heldMs = slowDown ? 0 : waiting.now() - sentAt;
    const restMs = approval.intervalSeconds * 1_000 - heldMs;
    await pause(approval.troubled ? retryAfterTroubleMs : Math.max(0, restMs), undefined, { signal: waiting.closing });
  }
  approval.endedAt ??= waiting.now();
  waiting.changed();
}

/** One poll. True when the org wants more time between them. */
async function poll(approval: Approval, { org, now, changed }: Waiting): Promise<boolean> {
  try {
    // steps 4 and 7: the token request; step 6, the decision, lies between them, on the phone;
    // step 8: the tokens, whose signature and claims openid-client has checked
    const tokens = await client.genericGrantRequest(await org(), cibaGrantType, { auth_req_id: approval.authReqId ?? '' });
    // taken back while the answer was on its way: it counts no more
    if (!hasEnded(approval)) accept(approval, tokens);
    return false;
  } catch (error) {
    const failure = orgFailure(error);
    if (hasEnded(approval)) return false;
    approval.troubled = failure.kind === 'unreachable';
    changed();
    if (failure.kind === 'unreachable') {
      if (now() > (approval.expiresAt ?? 0) + patienceAfterExpiryMs) approval.state = 'unreachable';
      return false;
    }
    switch (failure.error) {
      // step 5: nobody has answered yet
      case 'authorization_pending':
        return false;
      case 'slow_down':
      case 'temporarily_unavailable':
        return true;
      case 'access_denied':
        approval.state = 'denied';
        return false;
      case 'expired_token':
        approval.state = 'expired';
        return false;
      default:
        approval.state = 'rejected';
        return false;
    }
  }
}

/** An approval counts only if the right person gave it for exactly what was asked. */
function accept(approval: Approval, tokens: Tokens): void {
  const claims = tokens.claims();
  const { person, purpose } = approval;
  const rightPerson = claims !== undefined && (person === undefined || claims.sub === person.sub);
  const rightThing = purpose.kind === 'signIn' || isGranted(paymentInitiation(purpose.order), tokens.authorization_details);
  approval.state = rightPerson && rightThing ? 'approved' : 'mismatch';
  approval.troubled = false;
  approval.approvedBy = claims === undefined ? undefined : personOf(claims, tokens.id_token ?? '');
  const transactionId = claims?.['cs_transaction'];
  approval.transactionId = typeof transactionId === 'string' ? transactionId : undefined;
}

export function personOf(claims: client.IDToken, idToken: string): Person {
  const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined);
  const login = text('preferred_username') ?? text('email') ?? claims.sub;
  return { sub: claims.sub, name: text('name') ?? login, login, idToken };
}
