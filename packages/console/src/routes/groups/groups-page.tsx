import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { type Group, isBuiltIn } from './group.js';
import { GroupDialog } from './group-dialog.js';

const columns: readonly ListColumn<Group>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (group) => (
      <TextLink to="/groups/$groupId" params={{ groupId: group.id }} fw={600} size="sm">
        {group.profile.name}
      </TextLink>
    ),
  },
  { id: 'description', header: 'Description', cell: (group) => group.profile.description || '–' },
  { id: 'type', header: 'Type', cell: (group) => (isBuiltIn(group) ? 'Built in' : 'Own') },
  { id: 'members', header: 'Members changed', cell: (group) => <Time value={group.lastMembershipUpdated} /> },
];

const pageSize = 50;

export function GroupsPage(): ReactNode {
  const may = useMay('okta.groups.manage');
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const list = useList<Group>({
    key: ['/api/v1/groups'],
    read: ({ search: { q }, after, signal }) =>
      api.GET('/api/v1/groups', {
        params: { query: { limit: pageSize, ...(q === undefined ? {} : { q }), ...(after === undefined ? {} : { after }) } },
        signal,
      }),
  });
  const add = may ? <Button onClick={() => setAdding(true)}>Add group</Button> : null;
  return (
    <>
      <PageHeader
        title="Groups"
        section="Directory"
        description="People who get the same apps and the same rules."
        acts={list.isEmpty ? null : add}
      />
      <ListPage
        list={list}
        what="groups"
        caption="Groups"
        searchLabel="Search groups by name"
        columns={columns}
        idOf={(group) => group.id}
        nameOf={(group) => group.profile.name}
        hrefOf={(group) => `/groups/${group.id}`}
        empty={{ title: 'No groups yet', text: 'Apps are assigned to groups, and access rules name them.', act: add }}
      />
      {isAdding ? (
        <GroupDialog
          onClose={() => setAdding(false)}
          onCreated={(groupId) => void navigate({ to: '/groups/$groupId', params: { groupId } })}
        />
      ) : null}
    </>
  );
}
