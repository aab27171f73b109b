/** The `format`s of authorization details; their names are in the contract. Texts have a limited length when they come here. */
import type { detailsFormats } from '@countersign/contracts';

const dateText = /^(\d{4})-(\d\d)-(\d\d)$/;
const dateTimeText = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** A day of the calendar: RFC 3339 `full-date`. */
export function isDate(text: string): boolean {
  const [, year, month, day] = dateText.exec(text) ?? [];
  if (day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.toISOString().slice(0, 10) === text;
}

/** RFC 3339 `date-time`. */
export function isDateTime(text: string): boolean {
  const [, date] = dateTimeText.exec(text) ?? [];
  return date !== undefined && isDate(date);
}

/** ISO 13616, without blanks: the remainder by 97 of the rearranged number is 1. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

export const formatChecks: Readonly<Record<(typeof detailsFormats)[number], (text: string) => boolean>> = {
  date: isDate,
  'date-time': isDateTime,
  iban: isIban,
  uri: (text) => /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text) && URL.canParse(text),
};
