/** Query parameters that several lists and operations share (okta-api 3.3). */
import { z } from 'zod';

/** A switch in a query string: `true` or `false`. */
export const switchParameter = (standard: boolean) =>
  z
    .enum(['true', 'false'])
    .optional()
    .transform((value) => (value === undefined ? standard : value === 'true'));

/** `?activate=false` makes a record that is not in use yet. */
export const activateQuery = z.object({ activate: switchParameter(true) });

const q = z.string().optional().meta({ description: 'What a name starts with, in any case.' });
const filter = z
  .string()
  .optional()
  .meta({ description: 'Conditions in the manner of SCIM: `status eq "ACTIVE" and lastUpdated gt "…"`.' });
const search = z.string().optional().meta({ description: 'As `filter`; the two exclude each other.' });

export const nameQuery = z.object({ q });
export const filterQuery = z.object({ q, filter });
export const searchQuery = z.object({ q, filter, search });
/** People can be sorted by what an index keeps in order. */
export const userListQuery = searchQuery.extend({
  sortBy: z.literal('profile.login').optional().meta({ description: 'What to sort by; else the order is that of the ids.' }),
  sortOrder: z.enum(['asc', 'desc']).optional().meta({ description: 'Without `sortBy` it means nothing.' }),
});
export const searchOnlyQuery = z.object({ search, filter });
