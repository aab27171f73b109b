import { describe, expect, it } from 'vitest';
import { themeInput } from './brands.js';
import { contrastOf, mixed, nearestColour, readableUpon } from '../colour/contrast.js';

describe('contrastOf', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s and %s is %d, in either order', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
    expect(contrastOf(other, one)).toBeCloseTo(ratio, 2);
  });
});

describe('nearestColour', () => {
  it('keeps the hue: red becomes a darker red, not another colour', () => {
    const found = nearestColour('#ff0000', (colour) => contrastOf(colour, '#ffffff') >= 4.5);
    expect(found).toMatch(/^#[d-f][0-9a-f]0000$/);
  });

  it('gives every hue back as it was when that will do, also after a way through the circle', () => {
    for (const colour of ['#123456', '#c4006e', '#00ff80', '#ffff00', '#808080']) {
      expect(nearestColour(colour, (candidate) => candidate === colour)).toBe(colour);
      // one step lighter keeps the order of the channels
      const lighter = nearestColour(
        colour,
        (candidate) => candidate !== colour && contrastOf(candidate, '#000000') > contrastOf(colour, '#000000'),
      );
      const order = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const [before, after] = [order(colour), order(lighter)];
      for (const one of [0, 1, 2])
        for (const other of [0, 1, 2])
          if ((before[one] ?? 0) > (before[other] ?? 0)) expect(after[one]).toBeGreaterThanOrEqual(after[other] ?? 0);
    }
  });
});

describe('themeInput', () => {
  it('chooses contrast colours that were left out, and takes short and upper-case forms', () => {
    expect(themeInput.parse({ primaryColorHex: '#C06' })).toEqual({
      primaryColorHex: '#cc0066',
      primaryColorContrastHex: '#ffffff',
      secondaryColorHex: '#e3edf7',
      secondaryColorContrastHex: '#000000',
    });
    expect(readableUpon('#ffcc00')).toBe('#000000');
    expect(mixed('#ffffff', '#000000', 0.5)).toBe('#808080');
  });

  it('refuses a pair that cannot be read and names the nearest colour that will do', () => {
    const refused = themeInput.safeParse({ primaryColorHex: '#ff66b3', primaryColorContrastHex: '#ffffff' });
    const [, nearest = ''] = /(#[0-9a-f]{6})$/.exec(refused.error?.issues[0]?.message ?? '') ?? [];
    expect(contrastOf(nearest, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(nearest, '#ffffff')).toBeLessThan(4.7);
    expect(themeInput.safeParse({ primaryColorHex: nearest, primaryColorContrastHex: '#ffffff' }).success).toBe(true);
  });

  it.each(['c4006e', '#c4006', 'red', '#12345g', 'url(#a)'])('refuses %s', (primaryColorHex) => {
    expect(themeInput.safeParse({ primaryColorHex }).success).toBe(false);
  });
});
