import { describe, expect, it } from 'vitest';
import { composeDisplay, type DisplayFacts } from './compose-display.js';

const facts: DisplayFacts = {
  clientName: 'Acme Payments',
  profile: undefined,
  detailLines: [
    { label: 'Amount', value: '250.00 EUR' },
    { label: 'Payee', value: 'J. Doe' },
  ],
  bindingMessage: 'Invoice 4711',
  scopes: ['openid', 'email', 'payments:write', 'plain'],
  scopeDescription: (scope) => (scope === 'payments:write' ? 'make payments' : ''),
  askedAt: Date.UTC(2026, 0, 15, 12, 30),
  askedFrom: '192.0.2.7',
};

describe('what people are shown (security model S-016, S-028)', () => {
  it('S-W1 amount and payee come first, then the message as the words of the client, then what else identifies the request', () => {
    expect(composeDisplay(facts)).toEqual({
      clientName: 'Acme Payments',
      locale: 'en',
      detailLines: 2,
      lines: [
        { label: 'Amount', value: '250.00 EUR' },
        { label: 'Payee', value: 'J. Doe' },
        { label: 'Message from Acme Payments', value: 'Invoice 4711' },
        { label: 'Application', value: 'Acme Payments' },
        { label: 'Asked at', value: expect.stringMatching(/^January 15, 2026.* 12:30 UTC$/) },
        { label: 'Asked from network address', value: '192.0.2.7' },
        { label: 'Access', value: 'your e-mail address; make payments; plain' },
      ],
    });
  });

  it.each(['two\nApplication: Another Bank', 'turned\u202E', 'invisible\u200B'])(
    'S-029 a scope described as %j is shown by its name',
    (text) => {
      const { lines } = composeDisplay({ ...facts, scopes: ['openid', 'plain'], scopeDescription: () => text });
      expect(lines.at(-1)).toEqual({ label: 'Access', value: 'plain' });
    },
  );

  it('a request for nothing but an identity still names application and time', () => {
    const { lines } = composeDisplay({
      ...facts,
      detailLines: [],
      bindingMessage: undefined,
      scopes: ['openid'],
      askedFrom: undefined,
    });
    expect(lines.map(({ label }) => label)).toEqual(['Application', 'Asked at']);
  });

  it.each<[Record<string, unknown> | undefined, string, string]>([
    [{ preferredLanguage: 'de-AT', locale: 'en_US' }, 'de', 'Nachricht von Acme Payments'],
    [{ locale: 'ar_EG' }, 'ar', 'رسالة من Acme Payments'],
    [{ preferredLanguage: 'fr', locale: 'de_DE' }, 'de', 'Nachricht von Acme Payments'],
    [{ preferredLanguage: 'fr-FR' }, 'en', 'Message from Acme Payments'],
    [{ preferredLanguage: 7, locale: '' }, 'en', 'Message from Acme Payments'],
    [undefined, 'en', 'Message from Acme Payments'],
  ])('labels follow the language of the profile %j', (profile, locale, label) => {
    const display = composeDisplay({ ...facts, profile });
    expect(display.locale).toBe(locale);
    expect(display.lines[2]).toEqual({ label, value: 'Invoice 4711' });
  });

  it.each<[string, unknown, RegExp]>([
    ['de', 'Europe/Berlin', /15\. Januar 2026.*13:30 MEZ/],
    ['en', 'America/Los_Angeles', /January 15, 2026.*04:30 PST/],
    ['ar', 'Africa/Cairo', /15 يناير 2026.*14:30/],
    ['en', 'Not/AZone', /12:30 UTC/],
    ['en', 7, /12:30 UTC/],
  ])('S-114 the time is told in %s for %s, with its zone and without invisible characters', (preferredLanguage, timezone, form) => {
    const { lines } = composeDisplay({ ...facts, profile: { preferredLanguage, timezone } });
    const asked = lines[4]?.value ?? '';
    expect(asked).toMatch(form);
    expect(asked).not.toMatch(/\p{Cf}|[^\S ]/u);
  });
});
