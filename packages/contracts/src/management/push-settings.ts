/** What leaves the house with a push, as an administrator says. Ours. */
import { z } from 'zod';

/** `wakeUp`: ids only, on every channel; devices then pull. Browsers never get more than that. */
export const pushSettingsInput = z.strictObject({ pushContent: z.enum(['full', 'wakeUp']) }).meta({ id: 'PushSettings' });
export type PushSettingsInput = z.output<typeof pushSettingsInput>;
