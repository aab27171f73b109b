/**
 * The text both devices show (CIBA Core 7.1). It is refused, never cleaned up: what the person reads must be what the client
 * sent, character by character. Rules: decisions 1.6, security model S-024 to S-026.
 */
import { invalidBindingMessage } from '../errors.js';

export type BindingMessagePolicy = 'standard' | 'strict';

const maxCodePoints = 256;
const maxCodePointsStrict = 64;

/** Letters, marks, digits, punctuation, symbols and the plain space. Controls, separators, format characters, unassigned and private use are not among them. */
const standardText = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;
/** Characters that are invisible or draw something else than themselves: the stock iOS app percent-decodes, emoji differ from phone to phone, U+FFFD marks a loss. */
const neverShown = /[%\uFFFD\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u20E3]/u;
const pictograph = /(?![©®™])\p{Extended_Pictographic}/u;
/** More than two marks in a row cover the neighbouring lines. */
const stackedMarks = /\p{M}{3}/u;

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
  if (message !== message.normalize('NFC')) throw invalidBindingMessage('The binding_message must be in Unicode normalization form C.');
  if (!standardText.test(message) || neverShown.test(message) || pictograph.test(message))
    throw invalidBindingMessage('The binding_message has a character that cannot be shown safely.');
  if (stackedMarks.test(message)) throw invalidBindingMessage('The binding_message has too many combining marks in a row.');
  if (policy === 'strict') validateStrict(message);
}

function validateStrict(message: string): void {
  if (!strictText.test(message)) throw invalidBindingMessage('The binding_message has a character that this client may not use.');
  if (webAddress.test(message) || mailAddress.test(message) || phoneNumber.test(message))
    throw invalidBindingMessage('The binding_message must not contain addresses or phone numbers.');
}
