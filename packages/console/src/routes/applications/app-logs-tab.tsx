import { Button, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import { api } from '../../api/client.js';
import { PageLoading } from '../../app/page-states.js';
import { Delayed } from '../../patterns/delayed.js';
import { EmptyState } from '../../patterns/empty-state.js';
import { LiveBar, NewRows } from '../../patterns/live-bar.js';
import { LiveTable } from '../../patterns/live-table.js';
import { Problem } from '../../patterns/problem.js';
import { useLiveList } from '../../patterns/use-live-list.js';
import { useReportSearch } from '../reports/shared/use-report-search.js';
import { logColumns } from '../reports/system-log/log-columns.js';
import { LogEventDetails, type Narrow } from '../reports/system-log/log-event-details.js';
import type { LogEvent } from '../reports/system-log/log-event.js';
import { narrowFilter } from '../reports/system-log/log-filter.js';
import type { App } from './app.js';

const idOf = ({ uuid }: LogEvent) => uuid;
const timeOf = ({ published }: LogEvent) => published;
/** An event never changes. */
const laterOf = (one: LogEvent) => one;

/** What this app did, and what was done to it. Narrowing it down goes on in the system log. */
export function AppLogsTab({ app }: { readonly app: App }): ReactNode {
  const [search, change] = useReportSearch();
  const navigate = useNavigate();
  const { event: openId } = search;
  const filter = `target.id eq "${app.id}" or actor.id eq "${app.credentials.oauthClient.client_id}"`;
  const list = useLiveList({
    key: ['/api/v1/logs', app.id],
    read: ({ after, signal }) =>
      api.GET('/api/v1/logs', {
        params: { query: { filter, sortOrder: 'DESCENDING', limit: '50', ...(after === undefined ? {} : { after }) } },
        signal,
      }),
    idOf,
    timeOf,
    later: laterOf,
    path: '/api/v1/logs/stream',
    query: { filter },
    follow: search['live'] !== 'off',
    hold: openId !== undefined,
  });
  const latest = useRef({ openId, change });
  latest.current = { openId, change };
  const toggle = useCallback((id: string) => {
    latest.current.change({ event: latest.current.openId === id ? undefined : id });
  }, []);
  const narrow = useCallback<Narrow>(
    (narrowing) => void navigate({ to: '/reports/system-log', search: { filter: narrowFilter(filter, narrowing) } }),
    [navigate, filter],
  );
  const content = useCallback((event: LogEvent) => <LogEventDetails event={event} narrow={narrow} />, [narrow]);
  const columns = useMemo(() => logColumns(toggle), [toggle]);
  return (
    <Stack gap="md">
      <LiveBar list={list} what="events" start={() => change({ live: undefined })} stop={() => change({ live: 'off' })} />
      <NewRows list={list} what="events" />
      {list.error !== undefined && list.error !== null ? (
        <Problem error={list.error} what="load the events of the app" onRetry={list.retry} />
      ) : list.rows === undefined ? (
        <Delayed>
          <PageLoading />
        </Delayed>
      ) : list.rows.length === 0 ? (
        <EmptyState title="No events yet" text="Requests, decisions and changes of this app will be listed here." />
      ) : (
        <LiveTable
          caption={`Events of ${app.label}`}
          rows={list.rows}
          columns={columns}
          idOf={idOf}
          open={{ id: openId, toggle, content }}
        />
      )}
      {list.hasOlder ? (
        <Button variant="default" loading={list.isLoadingOlder} onClick={list.showOlder} style={{ alignSelf: 'center' }}>
          Show older events
        </Button>
      ) : null}
    </Stack>
  );
}
