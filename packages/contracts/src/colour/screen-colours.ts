/** A brand's primary colour as screens use it: on light and on dark grounds, as text, as controls and under text. */
import { contrastOf, mixed, nearestColour, readableUpon, textContrast } from './contrast.js';

/** Of a brand's theme. */
export interface BrandColours {
  readonly primaryColorHex: string;
  readonly primaryColorContrastHex: string;
}

/** As `#rrggbb`. Each primary has a contrast of at least 4.5:1 to its grounds, which covers text and controls, and its `on` to it. */
export interface ScreenColours {
  readonly primary: string;
  readonly onPrimary: string;
  readonly primaryDark: string;
  readonly onPrimaryDark: string;
}

/** The grounds of our pages in both themes; what is chosen lies on a tint of the primary colour of this share. */
const lightGrounds = ['#ffffff', '#f3f4f2', '#f4f6f8'];
const darkGrounds = ['#10161d', '#19222c', '#222d39'];
const tint = { ground: { light: '#ffffff', dark: '#19222c' }, share: { light: 0.1, dark: 0.18 } };

/** The brand's own colour where it can be read there, else its nearest shade that can. */
export function screenColours({ primaryColorHex, primaryColorContrastHex }: BrandColours): ScreenColours {
  const primary = nearestColour(primaryColorHex, (colour) => isReadable(colour, [...lightGrounds, tinted(colour, 'light')]));
  const primaryDark = nearestColour(primaryColorHex, (colour) => isReadable(colour, [...darkGrounds, tinted(colour, 'dark')]));
  const deep = mixed(primaryDark, '#000000', 0.15);
  return {
    primary,
    onPrimary: isReadable(primary, [primaryColorContrastHex]) ? primaryColorContrastHex : readableUpon(primary),
    primaryDark,
    onPrimaryDark: isReadable(primaryDark, [deep]) ? deep : readableUpon(primaryDark),
  };
}

function tinted(colour: string, theme: 'light' | 'dark'): string {
  return mixed(colour, tint.ground[theme], tint.share[theme]);
}

function isReadable(colour: string, grounds: readonly string[]): boolean {
  return grounds.every((ground) => contrastOf(colour, ground) >= textContrast);
}
