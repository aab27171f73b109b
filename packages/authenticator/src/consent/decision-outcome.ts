/** What became of a decision: how each way an answer can end is shown to the person. */
import type { DeviceErrorCode } from '@countersign/devices-sdk/browser';

export type DecisionOutcome =
  | 'approved'
  | 'refused'
  /** No reply: sent again by itself while the request is valid. */
  | 'notSent'
  | 'expired'
  | 'elsewhere'
  /** It was sent, perhaps more than once, and the request is over: whether this answer counted is not known. */
  | 'unconfirmed'
  /** The person was asked to prove who they are, and it did not work out: back to the question. */
  | 'notVerified'
  | 'needsVerification'
  | 'revoked'
  | 'tampered'
  | 'wrongNumber'
  | 'failed';

export function outcomeOfFailure(code: DeviceErrorCode | undefined): DecisionOutcome {
  switch (code) {
    case 'network_error':
    case 'rate_limited':
    case 'server_error':
      return 'notSent';
    case 'challenge_expired':
      return 'expired';
    case 'challenge_closed':
    case 'challenge_already_answered':
    case 'resource_not_found':
      return 'elsewhere';
    case 'user_verification_required':
      return 'needsVerification';
    case 'display_mismatch':
    case 'challenge_untrusted':
      return 'tampered';
    case 'enrollment_deleted':
    case 'enrollment_not_found':
    case 'device_deleted':
    case 'user_deleted':
    case 'key_missing':
      return 'revoked';
    case 'wrong_number':
      return 'wrongNumber';
    default:
      return 'failed';
  }
}
