import { describe, expect, it } from 'vitest';
import { judgePair } from './brand.js';

describe('judgePair', () => {
  it('refuses a pair that cannot be read and names the nearest colour that can', () => {
    const judged = judgePair({ colour: '#FFCC00', text: '#ffffff' });
    expect(judged).toMatchObject({ kind: 'unreadable' });
    if (judged.kind === 'unreadable') expect(judgePair({ colour: judged.nearest, text: '#ffffff' })).toMatchObject({ kind: 'readable' });
  });

  it.each([
    ['#14477d', '#ffffff', 'readable'],
    ['#14477', '#ffffff', 'incomplete'],
    ['', '#ffffff', 'incomplete'],
  ])('finds %s under %s %s', (colour, text, kind) => {
    expect(judgePair({ colour, text }).kind).toBe(kind);
  });
});
