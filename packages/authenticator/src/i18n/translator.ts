/** Texts of the app in the person's language, with their places filled in. */
import { en, type MessageKey, type Messages } from './en.js';

export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

/** Names in their own language: whoever needs one can read it. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' };

export interface Translator {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  (key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** Hours and minutes of today, else date and time. */
  time(instant: Date): string;
}

/** The chosen language, else the first of the browser's that there are texts for, else English. */
export function pickLanguage(chosen: string | undefined, preferred: readonly string[]): Language {
  for (const candidate of chosen === undefined ? preferred : [chosen, ...preferred]) {
    const found = languages.find((language) => candidate.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** English comes with the app; the others arrive when they are needed, and are kept by the service worker from the first start. */
export async function loadMessages(language: Language): Promise<Messages> {
  switch (language) {
    case 'en':
      return en;
    case 'de':
      return (await import('./de.js')).de;
    case 'ar':
      return (await import('./ar.js')).ar;
  }
}

export function createTranslator(language: Language, messages: Messages, now: () => number = () => Date.now()): Translator {
  const translate = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
    messages[key].replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
  const formats = {
    time: new Intl.DateTimeFormat(language, { timeStyle: 'short' }),
    dateTime: new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
  };
  const isToday = (instant: Date) => instant.toDateString() === new Date(now()).toDateString();
  return Object.assign(translate, {
    language,
    direction: language === 'ar' ? ('rtl' as const) : ('ltr' as const),
    time: (instant: Date) => (isToday(instant) ? formats.time : formats.dateTime).format(instant),
  });
}
