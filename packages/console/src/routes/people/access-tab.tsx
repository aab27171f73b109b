/** What a person belongs to and may do: groups, apps, and roles of administrators. */
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { DirectoryPicker } from '../../patterns/directory-picker.js';
import { LineList } from '../../patterns/line-list.js';
import { TextLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { Problem } from '../../patterns/problem.js';
import { useAct } from '../../patterns/use-act.js';
import { useMay } from '../../session/session.js';
import { nameOf, type Person } from './person.js';

interface PersonProps {
  readonly person: Person;
}

export function AccessTab({ person }: PersonProps): ReactNode {
  return (
    <>
      <Groups person={person} />
      <Apps person={person} />
      <Roles person={person} />
    </>
  );
}

function Groups({ person }: PersonProps): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/users/{userId}/groups', { params: { path: { userId: person.id } } });
  const may = useMay('okta.groups.manage');
  const act = useAct();
  const [chosen, setChosen] = useState<string[]>([]);
  const at = (groupId: string) => ({ params: { path: { groupId, userId: person.id } } });
  const add = async () => {
    for (const groupId of chosen) await api.PUT('/api/v1/groups/{groupId}/users/{userId}', at(groupId));
    setChosen([]);
  };
  return (
    <Card title="Groups">
      <Stack gap="md">
        <Loaded query={query} what="load the groups">
          {(groups) => (
            <LineList
              label="Groups"
              none="In no group."
              lines={groups.map(({ id, type, profile }) => ({
                id,
                content: (
                  <TextLink to="/groups/$groupId" params={{ groupId: id }} size="sm">
                    {profile.name}
                  </TextLink>
                ),
                act:
                  may && type !== 'BUILT_IN' ? (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Remove from ${profile.name}`}
                      onClick={() => void act.run(() => api.DELETE('/api/v1/groups/{groupId}/users/{userId}', at(id)))}
                    >
                      Remove
                    </Button>
                  ) : null,
              }))}
            />
          )}
        </Loaded>
        {act.error === undefined ? null : <Problem error={act.error} what="change the groups" />}
        {may ? (
          <Group align="flex-end">
            <div style={{ flex: '1 1 260px' }}>
              <DirectoryPicker kind="groups" label="Add to groups" value={chosen} onChange={setChosen} path="person-groups" />
            </div>
            <Button loading={act.isRunning} disabled={chosen.length === 0} onClick={() => void act.run(add)}>
              Add to groups
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
}

function Apps({ person }: PersonProps): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/apps', {
    params: { query: { filter: `user.id eq "${person.id}"`, limit: 50 } },
  });
  return (
    <Card title="Assigned apps" description="Assigned to this person directly. Apps for groups or for everyone come besides.">
      <Loaded query={query} what="load the assigned apps">
        {(apps) => (
          <LineList
            label="Assigned apps"
            none="No app is assigned directly."
            lines={apps.map(({ id, label }) => ({
              id,
              content: (
                <TextLink to="/applications/$appId" params={{ appId: id }} size="sm">
                  {label}
                </TextLink>
              ),
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}

type Role = MethodResponse<typeof apiQuery, 'get', '/api/v1/users/{userId}/roles'>[number];

const roles: readonly { readonly value: Role['type']; readonly label: string; readonly effect: string }[] = [
  { value: 'SUPER_ADMIN', label: 'Super administrator', effect: 'May do everything, also make other administrators.' },
  {
    value: 'APP_ADMIN',
    label: 'Application administrator',
    effect: 'Manages applications, authorization servers and requests; reads the rest.',
  },
  { value: 'HELP_DESK_ADMIN', label: 'Help desk administrator', effect: 'Resets passwords and factors, manages devices; reads the rest.' },
  { value: 'READ_ONLY_ADMIN', label: 'Read-only administrator', effect: 'Reads everything, changes nothing.' },
];

function Roles({ person }: PersonProps): ReactNode {
  const mayRead = useMay('okta.roles.read');
  const query = apiQuery.useQuery('get', '/api/v1/users/{userId}/roles', { params: { path: { userId: person.id } } }, { enabled: mayRead });
  const may = useMay('okta.roles.manage');
  const confirm = useConfirm();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const role = roles.find(({ value }) => value === chosen);
  const params = { path: { userId: person.id } };
  const grant = ({ value, label, effect }: (typeof roles)[number]) =>
    confirm({
      title: `Grant ${label} to ${nameOf(person)}`,
      text: `${effect} It counts from the next call on.`,
      act: 'Grant role',
      run: async () => {
        await api.POST('/api/v1/users/{userId}/roles', { params, body: { type: value } });
        setChosen(null);
        await readAnew(queries);
      },
    });
  const revoke = ({ id, label }: Role) =>
    confirm({
      title: `Revoke ${label} from ${nameOf(person)}`,
      text: 'It counts from the next call on, also for their API tokens.',
      act: 'Revoke role',
      dangerous: true,
      run: async () => {
        await api.DELETE('/api/v1/users/{userId}/roles/{roleId}', { params: { path: { userId: person.id, roleId: id } } });
        await readAnew(queries);
      },
    });
  if (!mayRead) return null;
  return (
    <Card title="Administrator roles" description="What the person may do in this console and by the management API.">
      <Loaded query={query} what="load the roles">
        {(list) => (
          <Stack gap="md">
            <LineList
              label="Administrator roles"
              none="Not an administrator."
              lines={list.map((held) => ({
                id: held.id,
                content: held.label,
                note: roles.find(({ value }) => value === held.type)?.effect,
                act: may ? (
                  <Button size="compact-sm" variant="default" aria-label={`Revoke ${held.label}`} onClick={() => revoke(held)}>
                    Revoke
                  </Button>
                ) : null,
              }))}
            />
            {may ? (
              <Group align="flex-end">
                <Select
                  style={{ flex: '1 1 260px' }}
                  label="Role to grant"
                  placeholder="Select a role"
                  data={roles.filter(({ value }) => list.every(({ type }) => type !== value)).map(({ value, label }) => ({ value, label }))}
                  value={chosen}
                  onChange={setChosen}
                />
                <Button disabled={role === undefined} onClick={() => (role === undefined ? undefined : grant(role))}>
                  Grant role
                </Button>
              </Group>
            ) : (
              <Text size="sm" c="dimmed">
                Only a super administrator grants and revokes roles.
              </Text>
            )}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}
