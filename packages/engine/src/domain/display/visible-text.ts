/**
 * What text of a client may contain where people read it and decide (security model S-025, S-029). Such text is refused, never
 * cleaned up: what the person reads must be what the client sent, character by character.
 */

/** Letters, marks, digits, punctuation, symbols and the plain space. Controls, separators, format characters, unassigned and private use are not among them. */
const standardText = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;
/** Characters that are invisible or draw something else than themselves: emoji differ from phone to phone, U+FFFD marks a loss. */
const neverShown = /[\uFFFD\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u20E3]/u;
const pictograph = /(?![©®™])\p{Extended_Pictographic}/u;
/** More than two marks in a row cover the neighbouring lines. */
const stackedMarks = /\p{M}{3}/u;

/** Why the text must not be shown, as the end of a sentence about it; undefined: it may be. */
export function findUnsafeText(text: string): string | undefined {
  if (text !== text.normalize('NFC')) return 'must be in Unicode normalization form C';
  if (!standardText.test(text) || neverShown.test(text) || pictograph.test(text)) return 'has a character that cannot be shown safely';
  if (stackedMarks.test(text)) return 'has too many combining marks in a row';
  return undefined;
}
