import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OAuthError } from './errors.js';
import { parseForm } from './form.js';

describe('parseForm', () => {
  it("takes the guide's unencoded blanks as they are", () => {
    expect(parseForm('scope=openid email&binding_message=Test Binding Message').get('scope')).toBe('openid email');
  });

  it('C-032 refuses a repeated parameter', () => {
    expect(() => parseForm('scope=openid&scope=email')).toThrow(OAuthError);
    expect(() => parseForm('scope=openid&%73cope=email')).toThrow(OAuthError);
  });

  it('treats an empty value as an absent parameter (RFC 6749 3.1)', () => {
    expect(parseForm('scope=&a=1').has('scope')).toBe(false);
  });

  it.each([['a=%'], ['a=%zz'], ['a=%ff'], ['a=%00'], ['a=%ED%A0%80'], ['a=\uD800']])('refuses %j', (body) => {
    expect(() => parseForm(body)).toThrow(OAuthError);
  });

  it('refuses more than 64 parameters', () => {
    expect(() => parseForm(Array.from({ length: 65 }, (_, n) => `p${n}=1`).join('&'))).toThrow(OAuthError);
  });

  it.each([
    ['raw', 'scope=caf\uFFFD'],
    ['percent-encoded', 'scope=caf%EF%BF%BD'],
  ])('C-027 refuses U+FFFD, %s: it stands where bytes were not UTF-8', (_, body) => {
    expect(() => parseForm(body)).toThrow(OAuthError);
  });

  it('gives back what URLSearchParams wrote', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.isWellFormed() && !/[\0\uFFFD]/.test(value));
    fc.assert(
      fc.property(fc.dictionary(text, text, { maxKeys: 20 }), (values) => {
        const form = parseForm(new URLSearchParams(values).toString());
        expect(Object.fromEntries(form)).toEqual({ ...values });
      }),
    );
  });

  it('never throws anything but invalid_request', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        try {
          parseForm(body);
        } catch (error) {
          expect(error).toBeInstanceOf(OAuthError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
