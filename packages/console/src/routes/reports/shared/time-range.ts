/** The time a report is about, as its URL keeps it: `time=day`, or `time=custom` with `since` and `until` as ISO 8601. */
import type { PageSearch } from '../../../patterns/search-state.js';

export const timeRanges = [
  { id: 'hour', label: 'Last hour', ms: 3_600_000 },
  { id: 'day', label: 'Last 24 hours', ms: 86_400_000 },
  { id: 'week', label: 'Last 7 days', ms: 7 * 86_400_000 },
  { id: 'month', label: 'Last 30 days', ms: 30 * 86_400_000 },
] as const;

export interface ReportTime {
  readonly id: (typeof timeRanges)[number]['id'] | 'custom' | 'any';
  readonly label: string;
  /** Whether it reaches into the future: only then there is something to follow. */
  readonly goesOn: boolean;
  /** For the API, at this moment; milliseconds since the epoch. */
  readonly query: (now: number) => { readonly since?: string; readonly until?: string };
}

/** What the URL says; `standard` where it says nothing. */
export function reportTime(search: PageSearch, standard: ReportTime['id']): ReportTime {
  const id = search['time'] ?? standard;
  const known = timeRanges.find((range) => range.id === id);
  if (known !== undefined)
    return { id: known.id, label: known.label, goesOn: true, query: (now) => ({ since: new Date(now - known.ms).toISOString() }) };
  if (id !== 'custom') return { id: 'any', label: 'Any time', goesOn: true, query: () => ({}) };
  const since = instant(search['since']);
  const until = instant(search['until']);
  return {
    id: 'custom',
    label: `${since === undefined ? 'The beginning' : shortTime(since)} to ${until === undefined ? 'now' : shortTime(until)}`,
    goesOn: until === undefined,
    query: () => ({ ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }),
  };
}

/** What was typed into an address is no instant until it can be read as one. */
function instant(text: string | undefined): string | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `15 Jan, 12:00:00`, in the zone of the browser. */
export function shortTime(value: string): string {
  return short.format(Date.parse(value));
}

/** `Europe/Berlin (GMT+1)`. */
export function zoneName(): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' });
  const offset = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  const { timeZone } = format.resolvedOptions();
  return timeZone === offset ? timeZone : `${timeZone} (${offset})`;
}
