import { contrastOf } from '@countersign/contracts';
import { describe, expect, it } from 'vitest';
import { screenColours } from './screen-colours.js';

const of = (primaryColorHex: string, primaryColorContrastHex = '#ffffff') => screenColours({ primaryColorHex, primaryColorContrastHex });

describe('screenColours', () => {
  it('leaves a colour alone where it can be read', () => {
    expect(of('#c4006e')).toMatchObject({ primary: '#c4006e', onPrimary: '#ffffff' });
    expect(of('#8cc0f5', '#000000')).toMatchObject({ primaryDark: '#8cc0f5' });
  });

  it.each(['#c4006e', '#ffcc00', '#000000', '#ffffff', '#808080', '#00ff00', '#0000ff', '#1662dd', '#00a3a3'])(
    'makes of %s colours that can be read on light and dark, and text upon them',
    (brand) => {
      const { primary, onPrimary, primaryDark, onPrimaryDark } = of(brand);
      for (const ground of ['#ffffff', '#f4f6f8', '#f3f4f2']) expect(contrastOf(primary, ground)).toBeGreaterThanOrEqual(4.5);
      for (const ground of ['#10161d', '#19222c', '#222d39']) expect(contrastOf(primaryDark, ground)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(primary, onPrimary)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(primaryDark, onPrimaryDark)).toBeGreaterThanOrEqual(4.5);
      // borders of controls lie on sunken grounds too
      expect(contrastOf(primary, '#eaeef2')).toBeGreaterThanOrEqual(3);
    },
  );
});
