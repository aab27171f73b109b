import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { EntityId } from '../../patterns/entity-id.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { type App, applicationTypeNames, isCibaApp } from './app.js';
import { changeAppStatus } from './app-life-cycle.js';

const columns: readonly ListColumn<App>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (app) => (
      <TextLink to="/applications/$appId" params={{ appId: app.id }} fw={600} size="sm">
        {app.label}
      </TextLink>
    ),
  },
  { id: 'status', header: 'Status', cell: (app) => <ActivityBadge status={app.status} /> },
  {
    id: 'type',
    header: 'Type',
    cell: (app) => `${applicationTypeNames[app.settings.oauthClient.application_type]}${isCibaApp(app) ? ', CIBA' : ''}`,
  },
  { id: 'client', header: 'Client ID', cell: (app) => <EntityId value={app.credentials.oauthClient.client_id} what="client ID" /> },
  { id: 'changed', header: 'Last changed', cell: (app) => <Time value={app.lastUpdated} /> },
];

const filters = [
  {
    name: 'status',
    label: 'Status',
    options: [
      { value: 'ACTIVE', label: 'Active' },
      { value: 'INACTIVE', label: 'Inactive' },
    ],
  },
];

export function ApplicationsPage(): ReactNode {
  const may = useMay('okta.apps.manage');
  const list = useList<App>({
    key: ['/api/v1/apps'],
    filters: ['status'],
    read: ({ search: { q, status }, after, signal }) =>
      api.GET('/api/v1/apps', {
        params: {
          query: {
            ...(q === undefined ? {} : { q }),
            ...(status === undefined ? {} : { filter: `status eq "${status}"` }),
            ...(after === undefined ? {} : { after }),
          },
        },
        signal,
      }),
  });
  const actsOf = useActs();
  const create = may ? <ButtonLink to="/applications/new">Create App Integration</ButtonLink> : null;
  return (
    <>
      <PageHeader
        title="Applications"
        section="Applications"
        description="The clients that ask for approvals and tokens."
        acts={list.isEmpty ? null : create}
      />
      <ListPage
        list={list}
        what="applications"
        caption="Applications"
        searchLabel="Search applications by name or client ID"
        filters={filters}
        columns={columns}
        idOf={(app) => app.id}
        nameOf={(app) => app.label}
        hrefOf={(app) => `/applications/${app.id}`}
        {...(may ? { actsOf } : {})}
        empty={{
          title: 'No applications yet',
          text: 'An application is a client of your authorization servers. With the CIBA grant it can ask a person to approve a transaction on their device.',
          act: create,
          code: 'curl --request POST "$ORG_URL/api/v1/apps" --header "Authorization: SSWS $API_TOKEN" --header "Content-Type: application/json" --data @app.json',
        }}
      />
    </>
  );
}

function useActs(): (app: App) => readonly Act[] {
  const queries = useQueryClient();
  const confirm = useConfirm();
  return (app) => changeAppStatus({ app, confirm, onDone: () => readAnew(queries) });
}
