/** Asking the org to refuse all requests for a while (security model S-011), for every device of the person. */
import type { Account, Enrollment } from '@countersign/devices-sdk/browser';

/** How long one may ask for, in minutes. */
export const pauseMinutes = [60, 480, 1440] as const;
export type PauseMinutes = (typeof pauseMinutes)[number];

/** Until when; undefined when requests come. */
export function readPause(account: Account, enrollment: Enrollment): Promise<Date | undefined> {
  return call(account, enrollment, { method: 'GET' });
}

export function pause(account: Account, enrollment: Enrollment, minutes: PauseMinutes): Promise<Date | undefined> {
  return call(account, enrollment, { method: 'POST', body: JSON.stringify({ minutes }) });
}

export function resume(account: Account, enrollment: Enrollment): Promise<Date | undefined> {
  return call(account, enrollment, { method: 'DELETE' });
}

async function call(account: Account, enrollment: Enrollment, init: RequestInit): Promise<Date | undefined> {
  const { accessToken } = await enrollment.retrieveMaintenanceToken();
  const headers = { authorization: `Bearer ${accessToken}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) };
  const url = `${account.orgUrl}/idp/myaccount/app-authenticators/${encodeURIComponent(enrollment.id)}/pause`;
  const response = await fetch(url, { ...init, headers, credentials: 'omit', redirect: 'error' });
  if (!response.ok) throw new Error(`the pause was answered with ${response.status}`);
  if (response.status === 204) return undefined;
  const body: unknown = await response.json();
  const until = typeof body === 'object' && body !== null && 'pausedUntil' in body ? body.pausedUntil : undefined;
  return typeof until === 'string' ? new Date(until) : undefined;
}
