import type { MethodResponse } from 'openapi-react-query';
import { apiQuery } from '../../api/client.js';

export type Statistics = MethodResponse<typeof apiQuery, 'get', '/api/v1/statistics/transactions'>;
export type Interval = Statistics['total'];

export const ranges = [
  { id: 'day', label: 'Last 24 hours', interval: 'hour', ms: 86_400_000 },
  { id: 'week', label: 'Last 7 days', interval: 'day', ms: 7 * 86_400_000 },
  { id: 'month', label: 'Last 30 days', interval: 'day', ms: 30 * 86_400_000 },
] as const;
export type Range = (typeof ranges)[number];

const againMs = 15_000;
/** The beginning moves on in steps, so that one question is asked again and not a new one each time. */
const stepMs = 3_600_000;

export function useStatistics({ interval, ms }: Range) {
  const since = new Date(Math.floor((Date.now() - ms) / stepMs) * stepMs).toISOString();
  return apiQuery.useQuery(
    'get',
    '/api/v1/statistics/transactions',
    { params: { query: { interval, since } } },
    { refetchInterval: againMs },
  );
}

/** What people did or failed to do, in the order and words of the charts. */
export const outcomeSeries = [
  { name: 'approved', label: 'Approved' },
  { name: 'denied', label: 'Denied' },
  { name: 'expired', label: 'Expired' },
  { name: 'failed', label: 'Failed' },
  { name: 'cancelled', label: 'Cancelled' },
  { name: 'pending', label: 'Pending' },
] as const satisfies readonly { readonly name: keyof Interval; readonly label: string }[];

/** `840 ms`, `12.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
