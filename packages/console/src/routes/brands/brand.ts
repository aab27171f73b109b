import { contrastOf, nearestColour, readableUpon, textContrast } from '@countersign/contracts/colour';
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';

export type Brand = MethodResponse<typeof apiQuery, 'get', '/api/v1/brands/{brandId}'>;
export type Theme = MethodResponse<typeof apiQuery, 'get', '/api/v1/brands/{brandId}/themes/{themeId}'>;

/** A colour and the text upon it, `#rrggbb`. */
export interface ColourPair {
  readonly colour: string;
  readonly text: string;
}

const complete = /^#[0-9a-f]{6}$/i;

export const isColour = (value: string): boolean => complete.test(value);

export type PairJudgement =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'readable'; readonly contrast: number }
  /** `nearest` keeps the text and changes the colour as little as possible. */
  | { readonly kind: 'unreadable'; readonly contrast: number; readonly nearest: string };

/** As the server judges it (WCAG 2.2, 1.4.3), while one types. */
export function judgePair({ colour, text }: ColourPair): PairJudgement {
  if (!isColour(colour) || !isColour(text)) return { kind: 'incomplete' };
  const [upper, lower] = [text.toLowerCase(), colour.toLowerCase()];
  const contrast = contrastOf(lower, upper);
  if (contrast >= textContrast) return { kind: 'readable', contrast };
  return { kind: 'unreadable', contrast, nearest: nearestColour(lower, (candidate) => contrastOf(candidate, upper) >= textContrast) };
}

/** White where it can be read upon the colour, else black. */
export const textFor = (colour: string): string => (isColour(colour) ? readableUpon(colour.toLowerCase()) : '#ffffff');
