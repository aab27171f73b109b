import { describe, expect, it } from 'vitest';
import { languages, loadTexts, pickLanguage, type TextGroup } from './texts.js';
import { createTranslator } from './translator.js';

const groups: readonly TextGroup[] = ['firstView', 'consent', 'screens'];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

describe('texts of the authenticator app', () => {
  it.each(languages.flatMap((language) => groups.map((group) => [language, group] as const)))(
    '%s has every text of %s, with the same places to fill in',
    async (language, group) => {
      const english = new Map(Object.entries((await loadTexts('en', new Set(groups)))[group] ?? {}));
      const texts = Object.entries((await loadTexts(language, new Set(groups)))[group] ?? {});
      expect(texts.map(([key]) => key)).toEqual([...english.keys()]);
      for (const [key, text] of texts) {
        expect(text.trim(), key).not.toBe('');
        expect(places(text), key).toEqual(places(english.get(key) ?? ''));
      }
    },
  );

  it.each([
    ['the choice', 'de', ['en'], 'de'],
    ['the first known language of the browser', undefined, ['fr-CH', 'ar-EG', 'en'], 'ar'],
    ['English without any', undefined, ['fr'], 'en'],
    ['what is known in place of an unknown choice', 'xx', ['de-AT'], 'de'],
  ] as const)('takes %s', (_what, chosen, preferred, expected) => expect(pickLanguage(chosen, preferred)).toBe(expected));

  it('fills in values as they are, also ones that look like places', async () => {
    const t = createTranslator('en', await loadTexts('en', new Set(groups))).including('screens');
    expect(t('setUp.as', { user: '{brand} $& <b>' })).toBe('Signed in as {brand} $& <b>');
  });

  it('keeps what is filled in to itself where directions meet', async () => {
    const [english, arabic] = await Promise.all((['en', 'ar'] as const).map((language) => loadTexts(language, new Set(['consent']))));
    const from = (language: 'ar' | 'en', client: string) =>
      createTranslator(language, (language === 'en' ? english : arabic) ?? {}).including('consent')('request.from', { client });
    expect(from('en', 'ACME')).toBe('Asked by ACME');
    expect(from('en', 'شركة 24')).toBe('Asked by \u2068شركة 24\u2069');
    expect(from('ar', 'ACME (24)')).toContain('\u2068ACME (24)\u2069');
  });

  it('gives no screen texts that have not arrived', async () => {
    const t = createTranslator('de', await loadTexts('de', new Set(['consent'])));
    expect(t.including('consent')('result.done')).toBe('Fertig');
    expect(() => t.including('consent', 'screens')).toThrow('screens');
  });
});
