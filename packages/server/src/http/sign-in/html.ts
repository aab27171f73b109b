/** HTML as a value of its own: text becomes HTML only by being escaped, so that nothing from outside can become markup. */
export interface Html {
  readonly markup: string;
}

export type HtmlPart = Html | string | number | undefined | readonly Html[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Template tag. Strings are escaped (for text and for quoted attributes alike), `undefined` is nothing, `Html` stays as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = strings[0] ?? '';
  for (const [index, part] of parts.entries()) markup += render(part) + (strings[index + 1] ?? '');
  return { markup };
}

/** Text somebody chose, shielded: its direction cannot disturb what stands around it, and formatting characters are made visible. */
export function isolated(text: string): Html {
  return html`<bdi>${visible(text)}</bdi>`;
}

/** A catalogue text with its `{placeholders}` filled in. */
export function fill(text: string, values: Readonly<Record<string, Html | string | number>> = {}): Html {
  const pieces = text.split(/\{(\w+)\}/);
  return { markup: pieces.map((piece, index) => (index % 2 === 0 ? escape(piece) : render(values[piece]))).join('') };
}

function render(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(({ markup }) => markup).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** Controls and characters that change direction or are invisible can make one name look like another. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}
