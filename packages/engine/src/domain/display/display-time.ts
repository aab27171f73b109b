import type { Instant } from '../../ports/clock.js';
import type { DisplayLocale } from './display-texts.js';

/** Making a formatter costs as much as everything else of an acknowledgement. */
const formatters = new Map<string, TimeFormatter>();
const maxFormatters = 500;
const invisible = /\p{Cf}/gu;
const minuteMs = 60_000;

/** The text changes once a minute, and many are asked in one. */
interface TimeFormatter {
  readonly formatter: Intl.DateTimeFormat;
  minute: number;
  text: string;
}

/** Date, time and zone in the person's language and, where their profile names one, time zone. Digits are the ones of every screen. */
export function displayTime(instant: Instant, locale: DisplayLocale, profile: Readonly<Record<string, unknown>> | undefined): string {
  const zone = profile?.['timezone'];
  const known = formatterOf(locale, typeof zone === 'string' ? zone : 'UTC');
  const minute = Math.floor(instant / minuteMs);
  if (known.minute !== minute) {
    known.minute = minute;
    // direction marks and narrow blanks of the locale data: a device shows such characters as what they are
    known.text = known.formatter.format(instant).replace(invisible, '').replace(/\s/gu, ' ');
  }
  return known.text;
}

function formatterOf(locale: DisplayLocale, zone: string): TimeFormatter {
  const key = `${locale} ${zone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const formatter = newFormatter(locale, zone);
  const fresh = formatter === undefined ? formatterOf(locale, 'UTC') : { formatter, minute: Number.NaN, text: '' };
  if (formatters.size >= maxFormatters) formatters.clear();
  formatters.set(key, fresh);
  return fresh;
}

/** Undefined for what is no time zone: profiles hold any text. */
function newFormatter(locale: DisplayLocale, zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
      timeZoneName: 'short',
      numberingSystem: 'latn',
    });
  } catch {
    return undefined;
  }
}
