import { z } from 'zod';

/** `{}`: what Okta answers where there is nothing to say but that it is done. */
export const emptyOutput = z.object({}).meta({ id: 'Empty' });
