import { describe, expect, it } from 'vitest';
import { deviceSearch } from './device-search.js';

describe('deviceSearch', () => {
  it.each([
    [{}, undefined],
    [{ q: 'Pixel' }, '(profile.displayName sw "Pixel" or id eq "Pixel")'],
    [{ status: 'SUSPENDED', platform: 'IOS' }, 'status eq "SUSPENDED" and profile.platform eq "IOS"'],
  ])('of %j is %s', (search, expression) => {
    expect(deviceSearch(search)).toBe(expression);
  });

  it('lets nothing typed end the string it is put into', () => {
    expect(deviceSearch({ q: 'a" or id pr or id eq "\\' })).toBe(
      String.raw`(profile.displayName sw "a\" or id pr or id eq \"\\" or id eq "a\" or id pr or id eq \"\\")`,
    );
  });
});
