import { z } from 'zod';

/** For how long nobody may ask: a day at most. */
export const promptPauseInput = z.object({ minutes: z.int().min(1).max(1440) });
