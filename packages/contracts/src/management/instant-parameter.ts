import { z } from 'zod';

/** The last one whose year has four digits: later ones are written in another way. */
export const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/** A day, or an instant with its offset; milliseconds since the epoch. Times nothing can have happened at become the nearest that can. */
export const instantParameter = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be an ISO 8601 time')
  .transform((value, context) => {
    const instant = Date.parse(value);
    if (!Number.isNaN(instant)) return Math.min(Math.max(0, instant), lastInstant);
    context.addIssue({ code: 'custom', message: 'must be an ISO 8601 time' });
    return z.NEVER;
  });
