import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { nameOf, type Person, statusNames, statusTones } from './person.js';
import { suspendAllDevices } from './suspend-all-devices.js';

const columns: readonly ListColumn<Person>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (person) => (
      <TextLink to="/people/$userId" params={{ userId: person.id }} fw={600} size="sm">
        {nameOf(person)}
      </TextLink>
    ),
  },
  { id: 'login', header: 'Username', cell: (person) => person.profile.login },
  { id: 'status', header: 'Status', cell: ({ status }) => <StatusBadge tone={statusTones[status]} label={statusNames[status]} /> },
  { id: 'lastLogin', header: 'Last sign-in', cell: (person) => <Time value={person.lastLogin} /> },
];

const filters = [
  {
    name: 'status',
    label: 'Status',
    options: Object.entries(statusNames).map(([value, label]) => ({ value, label })),
  },
];

const pageSize = 50;

export function PeoplePage(): ReactNode {
  const may = useMay('okta.users.manage');
  const list = useList<Person>({
    key: ['/api/v1/users'],
    filters: ['status'],
    read: ({ search: { q, status }, after, signal }) =>
      api.GET('/api/v1/users', {
        params: {
          query: {
            limit: pageSize,
            ...(q === undefined ? {} : { q }),
            ...(status === undefined ? {} : { filter: `status eq "${status}"` }),
            ...(after === undefined ? {} : { after }),
          },
        },
        signal,
      }),
  });
  const actsOf = useActs();
  const create = may ? <ButtonLink to="/people/new">Add person</ButtonLink> : null;
  return (
    <>
      <PageHeader
        title="People"
        section="Directory"
        description="Whoever signs in, approves on a device, or administers the org."
        acts={list.isEmpty ? null : create}
      />
      <ListPage
        list={list}
        what="people"
        caption="People"
        searchLabel="Search people by name, username or e-mail"
        filters={filters}
        columns={columns}
        idOf={(person) => person.id}
        nameOf={nameOf}
        hrefOf={(person) => `/people/${person.id}`}
        {...(actsOf === undefined ? {} : { actsOf })}
        empty={{
          title: 'No people yet',
          text: 'A person signs in, enrols devices and approves what applications ask for.',
          act: create,
          code: 'curl --request POST "$ORG_URL/api/v1/users" --header "Authorization: SSWS $API_TOKEN" --header "Content-Type: application/json" --data \'{"profile":{"login":"ada@example.com","email":"ada@example.com"}}\'',
        }}
      />
    </>
  );
}

function useActs(): ((person: Person) => readonly Act[]) | undefined {
  const queries = useQueryClient();
  const confirm = useConfirm();
  if (!useMay('okta.devices.manage')) return undefined;
  return (person) => [
    {
      label: 'Suspend all devices',
      dangerous: true,
      run: () => suspendAllDevices({ person, confirm, onDone: () => readAnew(queries) }),
    },
  ];
}
