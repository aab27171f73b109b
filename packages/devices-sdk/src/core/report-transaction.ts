import { callServer } from './call-server.js';
import type { DeviceContext } from './context.js';
import { rememberReport, type ReportReason } from './history.js';
import { withMaintenanceToken } from './maintenance-token.js';

export interface TransactionReport {
  readonly transactionId: string;
  /** `not_me` also keeps the requesting app from asking this user again until an administrator releases it. */
  readonly reason: ReportReason;
  /** Without it a maintenance token is used. */
  readonly accessToken?: string;
}

/** Tells the org that a request was not right. Throws `resource_not_found` for a transaction that never asked this enrollment. */
export async function reportTransaction(context: DeviceContext, enrollmentId: string, report: TransactionReport): Promise<void> {
  const { transactionId, reason, accessToken } = report;
  const enrollment = `${context.org}/idp/myaccount/app-authenticators/${encodeURIComponent(enrollmentId)}`;
  await withMaintenanceToken(context, { enrollmentId, accessToken }, (token) =>
    callServer(context, {
      method: 'POST',
      url: `${enrollment}/transactions/${encodeURIComponent(transactionId)}/report`,
      accessToken: token,
      contentType: 'application/json',
      body: JSON.stringify({ reason }),
    }),
  );
  await rememberReport(context, enrollmentId, { transactionId, reason });
}
