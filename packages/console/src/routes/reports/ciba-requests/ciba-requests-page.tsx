/** Reports > CIBA requests: what clients asked people, as it happens. */
import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.js';
import { EmptyState, NoMatch } from '../../../patterns/empty-state.js';
import { Delayed } from '../../../patterns/delayed.js';
import { ButtonLink, TextLink } from '../../../patterns/links.js';
import { LiveBar, NewRows } from '../../../patterns/live-bar.js';
import { type LiveColumn, LiveTable } from '../../../patterns/live-table.js';
import { PageHeader } from '../../../patterns/page-header.js';
import { Problem } from '../../../patterns/problem.js';
import type { PageSearch } from '../../../patterns/search-state.js';
import { useLiveList } from '../../../patterns/use-live-list.js';
import { ViewAsCode } from '../../../patterns/view-as-code.js';
import { useMay } from '../../../session/session.js';
import { PageLoading } from '../../../app/page-states.js';
import { Moment } from '../shared/moment.js';
import { reportTime } from '../shared/time-range.js';
import { useReportSearch } from '../shared/use-report-search.js';
import { laterOf, statusOf, titleOf, type TransactionSummary } from './transaction.js';
import { TransactionFilters } from './transaction-filters.js';
import { TransactionState } from './transaction-state.js';

const columns: readonly LiveColumn<TransactionSummary>[] = [
  {
    id: 'message',
    width: 28,
    header: 'Binding message',
    cell: (row) => (
      <TextLink to="/reports/ciba-requests/$transactionId" params={{ transactionId: row.id }} fw={600} size="sm" preload={false}>
        {titleOf(row)}
      </TextLink>
    ),
  },
  { id: 'status', width: 25, header: 'Status', cell: (row) => <TransactionState transaction={row} /> },
  { id: 'client', width: 16, header: 'Client', cell: (row) => row.client.name },
  { id: 'user', width: 17, header: 'User', cell: (row) => row.user?.login ?? row.user?.id ?? 'Nobody was asked' },
  { id: 'created', width: 14, min: 156, header: 'Requested', cell: (row) => <Moment value={row.created} /> },
];
const idOf = ({ id }: TransactionSummary) => id;
const timeOf = ({ created }: TransactionSummary) => created;
const hrefOf = ({ id }: TransactionSummary) => `/reports/ciba-requests/${id}`;
const pageSize = 100;

export function CibaRequestsPage(): ReactNode {
  const [search, change] = useReportSearch();
  const time = reportTime(search, 'any');
  const filter = filterOf(search);
  const list = useLiveList({
    key: ['/api/v1/transactions', filter, search['time'], search['since'], search['until']],
    read: ({ after, signal }) =>
      api.GET('/api/v1/transactions', {
        params: { query: { ...filter, ...time.query(Date.now()), limit: pageSize, ...(after === undefined ? {} : { after }) } },
        signal,
      }),
    idOf,
    timeOf,
    later: laterOf,
    path: '/api/v1/transactions/stream',
    query: filter,
    follow: time.goesOn && search['live'] !== 'off',
    hold: false,
  });
  const isNarrowed = Object.keys(filter).length > 0 || time.id !== 'any';
  const query = new URLSearchParams({ ...filter, ...time.query(Date.now()) }).toString();
  const test = useMay('okta.transactions.manage') ? (
    <ButtonLink to="/try-it" variant="default">
      Send a test request
    </ButtonLink>
  ) : null;
  return (
    <>
      <PageHeader
        title="CIBA requests"
        section="Reports"
        description="Each request for an approval, with what became of it."
        acts={
          <>
            {test}
            <ViewAsCode what="list" call={{ method: 'GET', path: `/api/v1/transactions${query === '' ? '' : `?${query}`}` }} />
          </>
        }
      />
      {list.rows?.length === 0 && !isNarrowed && list.tail !== 'connecting' ? (
        <EmptyState
          title="No CIBA requests yet"
          text="A request is here as soon as an application calls the backchannel authentication endpoint."
          act={test}
          code={
            'curl --request POST "$ORG_URL/oauth2/default/v1/bc/authorize" --user "$CLIENT_ID:$CLIENT_SECRET" \\\n  --data-urlencode "scope=openid" --data-urlencode "login_hint=$LOGIN" --data-urlencode "binding_message=Pay 250.00 EUR to ACME"'
          }
        />
      ) : (
        <Stack gap="md">
          <TransactionFilters search={search} time={time} change={change} />
          <LiveBar
            list={list}
            what="requests"
            start={() => change({ live: undefined })}
            stop={() => change({ live: 'off' })}
            cannot={time.goesOn ? undefined : 'The time ends before now: there is nothing to follow.'}
          />
          <NewRows list={list} what="requests" />
          {list.error !== undefined && list.error !== null ? (
            <Problem error={list.error} what="load the CIBA requests" onRetry={list.retry} />
          ) : list.rows === undefined ? (
            <Delayed>
              <PageLoading />
            </Delayed>
          ) : list.rows.length === 0 ? (
            <NoMatch what="requests" onClear={() => change(noFilters)} />
          ) : (
            <LiveTable caption="CIBA requests" rows={list.rows} columns={columns} idOf={idOf} hrefOf={hrefOf} />
          )}
          {list.hasOlder ? (
            <Button variant="default" loading={list.isLoadingOlder} onClick={list.showOlder} style={{ alignSelf: 'center' }}>
              Show older requests
            </Button>
          ) : null}
        </Stack>
      )}
    </>
  );
}

const noFilters = {
  status: undefined,
  client: undefined,
  user: undefined,
  device: undefined,
  time: undefined,
  since: undefined,
  until: undefined,
};

function filterOf({ status, client, user, device }: PageSearch) {
  const state = statusOf(status);
  return {
    ...(state === undefined ? {} : { status: state }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(user === undefined ? {} : { userId: user }),
    ...(device === undefined ? {} : { deviceId: device }),
  };
}
