import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { createTranslator, languages, loadMessages, pickLanguage } from './translator.js';

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

describe('texts of the authenticator app', () => {
  it.each(languages)('%s has every text, with the same places to fill in', async (language) => {
    const messages = await loadMessages(language);
    expect(Object.keys(messages)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(messages)) {
      expect(text.trim(), key).not.toBe('');
      expect(places(text), key).toEqual(places(en[key as keyof typeof en])); // keys were compared above
    }
  });

  it.each([
    ['the choice', 'de', ['en'], 'de'],
    ['the first known language of the browser', undefined, ['fr-CH', 'ar-EG', 'en'], 'ar'],
    ['English without any', undefined, ['fr'], 'en'],
    ['what is known in place of an unknown choice', 'xx', ['de-AT'], 'de'],
  ] as const)('takes %s', (_what, chosen, preferred, expected) => expect(pickLanguage(chosen, preferred)).toBe(expected));

  it('fills in values as they are, also ones that look like places', () => {
    expect(createTranslator('en', en)('setUp.as', { user: '{brand} $& <b>' })).toBe('Signed in as {brand} $& <b>');
  });
});
