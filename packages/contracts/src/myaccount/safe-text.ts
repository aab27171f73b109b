import { z } from 'zod';

/**
 * Text that can be stored: no U+0000 and no lone surrogate, of at most `max` UTF-16 units.
 * One such character would fail the whole batch of rows it is written with.
 */
export function safeText(max: number): z.ZodString {
  return z.string().max(max).refine(isStorable, 'contains a character that is not allowed');
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
