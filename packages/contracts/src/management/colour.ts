/** Colours as brands name them. */
import { z } from 'zod';

/** `#rrggbb` in lower case; the short form is taken too. */
export const hexColour = z
  .string()
  .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #1662dd')
  .transform((value) => {
    const digits = value.slice(1).toLowerCase();
    return `#${digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join('')}`;
  });
