/** The words around what is asked, in the person's language. What clients write is never translated. */
export const displayLocales = ['en', 'de', 'ar'] as const;
export type DisplayLocale = (typeof displayLocales)[number];

export interface DisplayTexts {
  /** Says whose words the message is (security model S-028). */
  readonly messageFrom: (clientName: string) => string;
  readonly application: string;
  readonly askedAt: string;
  /** A network address: nothing else is known of the place. */
  readonly askedFrom: string;
  readonly access: string;
  readonly separator: string;
  /** By scope; scopes without words of ours are shown by their description. `openid` alone gives nothing away. */
  readonly scopes: Readonly<Partial<Record<string, string>>>;
}

export const displayTexts: Readonly<Record<DisplayLocale, DisplayTexts>> = {
  en: {
    messageFrom: (clientName) => `Message from ${clientName}`,
    application: 'Application',
    askedAt: 'Asked at',
    askedFrom: 'Asked from network address',
    access: 'Access',
    separator: '; ',
    scopes: {
      profile: 'your name and profile',
      email: 'your e-mail address',
      phone: 'your telephone number',
      address: 'your postal address',
      groups: 'your groups',
      offline_access: 'lasting access, without asking again',
    },
  },
  de: {
    messageFrom: (clientName) => `Nachricht von ${clientName}`,
    application: 'Anwendung',
    askedAt: 'Angefragt am',
    askedFrom: 'Angefragt von Netzadresse',
    access: 'Zugriff',
    separator: '; ',
    scopes: {
      profile: 'Ihr Name und Profil',
      email: 'Ihre E-Mail-Adresse',
      phone: 'Ihre Telefonnummer',
      address: 'Ihre Anschrift',
      groups: 'Ihre Gruppen',
      offline_access: 'dauerhafter Zugriff ohne erneute Frage',
    },
  },
  ar: {
    messageFrom: (clientName) => `رسالة من ${clientName}`,
    application: 'التطبيق',
    askedAt: 'وقت الطلب',
    askedFrom: 'عنوان الشبكة الذي جاء منه الطلب',
    access: 'الوصول',
    separator: '؛ ',
    scopes: {
      profile: 'اسمك وملفك الشخصي',
      email: 'عنوان بريدك الإلكتروني',
      phone: 'رقم هاتفك',
      address: 'عنوانك البريدي',
      groups: 'مجموعاتك',
      offline_access: 'وصول دائم دون سؤالك مرة أخرى',
    },
  },
};

/** The language of the user's profile where we have words in it: `preferredLanguage` first, then `locale`; English otherwise. */
export function displayLocale(profile: Readonly<Record<string, unknown>> | undefined): DisplayLocale {
  for (const value of [profile?.['preferredLanguage'], profile?.['locale']]) {
    if (typeof value !== 'string') continue;
    const language = /^[A-Za-z]{2,3}/.exec(value)?.[0].toLowerCase();
    const known = displayLocales.find((locale) => locale === language);
    if (known !== undefined) return known;
  }
  return 'en';
}
