import { describe, expect, it } from 'vitest';
import { brandProperties, isBrandTheme, onlyTheme } from './brand-theme.js';

const theme = { primary: '#c4006e', onPrimary: '#ffffff', primaryDark: '#ff70b8', onPrimaryDark: '#26001a' };
const entry = { brand: 'A', orgUrl: 'https://a.example', issuer: 'https://a.example', clientId: 'c', authenticatorId: 'a', theme };

describe('brand themes', () => {
  it.each([
    ['is whole', theme, true],
    ['lacks a colour', { ...theme, primaryDark: undefined }, false],
    ['is more than a colour', { ...theme, primary: '#c4006e;background:url(//x)' }, false],
    ['is no object', 'magenta', false],
  ])('says whether one %s', (_what, value, whole) => {
    expect(isBrandTheme(value)).toBe(whole);
  });

  it('colours the whole app only when it serves one brand', () => {
    expect(onlyTheme([entry])).toBe(theme);
    expect(onlyTheme([entry, { ...entry, authenticatorId: 'b' }])).toBeUndefined();
    expect(brandProperties(onlyTheme([]))).toEqual({});
    expect(brandProperties(theme)).toMatchObject({ '--brand': '#c4006e', '--on-brand-dark': '#26001a' });
  });
});
