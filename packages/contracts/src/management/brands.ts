/** Brands and their themes: the name and the colours that people know an org, or one of its authenticators, by. */
import { z } from 'zod';
import { contrastOf, nearestColour, readableUpon, textContrast } from '../colour/contrast.js';
import { hexColour } from './colour.js';
import { linksWithSelf } from './links.js';
import { visibleText } from './text.js';

/** What Okta has beside the name is refused where it would promise something. */
export const brandInput = z
  .object({
    name: visibleText({ max: 50 }),
    agreeToCustomPrivacyPolicy: z.literal(false, 'is not supported').optional(),
    customPrivacyPolicyUrl: z.null('is not supported').optional(),
    removePoweredByOkta: z.boolean().optional(),
  })
  .meta({ id: 'BrandInput', examples: [{ name: 'Example bank' }] });
export type BrandInput = z.output<typeof brandInput>;

/** Colours as `#rrggbb`; each contrast colour is that of text upon its colour. */
export interface ThemeColours {
  readonly primaryColorHex: string;
  readonly primaryColorContrastHex: string;
  readonly secondaryColorHex: string;
  readonly secondaryColorContrastHex: string;
}

/** Of an org whose administrator chose none yet. */
export const defaultThemeColours: ThemeColours = {
  primaryColorHex: '#14477d',
  primaryColorContrastHex: '#ffffff',
  secondaryColorHex: '#e3edf7',
  secondaryColorContrastHex: '#000000',
};

/** A contrast colour that is left out is white or black, whichever can be read. A pair that cannot be read is refused. */
export const themeInput = z
  .object({
    primaryColorHex: hexColour,
    primaryColorContrastHex: hexColour.optional(),
    secondaryColorHex: hexColour.default(defaultThemeColours.secondaryColorHex),
    secondaryColorContrastHex: hexColour.optional(),
  })
  .transform((input): ThemeColours => {
    const { primaryColorHex, secondaryColorHex } = input;
    return {
      primaryColorHex,
      primaryColorContrastHex: input.primaryColorContrastHex ?? readableUpon(primaryColorHex),
      secondaryColorHex,
      secondaryColorContrastHex: input.secondaryColorContrastHex ?? readableUpon(secondaryColorHex),
    };
  })
  .superRefine((theme, context) => {
    for (const part of ['primary', 'secondary'] as const) {
      const contrast = theme[`${part}ColorContrastHex`];
      const isReadable = (colour: string) => contrastOf(colour, contrast) >= textContrast;
      const nearest = nearestColour(theme[`${part}ColorHex`], isReadable);
      if (nearest === theme[`${part}ColorHex`]) continue;
      const message = `text upon it cannot be read: its contrast is below ${textContrast}:1; the nearest colour that will do is ${nearest}`;
      context.addIssue({ code: 'custom', path: [`${part}ColorHex`], message });
    }
  })
  .meta({ id: 'ThemeInput', examples: [{ primaryColorHex: '#14477d', secondaryColorHex: '#e3edf7' }] });

export const brandOutput = z
  .object({
    id: z.string().length(20),
    name: z.string(),
    isDefault: z.boolean(),
    agreeToCustomPrivacyPolicy: z.literal(false),
    customPrivacyPolicyUrl: z.null(),
    removePoweredByOkta: z.literal(true),
    _links: linksWithSelf,
  })
  .meta({ id: 'Brand' });
export const themeOutput = z
  .object({
    id: z.string().length(20),
    primaryColorHex: hexColour,
    primaryColorContrastHex: hexColour,
    secondaryColorHex: hexColour,
    secondaryColorContrastHex: hexColour,
    logo: z.null(),
    favicon: z.null(),
    backgroundImage: z.null(),
    _links: linksWithSelf,
  })
  .meta({ id: 'Theme' });
