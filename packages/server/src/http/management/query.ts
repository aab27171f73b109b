/** Query parameters that several resources share. */
import { z } from 'zod';

/** A switch in a query string: `true` or `false`. */
export const switchParameter = (standard: boolean) =>
  z
    .enum(['true', 'false'])
    .optional()
    .transform((value) => (value === undefined ? standard : value === 'true'));

/** `?activate=false` makes a record that is not in use yet. */
export const activateQuery = z.object({ activate: switchParameter(true) });
