/** Which texts there are. What the first view shows comes with the app; the other groups arrive with the screens that show them. */
import type { consent } from './en/consent.js';
import { firstView } from './en/first-view.js';
import type { screens } from './en/screens.js';

export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

interface EnglishTexts {
  readonly firstView: typeof firstView;
  readonly consent: typeof consent;
  readonly screens: typeof screens;
}

export type TextGroup = keyof EnglishTexts;
type KeysOf = { readonly [Group in TextGroup]: keyof EnglishTexts[Group] & string };
export type MessageKey<Group extends TextGroup = TextGroup> = KeysOf[Group];
/** A group in any language: every text of the English one. */
export type TextsOf<Group extends TextGroup> = Readonly<Record<MessageKey<Group>, string>>;
export type Texts = { readonly [Group in TextGroup]?: TextsOf<Group> };

type Loaders = { readonly [Group in TextGroup]: () => Promise<TextsOf<Group>> };

/** The service worker keeps all of them from the first start on. */
const loaders: Readonly<Record<Language, Loaders>> = {
  en: {
    firstView: () => Promise.resolve(firstView),
    consent: async () => (await import('./en/consent.js')).consent,
    screens: async () => (await import('./en/screens.js')).screens,
  },
  de: {
    firstView: async () => (await import('./de/first-view.js')).firstView,
    consent: async () => (await import('./de/consent.js')).consent,
    screens: async () => (await import('./de/screens.js')).screens,
  },
  ar: {
    firstView: async () => (await import('./ar/first-view.js')).firstView,
    consent: async () => (await import('./ar/consent.js')).consent,
    screens: async () => (await import('./ar/screens.js')).screens,
  },
};

export async function loadTexts(language: Language, groups: ReadonlySet<TextGroup>): Promise<Texts> {
  const load = loaders[language];
  const [first, consentTexts, screenTexts] = await Promise.all([
    load.firstView(),
    groups.has('consent') ? load.consent() : undefined,
    groups.has('screens') ? load.screens() : undefined,
  ]);
  return {
    firstView: first,
    ...(consentTexts === undefined ? {} : { consent: consentTexts }),
    ...(screenTexts === undefined ? {} : { screens: screenTexts }),
  };
}

/** The chosen language, else the first of the browser's that there are texts for, else English. */
export function pickLanguage(chosen: string | undefined, preferred: readonly string[]): Language {
  for (const candidate of chosen === undefined ? preferred : [chosen, ...preferred]) {
    const found = languages.find((language) => candidate.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}
