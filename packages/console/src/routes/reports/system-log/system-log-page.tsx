/** Reports > System Log: who did what to whom, from where, and how it ended. */
import { Alert, Button, Group, Menu, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { ApiFailure } from '../../../api/api-failure.js';
import { api } from '../../../api/client.js';
import { PageLoading } from '../../../app/page-states.js';
import { Delayed } from '../../../patterns/delayed.js';
import { download } from '../../../patterns/download.js';
import { NoMatch } from '../../../patterns/empty-state.js';
import { LiveBar, NewRows } from '../../../patterns/live-bar.js';
import { LiveTable } from '../../../patterns/live-table.js';
import { PageHeader } from '../../../patterns/page-header.js';
import { Problem } from '../../../patterns/problem.js';
import { useLiveList } from '../../../patterns/use-live-list.js';
import { ViewAsCode } from '../../../patterns/view-as-code.js';
import { FilterPills } from '../shared/filter-pills.js';
import { TimeFilter } from '../shared/time-filter.js';
import { reportTime } from '../shared/time-range.js';
import { useReportSearch } from '../shared/use-report-search.js';
import { csvOf, maxExported, readForExport } from './export-log.js';
import { logColumns } from './log-columns.js';
import { LogEventDetails, type Narrow } from './log-event-details.js';
import type { LogEvent } from './log-event.js';
import { narrowFilter } from './log-filter.js';
import { QueryBox } from './query-box.js';

const idOf = ({ uuid }: LogEvent) => uuid;
const timeOf = ({ published }: LogEvent) => published;
/** An event never changes. */
const laterOf = (one: LogEvent) => one;
const pageSize = '100';

export function SystemLogPage(): ReactNode {
  const [search, change] = useReportSearch();
  const { q = '', filter = '', event: openId } = search;
  const time = reportTime(search, 'week');
  const query = { ...(q === '' ? {} : { q }), ...(filter === '' ? {} : { filter }) };
  const list = useLiveList({
    key: ['/api/v1/logs', query, search['time'], search['since'], search['until']],
    read: ({ after, signal }) =>
      api.GET('/api/v1/logs', {
        params: {
          query: {
            ...query,
            ...time.query(Date.now()),
            sortOrder: 'DESCENDING',
            limit: pageSize,
            ...(after === undefined ? {} : { after }),
          },
        },
        signal,
      }),
    idOf,
    timeOf,
    later: laterOf,
    path: '/api/v1/logs/stream',
    query,
    follow: search['live'] === 'on' && time.goesOn,
    hold: openId !== undefined,
  });
  const latest = useRef({ search, change });
  latest.current = { search, change };
  const toggle = useCallback((id: string) => {
    latest.current.change({ event: latest.current.search['event'] === id ? undefined : id });
  }, []);
  const narrow = useCallback<Narrow>((narrowing) => {
    latest.current.change({ filter: narrowFilter(latest.current.search['filter'] ?? '', narrowing), event: undefined });
  }, []);
  const content = useCallback((event: LogEvent) => <LogEventDetails event={event} narrow={narrow} />, [narrow]);
  const columns = useMemo(() => logColumns(toggle), [toggle]);
  const refusal = refusalOf(list.error);
  const parameters = new URLSearchParams({ ...query, ...time.query(Date.now()), sortOrder: 'DESCENDING' }).toString();
  return (
    <>
      <PageHeader
        title="System Log"
        section="Reports"
        description="Every change and every decision leaves an event, written in the same transaction."
        acts={
          <>
            <ExportLog query={{ ...query, ...time.query(Date.now()) }} />
            <ViewAsCode what="query" call={{ method: 'GET', path: `/api/v1/logs?${parameters}` }} />
          </>
        }
      />
      <Stack gap="md">
        <QueryBox q={q} filter={filter} refusal={refusal} onSearch={(asked) => change({ ...asked, event: undefined })} />
        <Group gap="sm">
          <TimeFilter time={time} change={change} />
          <FilterPills
            narrowings={[
              ...(q === '' ? [] : [{ name: 'q', label: `Words: ${q}` }]),
              ...(filter === '' ? [] : [{ name: 'filter', label: `Filter: ${filter}` }]),
            ]}
            onRemove={(name) => change({ [name]: undefined })}
          />
        </Group>
        <LiveBar
          list={list}
          what="events"
          start={() => change({ live: 'on' })}
          stop={() => change({ live: undefined })}
          cannot={time.goesOn ? undefined : 'The time ends before now: there is nothing to follow.'}
        />
        <NewRows list={list} what="events" />
        {list.error !== undefined && list.error !== null && refusal === undefined ? (
          <Problem error={list.error} what="load the system log" onRetry={list.retry} />
        ) : refusal !== undefined ? null : list.rows === undefined ? (
          <Delayed>
            <PageLoading />
          </Delayed>
        ) : list.rows.length === 0 ? (
          <NoMatch
            what="events"
            onClear={() => change({ q: undefined, filter: undefined, time: 'month', since: undefined, until: undefined })}
          />
        ) : (
          <LiveTable caption="Events" rows={list.rows} columns={columns} idOf={idOf} open={{ id: openId, toggle, content }} />
        )}
        {list.hasOlder ? (
          <Button variant="default" loading={list.isLoadingOlder} onClick={list.showOlder} style={{ alignSelf: 'center' }}>
            Show older events
          </Button>
        ) : null}
      </Stack>
    </>
  );
}

/** The server's word on a filter that only it can judge. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ApiFailure) || error.errorCode !== 'E0000031') return undefined;
  return error.faults.map(({ message }) => message).join(' ') || error.message;
}

function ExportLog({ query }: { readonly query: Parameters<typeof readForExport>[0] }): ReactNode {
  const [count, setCount] = useState(0);
  const exporting = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      setCount(0);
      const { events, isWhole } = await readForExport(query, setCount);
      const name = `system-log-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${format}`;
      if (format === 'csv') download(name, 'text/csv', csvOf(events));
      else download(name, 'application/json', `${JSON.stringify(events, undefined, 2)}\n`);
      return { isWhole, count: events.length };
    },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={exporting.isPending}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Events of this query, the latest {maxExported.toLocaleString('en')} at most</Menu.Label>
          <Menu.Item onClick={() => exporting.mutate('csv')}>Export as CSV</Menu.Item>
          <Menu.Item onClick={() => exporting.mutate('json')}>Export as JSON</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span role="status" className={exporting.isPending || exporting.data?.isWhole === false ? '' : 'visually-hidden'}>
        {exporting.isPending ? `${count.toLocaleString('en')} events read` : ''}
        {exporting.data === undefined ? null : exporting.data.isWhole ? (
          `${exporting.data.count.toLocaleString('en')} events exported`
        ) : (
          <Alert color="yellow" variant="light" p="xs">
            The file has the latest {exporting.data.count.toLocaleString('en')} events; there are more. Choose a shorter time, or follow the
            API.
          </Alert>
        )}
      </span>
      {exporting.error === null ? null : <Problem error={exporting.error} what="export the events" />}
    </>
  );
}
