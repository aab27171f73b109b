/** The events of a filter as a file, read page by page. */
import { api } from '../../../api/client.js';
import { nextCursor } from '../../../api/next-page.js';
import type { LogEvent } from './log-event.js';

/** More than a spreadsheet is read with; who needs all follows the API. */
export const maxExported = 10_000;
const pageSize = 1_000;

type LogQuery = Readonly<Partial<Record<'since' | 'until' | 'filter' | 'q', string>>>;

/** Newest first, at most `maxExported`; `isWhole` is false when there are more. */
export async function readForExport(
  query: LogQuery,
  onProgress: (count: number) => void,
): Promise<{ readonly events: readonly LogEvent[]; readonly isWhole: boolean }> {
  const events: LogEvent[] = [];
  let after: string | undefined;
  do {
    const { data = [], response } = await api.GET('/api/v1/logs', {
      params: { query: { ...query, sortOrder: 'DESCENDING', limit: String(pageSize), ...(after === undefined ? {} : { after }) } },
    });
    events.push(...data);
    onProgress(events.length);
    after = nextCursor(response.headers);
  } while (after !== undefined && events.length < maxExported);
  return { events: events.slice(0, maxExported), isWhole: after === undefined };
}

const csvColumns: readonly (readonly [string, (event: LogEvent) => string | null])[] = [
  ['published', (event) => event.published],
  ['eventType', (event) => event.eventType],
  ['displayMessage', (event) => event.displayMessage],
  ['severity', (event) => event.severity],
  ['outcome.result', (event) => event.outcome.result],
  ['outcome.reason', (event) => event.outcome.reason],
  ['actor.type', (event) => event.actor.type],
  ['actor.id', (event) => event.actor.id],
  ['actor.alternateId', (event) => event.actor.alternateId],
  ['actor.displayName', (event) => event.actor.displayName],
  ['client.ipAddress', (event) => event.client.ipAddress],
  ['target', (event) => event.target.map(({ type, id }) => `${type} ${id}`).join('; ')],
  ['transaction.id', (event) => event.transaction.id],
  ['debugData', (event) => JSON.stringify(event.debugContext.debugData)],
  ['uuid', (event) => event.uuid],
];

/** RFC 4180, with a header. What a spreadsheet would run as a formula stays text. */
export function csvOf(events: readonly LogEvent[]): string {
  const lines = [csvColumns.map(([name]) => name), ...events.map((event) => csvColumns.map(([, read]) => read(event) ?? ''))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
