import type { MethodResponse } from 'openapi-react-query';
import type { ReactNode } from 'react';
import { api, type apiQuery } from '../../api/client.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { StatusBadge, type Tone } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import type { App } from './app.js';

type LogEvent = MethodResponse<typeof apiQuery, 'get', '/api/v1/logs'>[number];

const tones: Readonly<Record<LogEvent['outcome']['result'], Tone>> = {
  SUCCESS: 'good',
  ALLOW: 'good',
  FAILURE: 'bad',
  DENY: 'warning',
  UNKNOWN: 'idle',
};
const words: Readonly<Record<LogEvent['outcome']['result'], string>> = {
  SUCCESS: 'Success',
  ALLOW: 'Allowed',
  FAILURE: 'Failure',
  DENY: 'Denied',
  UNKNOWN: 'Unknown',
};

const columns: readonly ListColumn<LogEvent>[] = [
  { id: 'time', header: 'Time', cell: (event) => <Time value={event.published} /> },
  {
    id: 'event',
    header: 'Event',
    cell: (event) => (
      <span>
        {event.displayMessage} <code>{event.eventType}</code>
      </span>
    ),
  },
  { id: 'actor', header: 'Actor', cell: (event) => event.actor.displayName ?? event.actor.alternateId ?? event.actor.id },
  { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <StatusBadge tone={tones[outcome.result]} label={words[outcome.result]} /> },
];

/** What this app did, and what was done to it. */
export function AppLogsTab({ app }: { readonly app: App }): ReactNode {
  const list = useList<LogEvent>({
    key: ['/api/v1/logs', app.id],
    read: ({ search: { q }, after, signal }) =>
      api.GET('/api/v1/logs', {
        params: {
          query: {
            filter: `target.id eq "${app.id}" or actor.id eq "${app.credentials.oauthClient.client_id}"`,
            sortOrder: 'DESCENDING',
            limit: '20',
            ...(q === undefined ? {} : { q }),
            ...(after === undefined ? {} : { after }),
          },
        },
        signal,
      }),
  });
  return (
    <ListPage
      list={list}
      what="events"
      caption={`Events of ${app.label}`}
      searchLabel="Search the events of this app"
      columns={columns}
      idOf={(event) => event.uuid}
      nameOf={(event) => event.displayMessage}
      empty={{ title: 'No events yet', text: 'Requests, decisions and changes of this app will be listed here.' }}
    />
  );
}
