import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OAuthError } from '../errors.js';
import { validateBindingMessage } from './binding-message.js';

function codeOf(message: string, policy: 'standard' | 'strict' = 'standard'): string {
  try {
    validateBindingMessage(message, policy);
    return 'accepted';
  } catch (error) {
    return error instanceof OAuthError ? error.code : 'another error';
  }
}

describe('binding_message', () => {
  it.each([
    ['the conformance suite, C-050', '1234'],
    ['the guide', 'Test Binding Message'],
    ['an amount', 'Pay 50.00 EUR to J. Doe?'],
    ['umlauts and a currency sign', 'Überweisung: 12,50 €'],
    ['Arabic', 'تأكيد الدفع'],
    ['Japanese', '振込を確認'],
    ['Hindi with its marks', 'भुगतान की पुष्टि'],
    ['a copyright sign', 'ACME © shop'],
    ['256 code points', 'x'.repeat(256)],
  ])('C-050 accepts %s', (_, message) => {
    expect(codeOf(message)).toBe('accepted');
  });

  it.each([
    ['nothing', ''],
    ['blanks only', '   '],
    ['257 code points', 'x'.repeat(257)],
    ['a line feed', 'a\nb'],
    ['a tab', 'a\tb'],
    ['the mark of a lost character', 'caf\uFFFD'],
    ['C1 controls', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a right-to-left override', 'a\u202Eb'],
    ['a first-strong isolate', 'a\u2068b'],
    ['an Arabic letter mark', 'a\u061Cb'],
    ['a zero width space', 'a\u200Bb'],
    ['a zero width joiner', 'a\u200Db'],
    ['a word joiner', 'a\u2060b'],
    ['a byte order mark', 'a\uFEFFb'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a combining grapheme joiner', 'a\u034Fb'],
    ['a Hangul filler', 'a\u3164b'],
    ['a tag character', 'a\u{E0041}b'],
    ['a variation selector', 'a\uFE0Fb'],
    ['a private use character', 'a\uE000b'],
    ['an unassigned character', 'a\u0378b'],
    ['a no-break space', 'a\u00A0b'],
    ['percent, which the stock iOS app decodes', '50% off'],
    ['an emoji', 'pay \u{1F600}'],
    ['a flag', 'pay \u{1F1E9}\u{1F1EA}'],
    ['a keycap', '1\u20E3'],
    ['a Braille blank', 'a\u2800b'],
    ['the place of an object', 'a\uFFFCb'],
    ['a note that draws nothing', 'a\u{1D159}b'],
    ['a Khitan filler', 'a\u{16FE4}b'],
    ['struck-out letters', 'n\u0336o\u0336t\u0336'],
    ['an enclosing mark', 'a\u20DD'],
    ['a mark that joins what stands before the text', '\u0302x'],
    ['three marks in a row', 'e\u0323\u0330\u0331x'],
    ['text that is not NFC', 'e\u0301'],
  ])('C-051, S-025 refuses %s', (_, message) => {
    expect(codeOf(message)).toBe('invalid_binding_message');
  });

  it.each([
    ['a web address', 'see https://x.example'],
    ['a bare host', 'go to www.example.com'],
    ['an e-mail address', 'mail a@b'],
    ['a phone number', 'call +1 800 555 0100'],
    ['65 characters', 'x'.repeat(65)],
    ['letters outside ASCII', 'Überweisung'],
  ])('S-024, S-026 strict refuses %s', (_, message) => {
    expect(codeOf(message, 'strict')).toBe('invalid_binding_message');
  });

  it('S-024 strict accepts its alphabet', () => {
    expect(codeOf('Pay 50.00 EUR to J. Doe - ref 4711/2', 'strict')).toBe('accepted');
  });

  it('never lets an invisible, control or direction character through, wherever it stands', () => {
    const hidden = fc.constantFrom(
      ...'\u0000\u0007\u001B\u007F\u009F\u00AD\u034F\u061C\u115F\u17B4\u180E\u200B\u200E\u200F\u2028\u2029\u202A\u2066\u2069\uFEFF\uFFA0',
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), hidden, fc.string({ maxLength: 40 }), (before, character, after) => {
        expect(codeOf(before + character + after)).toBe('invalid_binding_message');
      }),
    );
  });

  it('answers any text with acceptance or invalid_binding_message, and strict accepts nothing standard refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (message) => {
        const standard = codeOf(message);
        expect(['accepted', 'invalid_binding_message']).toContain(standard);
        if (standard !== 'accepted') expect(codeOf(message, 'strict')).toBe('invalid_binding_message');
      }),
      { numRuns: 2000 },
    );
  });
});
