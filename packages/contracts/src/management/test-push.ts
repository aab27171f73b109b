/** A push that asks for nothing, to see what a push service says. Ours. */
import { z } from 'zod';
import { objectId } from './text.js';

export const testPushInput = z.object({ enrollmentId: objectId }).meta({ id: 'TestPushInput' });
export const testPushOutput = z
  .object({
    outcome: z.enum(['SENT', 'FAILED', 'RETIRED', 'NONE']),
    code: z.string(),
    text: z.string(),
    /** The push service's own words. */
    detail: z.string(),
    docs: z.string().nullable(),
  })
  .meta({ id: 'TestPush' });
