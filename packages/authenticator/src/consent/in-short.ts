import { isolate } from '../i18n/isolate.js';
import { visibleText } from './visible-text.js';

interface InShort {
  readonly lines: readonly { readonly label: string; readonly value: string }[];
  /** Where it comes first, it is what is asked. */
  readonly message?: string | undefined;
  /** BCP 47, of the labels. */
  readonly locale?: string | undefined;
}

/** "250.00 EUR to ACME", or the message: what a list shows and what a button says aloud. Empty without lines. */
export function inShort({ lines: [first, second], message, locale }: InShort): string {
  if (first === undefined) return '';
  if (second === undefined || first.value === message) return visibleText(first.value);
  // each of them is somebody else's text: none may move another
  return [first.value, second.label.toLocaleLowerCase(locale), second.value].map((text) => isolate(visibleText(text))).join(' ');
}
