/** How often a person may be asked, as an administrator sets it. Ours. */
import { z } from 'zod';

const count = z.int().min(1).max(100_000).optional();

/** Members that are left out take the value of a new org. */
export const promptLimitsInput = z
  .strictObject({
    live: count,
    livePerClient: count,
    perTenMinutes: count,
    perDay: count,
    refusedPerClientAndHour: count,
    refusedPerHour: count,
  })
  .meta({ id: 'PromptLimitsInput' });
export type PromptLimitsInput = z.output<typeof promptLimitsInput>;

/** How many requests one person may have or be sent; what was refused or left unanswered counts double. */
export const promptLimitsOutput = z
  .object({
    live: z.int(),
    livePerClient: z.int(),
    perTenMinutes: z.int(),
    perDay: z.int(),
    refusedPerClientAndHour: z.int(),
    refusedPerHour: z.int(),
  })
  .meta({ id: 'PromptLimits' });
