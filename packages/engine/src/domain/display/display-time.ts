import type { Instant } from '../../ports/clock.js';
import type { DisplayLocale } from './display-texts.js';

/** Making a formatter costs as much as everything else of an acknowledgement. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const maxFormatters = 500;
const invisible = /\p{Cf}/gu;

/** Date, time and zone in the person's language and, where their profile names one, time zone. Digits are the ones of every screen. */
export function displayTime(instant: Instant, locale: DisplayLocale, profile: Readonly<Record<string, unknown>> | undefined): string {
  const zone = profile?.['timezone'];
  const text = formatterOf(locale, typeof zone === 'string' ? zone : 'UTC').format(instant);
  // direction marks and narrow blanks of the locale data: a device shows such characters as what they are
  return text.replace(invisible, '').replace(/\s/gu, ' ');
}

function formatterOf(locale: DisplayLocale, zone: string): Intl.DateTimeFormat {
  const key = `${locale} ${zone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const fresh = newFormatter(locale, zone) ?? formatterOf(locale, 'UTC');
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
