/** Line breaks, control and direction-changing characters, and what no font can show. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** Text from outside for a terminal: characters that could move the cursor or reorder the line are made visible. */
export function printable(text: string): string {
  return text.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
