/** How one value of authorization details reads in the person's language. Amounts stay decimal text from request to screen: no float comes near them. */
import type { DetailsDisplayLine } from '@countersign/contracts';
import { isDate, isDateTime } from '../authorization-details/details-formats.js';

/** Stands where there is nothing: an empty text or list is an answer too, and must be seen as one. */
export const nothing = '–';

/** What fills a line, and which places of the object it tells. */
export interface ShownValue {
  readonly value: string;
  /** A place that is a list or an object stands for all that is in it. */
  readonly places: readonly string[];
}

/** Undefined when the value is not of the format's kind: its fields are then shown by their names. */
export function showValue(format: DetailsDisplayLine['format'], place: string, value: unknown, locale: string): ShownValue | undefined {
  switch (format) {
    case 'amount':
      return isAmount(value) ? { value: showAmount(value, locale), places: [`${place}.amount`, `${place}.currency`] } : undefined;
    case 'iban':
      return typeof value === 'string' ? { value: showIban(value), places: [place] } : undefined;
    case 'date':
      return typeof value === 'string' ? { value: showDate(value, locale), places: [place] } : undefined;
    case 'list':
      return isScalarList(value) ? { value: showList(value, locale), places: [place] } : undefined;
    case 'text':
      return isScalar(value) ? { value: showScalar(value), places: [place] } : undefined;
  }
}

export type Scalar = string | number | boolean | null;

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Without format: the value itself. */
export function showScalar(value: Scalar): string {
  const text = value === null ? '' : String(value);
  return text.trim() === '' ? nothing : text;
}

export interface Amount {
  /** Decimal text, as sent. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

export function isAmount(value: unknown): value is Amount {
  if (typeof value !== 'object' || value === null) return false;
  const { amount, currency } = value as Partial<Record<string, unknown>>; // any object may be asked for its members
  return typeof amount === 'string' && typeof currency === 'string';
}

const decimal = /^(\d{1,18})(?:\.(\d{1,8}))?$/;
const isDecimal = (text: string): text is `${number}` => decimal.test(text);

/** `250.00 EUR` in the person's digits grouping, with every decimal that was sent and at least those the currency has. */
export function showAmount({ amount, currency }: Amount, locale: string): string {
  if (!isDecimal(amount)) return `${showScalar(amount)} ${showScalar(currency)}`;
  const sent = decimal.exec(amount)?.[2]?.length ?? 0;
  const digits = Math.max(sent, currencyDigits(currency));
  return `${plainBlanks(decimalFormat(locale, digits).format(amount))} ${showScalar(currency)}`;
}

/** Making a formatter costs more than everything else of these lines. */
const formats = new Map<string, Intl.NumberFormat>();
const maxFormats = 500;

function decimalFormat(locale: string, digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, numberingSystem: 'latn' };
  return keptFormat(`${locale} ${digits}`, () => new Intl.NumberFormat(locale, options));
}

function currencyDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 0;
  const format = keptFormat(currency, () => new Intl.NumberFormat('en', { style: 'currency', currency }));
  return format.resolvedOptions().minimumFractionDigits ?? 0;
}

function keptFormat(key: string, make: () => Intl.NumberFormat): Intl.NumberFormat {
  const known = formats.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  if (formats.size >= maxFormats) formats.clear();
  formats.set(key, fresh);
  return fresh;
}

/** The exact sum of amounts of one currency; undefined: they have several, or one is no decimal number. */
export function sumAmounts(amounts: readonly Amount[]): Amount | undefined {
  const [first] = amounts;
  if (first === undefined || amounts.some(({ amount, currency }) => currency !== first.currency || !isDecimal(amount))) return undefined;
  const scale = 8;
  const sum = amounts.reduce((total, { amount }) => {
    const [whole = '', fraction = ''] = amount.split('.');
    return total + BigInt(whole + fraction.padEnd(scale, '0'));
  }, 0n);
  const digits = Math.max(...amounts.map(({ amount }) => amount.split('.')[1]?.length ?? 0));
  const text = sum.toString().padStart(scale + 1, '0');
  const fraction = text.slice(-scale).slice(0, digits);
  return { currency: first.currency, amount: `${text.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}` };
}

/** In fours, as on paper. */
function showIban(text: string): string {
  return /^[A-Za-z0-9]+$/.test(text) ? (text.match(/.{1,4}/g) ?? []).join(' ') : showScalar(text);
}

function showDate(text: string, locale: string): string {
  if (isDate(text)) return plainBlanks(dateFormat(locale, {}).format(new Date(`${text}T00:00:00Z`)));
  // parts of a second would be lost
  if (!isDateTime(text) || text.includes('.')) return showScalar(text);
  return plainBlanks(dateFormat(locale, { timeStyle: 'long' }).format(new Date(text)));
}

function dateFormat(locale: string, more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC', numberingSystem: 'latn', ...more });
}

function isScalarList(value: unknown): value is readonly Scalar[] {
  return Array.isArray(value) && value.every(isScalar);
}

function showList(values: readonly Scalar[], locale: string): string {
  if (values.length === 0) return nothing;
  return plainBlanks(new Intl.ListFormat(locale, { type: 'unit' }).format(values.map(showScalar)));
}

/** Locale data has direction marks and narrow blanks: a device shows such characters as what they are. */
function plainBlanks(text: string): string {
  return text.replace(/\p{Cf}/gu, '').replace(/\s/gu, ' ');
}
