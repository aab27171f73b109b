/**
 * What text of a client may contain where people read it and decide, its name included (security model S-025, S-029). Such text is
 * refused, never cleaned up: what the person reads must be what the client sent, character by character.
 */

/** Letters, marks, digits, punctuation, symbols and the plain space. Controls, separators, format characters, unassigned and private use are not among them. */
const standardText = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;
/** Characters that are invisible or draw something else than themselves: emoji differ from phone to phone, U+FFFD marks a loss. */
const neverShown = /[\uFFFD\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;
/** Symbols and marks by their class that draw nothing at all: Braille blank, stand-in for an object, null notehead, Khitan filler. */
const blankSymbol = /[\u2800\uFFFC\u{1D159}\u{16FE4}]/u;
/** Marks that strike out or enclose what stands before them: "not" with a line through it says the opposite. */
const strikingMark = /[\p{Me}\u0334-\u0338\u20D2\u20D3\u20D8-\u20DA\u20E5\u20E6\u20EA\u20EB]/u;
/** Joins what stands before the text: its label, or a word of ours. */
const leadingMark = /^\p{M}/u;
const pictograph = /(?![©®™])\p{Extended_Pictographic}/u;
/** More than two marks in a row cover the neighbouring lines. */
const stackedMarks = /\p{M}{3}/u;

/** Why the text must not be shown, as the end of a sentence about it; undefined: it may be. */
export function findUnsafeText(text: string): string | undefined {
  if (text !== text.normalize('NFC')) return 'must be in Unicode normalization form C';
  if (!standardText.test(text) || [neverShown, blankSymbol, strikingMark, leadingMark, pictograph].some((unsafe) => unsafe.test(text)))
    return 'has a character that cannot be shown safely';
  if (stackedMarks.test(text)) return 'has too many combining marks in a row';
  return undefined;
}
