/** The brand's colour on browser pages: a second small stylesheet whose address is the colours, so that it needs no look-up and keeps for ever. */
import { mixed } from '@countersign/contracts';
import { type BrandColours, screenColours } from '@countersign/engine';

/** The part of the address is the primary colour and that of text upon it. */
export const accentRoute = '/sign-in/accent-:colours(^[0-9a-f]{12}$).css';

export function accentPath({ primaryColorHex, primaryColorContrastHex }: BrandColours): string {
  return `/sign-in/accent-${primaryColorHex.slice(1)}${primaryColorContrastHex.slice(1)}.css`;
}

/** `colours` as `accentRoute` lets them through. */
export function accentStylesheet(colours: string): string {
  const brand = { primaryColorHex: `#${colours.slice(0, 6)}`, primaryColorContrastHex: `#${colours.slice(6)}` };
  const { primary, onPrimary, primaryDark, onPrimaryDark } = screenColours(brand);
  const light = rule(primary, mixed(primary, '#000000', 0.8), onPrimary);
  const dark = rule(primaryDark, mixed(primaryDark, '#ffffff', 0.8), onPrimaryDark);
  return `${light}\n@media (prefers-color-scheme: dark) {\n  ${dark}\n}\n`;
}

function rule(accent: string, strong: string, on: string): string {
  return `:root { --accent: ${accent}; --accent-strong: ${strong}; --on-accent: ${on}; }`;
}
