/** A brand's colours as `config.json` names them. They reach the page as custom properties, set by script: the policy allows no inline style. */
import type { BrandEntry } from './brand-entry.js';

export interface BrandTheme {
  readonly primary: string;
  readonly onPrimary: string;
  readonly primaryDark: string;
  readonly onPrimaryDark: string;
}

const hex = /^#[0-9a-f]{6}$/;

export function isBrandTheme(value: unknown): value is BrandTheme {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Partial<Record<keyof BrandTheme, unknown>>; // any object may be asked for its members
  const colours = [members.primary, members.onPrimary, members.primaryDark, members.onPrimaryDark];
  return colours.every((colour) => typeof colour === 'string' && hex.test(colour));
}

/** For an element of the class `branded`; of no brand: the app's own colours. */
export function brandProperties(theme: BrandTheme | undefined): Readonly<Record<string, string>> {
  if (theme === undefined) return {};
  return {
    '--brand': theme.primary,
    '--on-brand': theme.onPrimary,
    '--brand-dark': theme.primaryDark,
    '--on-brand-dark': theme.onPrimaryDark,
  };
}

/** The whole app has a brand's colours where it serves that brand alone. */
export function onlyTheme(brands: readonly BrandEntry[]): BrandTheme | undefined {
  return brands.length === 1 ? brands[0]?.theme : undefined;
}
