import { z } from 'zod';

/** Okta's error object (okta-api 0.4): every refusal of the management API. */
export const apiErrorBody = z
  .object({
    /** `E` and seven digits. */
    errorCode: z.string().regex(/^E\d{7}$/),
    errorSummary: z.string(),
    errorLink: z.string(),
    /** Also in the server's log. */
    errorId: z.string(),
    errorCauses: z.array(z.object({ errorSummary: z.string() })),
  })
  .meta({
    id: 'Error',
    examples: [
      {
        errorCode: 'E0000007',
        errorSummary: 'Not found: Resource not found: 00g1EXAMPLE (Group)',
        errorLink: 'E0000007',
        errorId: 'oaeJ1aTzvYbR2mWkq8f0xLzCg',
        errorCauses: [],
      },
    ],
  });
