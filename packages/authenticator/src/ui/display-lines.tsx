/**
 * What a request says, line by line, and nothing else: this is the text that is signed. Each value keeps its own direction, and what
 * could deceive the eye shows as its code.
 */
import { visibleText } from '../consent/visible-text.js';

interface DisplayLinesProps {
  readonly lines: readonly { readonly label: string; readonly value: string }[];
  /** BCP 47, of the labels. */
  readonly locale?: string | undefined;
  /** The words of whoever asks: framed as theirs. */
  readonly message?: string | undefined;
  /** Puts the first line in front, large. */
  readonly emphasis?: boolean;
}

export function DisplayLines({ lines, locale, message, emphasis = false }: DisplayLinesProps) {
  // amount and payee come before the message; without them the message itself is what is asked
  const begins = emphasis && lines[0]?.value !== message;
  const kindOf = (value: string, at: number) =>
    value === message ? ' line-message' : begins && at === 0 ? ' line-first' : begins && at === 1 ? ' line-second' : ' line-plain';
  return (
    <dl class={emphasis ? 'lines lines-large' : 'lines'} lang={locale} dir={locale === undefined ? undefined : directionOf(locale)}>
      {lines.map(({ label, value }, at) => (
        <div class={`line${kindOf(value, at)}`} key={at}>
          <dt>
            <bdi>{visibleText(label)}</bdi>
          </dt>
          <dd>
            <bdi>{visibleText(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The labels lead the eye: the whole list reads in their direction, whatever the language of the app. */
function directionOf(locale: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/i.test(locale) ? 'rtl' : 'ltr';
}
