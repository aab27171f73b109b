import { z } from 'zod';

/** What a person says of a transaction afterwards. `not_me`: they did not start it. */
export const reportReasons = ['not_me', 'changed_mind', 'wrong_details'] as const;
export type ReportReason = (typeof reportReasons)[number];

export const transactionReport = z.object({ reason: z.enum(reportReasons) });
