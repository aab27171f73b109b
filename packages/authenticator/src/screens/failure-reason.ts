import { isDeviceError } from '@countersign/devices-sdk/browser';
import type { MessageKey } from '../i18n/texts.js';
import type { Translator } from '../i18n/translator.js';

/** Why something could not be done, in the person's words; the code only where there are none. */
export function failureReason(t: Translator<MessageKey<'screens'>>, error: unknown): string {
  const code = isDeviceError(error) ? error.code : 'unknown';
  return t(textFor(code), { code });
}

function textFor(code: string): MessageKey<'screens'> {
  switch (code) {
    case 'network_error':
      return 'reason.network';
    case 'policy_not_found':
    case 'push_not_offered':
      return 'reason.policy';
    case 'access_denied':
    case 'access_token_rejected':
    case 'key_protection_not_met':
      return 'reason.denied';
    case 'device_suspended':
    case 'enrollment_suspended':
    case 'user_suspended':
      return 'reason.suspended';
    case 'enrollment_deleted':
    case 'enrollment_not_found':
    case 'device_deleted':
    case 'user_deleted':
    case 'key_missing':
      return 'reason.revoked';
    default:
      return 'reason.other';
  }
}
