import { z } from 'zod';

/** A day, or an instant with its offset; milliseconds since the epoch. */
export const instantParameter = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be an ISO 8601 time')
  .transform((value, context) => {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) return Math.max(0, instant);
    context.addIssue({ code: 'custom', message: 'must be an ISO 8601 time' });
    return z.NEVER;
  });
