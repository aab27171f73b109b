/** Steps 1 to 3: ask the org, get an `auth_req_id`; the org asks the person on their phone. */
import * as client from 'openid-client';
import { orgFailure, type Org, type OrgFailure } from '../org.js';
import type { Approval, ApprovalState } from './approval.js';
import { paymentInitiation } from './authorization-details.js';

/** Moves the approval to `waiting`, or to the end that is reached without anybody having been asked. */
export async function ask(org: Org, approval: Approval, now: () => number): Promise<void> {
  try {
    // step 1: the backchannel authentication request, authenticated with the bank's own credentials
    const answer = await client.initiateBackchannelAuthentication(await org(), parametersOf(approval));
    // step 2: the acknowledgement. The id is the key to the tokens, so it never leaves this process.
    approval.authReqId = answer.auth_req_id;
    approval.intervalSeconds = answer.interval ?? 5;
    approval.expiresAt = now() + answer.expires_in * 1_000;
    // an extension: the person picks this number on the phone, so that nobody approves by habit
    const number = answer['number_challenge'];
    approval.number = typeof number === 'string' ? number : undefined;
    // step 3 is the org's: it asks on every phone of the person
    approval.state = 'waiting';
  } catch (error) {
    const failure = orgFailure(error);
    approval.state = endOf(failure);
    approval.retryAfterSeconds = failure.kind === 'refused' ? failure.retryAfterSeconds : undefined;
    approval.endedAt = now();
  }
}

function parametersOf({ purpose, person, bindingMessage }: Approval): Record<string, string> {
  return {
    scope: 'openid profile email',
    binding_message: bindingMessage,
    // who is asked: exactly one hint. An ID token says it more reliably than a name somebody typed.
    ...(person === undefined ? {} : { id_token_hint: person.idToken }),
    ...(purpose.kind === 'signIn' ? { login_hint: purpose.login } : {}),
    ...(purpose.kind === 'payment' ? { authorization_details: JSON.stringify([paymentInitiation(purpose.order)]) } : {}),
  };
}

/** The errors of CIBA Core 13, as ends of the story. */
function endOf(failure: OrgFailure): ApprovalState {
  if (failure.kind === 'unreachable') return 'unreachable';
  switch (failure.error) {
    // 403: nobody could be asked, because there is no phone or because there were too many requests already
    case 'access_denied':
    // the same page for people nobody knows: it must not tell who is a customer
    case 'unknown_user_id':
      return 'noDevice';
    case 'temporarily_unavailable':
      return 'tooManyTries';
    default:
      return 'rejected';
  }
}
