import { Button, Group as Row, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { EditCard } from '../../patterns/edit-card.js';
import { EntityId } from '../../patterns/entity-id.js';
import { Facts } from '../../patterns/facts.js';
import { TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { Problem } from '../../patterns/problem.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useAct } from '../../patterns/use-act.js';
import { useList } from '../../patterns/use-list.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { nameOf, type Person, statusNames, statusTones } from '../people/person.js';
import { type Group, isBuiltIn } from './group.js';

export function GroupPage(): ReactNode {
  const { groupId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/groups/{groupId}', { params: { path: { groupId } } });
  return (
    <Loaded query={query} what="load the group">
      {(group) => <GroupDetail group={group} />}
    </Loaded>
  );
}

function GroupDetail({ group }: { readonly group: Group }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const may = useMay('okta.groups.manage') && !isBuiltIn(group);
  const { name, description } = group.profile;
  const facts = [
    { label: 'Name', value: name },
    { label: 'Description', value: description },
    { label: 'Group id', value: <EntityId value={group.id} what="group id" /> },
    { label: 'Created', value: <Time value={group.created} /> },
  ];
  const remove = () =>
    confirm({
      title: `Delete ${name}`,
      text: 'Its members lose the apps that are assigned to it, and rules that name it no longer match them. The people themselves stay.',
      act: 'Delete group',
      dangerous: true,
      mustType: name,
      run: async () => {
        await api.DELETE('/api/v1/groups/{groupId}', { params: { path: { groupId: group.id } } });
        void navigate({ to: '/groups' });
        await readAnew(queries);
      },
    });
  return (
    <>
      <PageHeader
        title={name}
        section="Groups"
        parent={{ label: 'Groups', to: '/groups' }}
        acts={
          <>
            {may ? (
              <Button variant="default" c="var(--mantine-color-error)" onClick={remove}>
                Delete group
              </Button>
            ) : null}
            <ViewAsCode
              what="group"
              call={{ method: 'GET', path: `/api/v1/groups/${group.id}` }}
              node={`const group = await client.groupApi.getGroup({ groupId: '${group.id}' });`}
              resource={group}
            />
          </>
        }
      />
      <Stack gap="lg">
        {isBuiltIn(group) ? (
          <Card title="Settings" description="Made with the org: it holds everybody and cannot be changed.">
            <Facts facts={facts} />
          </Card>
        ) : (
          <EditCard
            title="Settings"
            what="save the group"
            access="okta.groups.manage"
            values={{ name, description }}
            fields={{ 'profile.name': 'name', 'profile.description': 'description' }}
            validate={(values) => (values.name.trim() === '' ? { name: 'Give the group a name' } : {})}
            view={<Facts facts={facts} />}
            edit={(form) => (
              <>
                <TextInput label="Name" maxLength={255} {...form.getInputProps('name')} />
                <Textarea label="Description" autosize minRows={2} maxLength={1024} {...form.getInputProps('description')} />
              </>
            )}
            save={async (profile) => {
              await api.PUT('/api/v1/groups/{groupId}', { params: { path: { groupId: group.id } }, body: { profile } });
              await readAnew(queries);
            }}
          />
        )}
        <Members group={group} may={may} />
      </Stack>
    </>
  );
}

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
];

const pageSize = 50;

function Members({ group, may }: { readonly group: Group; readonly may: boolean }): ReactNode {
  const act = useAct();
  const [chosen, setChosen] = useState<string[]>([]);
  const at = (userId: string) => ({ params: { path: { groupId: group.id, userId } } });
  const list = useList<Person>({
    key: ['/api/v1/groups/users', group.id],
    read: ({ after, signal }) =>
      api.GET('/api/v1/groups/{groupId}/users', {
        params: { path: { groupId: group.id }, query: { limit: pageSize, ...(after === undefined ? {} : { after }) } },
        signal,
      }),
  });
  const add = async () => {
    for (const userId of chosen) await api.PUT('/api/v1/groups/{groupId}/users/{userId}', at(userId));
    setChosen([]);
  };
  const actsOf = (person: Person): readonly Act[] => [
    {
      label: 'Remove from group',
      dangerous: true,
      run: () => void act.run(() => api.DELETE('/api/v1/groups/{groupId}/users/{userId}', at(person.id))),
    },
  ];
  return (
    <>
      {may ? (
        <Card title="Add members">
          <Row align="flex-end">
            <div style={{ flex: '1 1 260px' }}>
              <DirectoryPicker kind="users" label="People" value={chosen} onChange={setChosen} path="members" />
            </div>
            <Button loading={act.isRunning} disabled={chosen.length === 0} onClick={() => void act.run(add)}>
              Add to group
            </Button>
          </Row>
        </Card>
      ) : null}
      {act.error === undefined ? null : <Problem error={act.error} what="change the members" />}
      <ListPage
        list={list}
        what="members"
        caption={`Members of ${group.profile.name}`}
        columns={columns}
        idOf={(person) => person.id}
        nameOf={nameOf}
        hrefOf={(person) => `/people/${person.id}`}
        {...(may ? { actsOf } : {})}
        empty={{ title: 'No members yet', text: 'Add people above, or on their own pages.' }}
      />
    </>
  );
}
