/**
 * The text both devices show (CIBA Core 7.1). It is refused, never cleaned up: what the person reads must be what the client
 * sent, character by character. Rules: decisions 1.6, security model S-024 to S-026.
 */
import { findUnsafeText } from '@countersign/contracts';
import { invalidBindingMessage } from '../errors.js';

export type BindingMessagePolicy = 'standard' | 'strict';

const maxCodePoints = 256;
const maxCodePointsStrict = 64;

const strictText = /^[A-Za-z0-9 \-.,:/#+()]+$/;
const webAddress = /(?:[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|info|io|app|dev|co|biz|[a-z]{2})\b)/i;
const mailAddress = /[^\s@]+@[^\s@]+/;
const phoneNumber = /\+\d(?:[ ().-]?\d){6,}|\b0\d(?:[ ().-]?\d){7,}/;

/** Throws `invalid_binding_message`; the description names the rule, never the text. */
export function validateBindingMessage(message: string, policy: BindingMessagePolicy): void {
  const length = [...message].length;
  const limit = policy === 'strict' ? maxCodePointsStrict : maxCodePoints;
  if (message.trim() === '' || length > limit)
    throw invalidBindingMessage(`The binding_message must have 1 to ${limit} characters, not only blanks.`);
  // the stock iOS app percent-decodes what it shows
  const fault = message.includes('%') ? 'has a character that cannot be shown safely' : findUnsafeText(message);
  if (fault !== undefined) throw invalidBindingMessage(`The binding_message ${fault}.`);
  if (policy === 'strict') validateStrict(message);
}

function validateStrict(message: string): void {
  if (!strictText.test(message)) throw invalidBindingMessage('The binding_message has a character that this client may not use.');
  if (webAddress.test(message) || mailAddress.test(message) || phoneNumber.test(message))
    throw invalidBindingMessage('The binding_message must not contain addresses or phone numbers.');
}
