/** Texts of the app in the person's language, with their places filled in. */
import { isolate } from './isolate.js';
import type { Language, MessageKey, TextGroup, Texts } from './texts.js';

/** `Key`: the texts it is known to have. */
export interface Translator<Key extends string = MessageKey<'firstView'>> {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  (key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** Hours and minutes of today, else date and time. */
  time(instant: Date): string;
  /** The same with the texts of more groups. Throws when one of them has not arrived: a screen shows after its texts (`later`). */
  including<More extends TextGroup>(...groups: readonly More[]): Translator<Key | MessageKey<More>>;
}

/** What is filled in keeps to itself. */
export function createTranslator(language: Language, texts: Texts, now: () => number = () => Date.now()): Translator {
  const messages: Readonly<Record<string, string>> = { ...texts.firstView, ...texts.consent, ...texts.screens };
  const direction: Translator['direction'] = language === 'ar' ? 'rtl' : 'ltr';
  const formats = {
    time: new Intl.DateTimeFormat(language, { timeStyle: 'short' }),
    dateTime: new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
  };
  const isToday = (instant: Date) => instant.toDateString() === new Date(now()).toDateString();
  const translator: Translator<MessageKey> = Object.assign(
    (key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
      (messages[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) =>
        name in values ? isolate(String(values[name]), direction) : place,
      ),
    {
      language,
      direction,
      time: (instant: Date) => (isToday(instant) ? formats.time : formats.dateTime).format(instant),
      including<More extends TextGroup>(...groups: readonly More[]): Translator<MessageKey | MessageKey<More>> {
        const missing = groups.find((group) => texts[group] === undefined);
        if (missing !== undefined) throw new Error(`the texts of ${missing} have not arrived`);
        return translator;
      },
    },
  );
  return translator;
}
