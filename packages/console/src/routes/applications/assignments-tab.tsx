/** Who may use the app: everyone, or the people and groups that are assigned. */
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker, useNames } from '../../patterns/directory-picker.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { Loaded } from '../../patterns/loaded.js';
import { Problem } from '../../patterns/problem.js';
import { useMay } from '../../session/session.js';
import type { App } from './app.js';
import { changeApp } from './replace-app.js';

export function AssignmentsTab({ app }: { readonly app: App }): ReactNode {
  const queries = useQueryClient();
  const isEveryone = app.settings.implicitAssignment;
  return (
    <>
      <EditCard
        title="Access"
        what="save who may use the app"
        access="okta.apps.manage"
        values={{ access: isEveryone ? 'everyone' : 'assigned' }}
        view={
          <Facts
            facts={[
              { label: 'Who may use the app', value: isEveryone ? 'Everyone in your organization' : 'Only those who are assigned below' },
            ]}
          />
        }
        edit={(form) => (
          <Radio.Group aria-label="Who may use the app" {...form.getInputProps('access')}>
            <Stack gap="sm">
              <Radio value="everyone" label="Allow everyone in your organization to access" />
              <Radio value="assigned" label="Limit access to selected people and groups" />
            </Stack>
          </Radio.Group>
        )}
        save={async ({ access }) => {
          await changeApp(app.id, { implicitAssignment: access === 'everyone' });
          await queries.invalidateQueries();
        }}
      />
      <Assigned app={app} kind="groups" />
      <Assigned app={app} kind="users" />
    </>
  );
}

interface AssignedProps {
  readonly app: App;
  readonly kind: 'groups' | 'users';
}

function Assigned({ app, kind }: AssignedProps): ReactNode {
  const params = { path: { appId: app.id } };
  const isGroups = kind === 'groups';
  const groups = apiQuery.useQuery('get', '/api/v1/apps/{appId}/groups', { params }, { enabled: isGroups });
  const users = apiQuery.useQuery('get', '/api/v1/apps/{appId}/users', { params }, { enabled: !isGroups });
  return (
    <Card
      title={isGroups ? 'Groups' : 'People'}
      description={isGroups ? 'Everybody in these groups may use the app.' : 'People with the app, by themselves or through a group.'}
    >
      {isGroups ? (
        <Loaded query={groups} what="load the assigned groups">
          {(list) => <AssignedList app={app} kind={kind} ids={list.map(({ id }) => id)} removable={list.map(({ id }) => id)} />}
        </Loaded>
      ) : (
        <Loaded query={users} what="load the assigned people">
          {(list) => (
            <AssignedList
              app={app}
              kind={kind}
              ids={list.map(({ id }) => id)}
              removable={list.filter(({ scope }) => scope === 'USER').map(({ id }) => id)}
            />
          )}
        </Loaded>
      )}
    </Card>
  );
}

interface AssignedListProps extends AssignedProps {
  readonly ids: readonly string[];
  /** Assigned by itself, not through a group. */
  readonly removable: readonly string[];
}

function AssignedList({ app, kind, ids, removable }: AssignedListProps): ReactNode {
  const queries = useQueryClient();
  const may = useMay('okta.apps.manage');
  const names = useNames(kind, ids);
  const [chosen, setChosen] = useState<string[]>([]);
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (change: () => Promise<unknown>) => {
    setSaving(true);
    setError(undefined);
    try {
      await change();
      setChosen([]);
    } catch (caught) {
      setError(caught);
    } finally {
      await queries.invalidateQueries();
      setSaving(false);
    }
  };
  return (
    <Stack gap="md">
      {names.length === 0 ? <Text size="sm">{kind === 'groups' ? 'No group is assigned.' : 'Nobody is assigned.'}</Text> : null}
      <Stack gap={8}>
        {names.map(({ value, label }) => (
          <Group key={value} justify="space-between" wrap="nowrap">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {label}
            </Text>
            {may && removable.includes(value) ? (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Remove ${label}`}
                onClick={() => void run(() => unassign(app.id, kind, value))}
              >
                Remove
              </Button>
            ) : (
              <Text size="sm" c="dimmed">
                {removable.includes(value) ? '' : app.settings.implicitAssignment ? 'As everyone' : 'Through a group'}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
      {error === undefined ? null : <Problem error={error} what="change the assignments" />}
      {may ? (
        <Group align="flex-end">
          <div style={{ flex: '1 1 260px' }}>
            <DirectoryPicker
              kind={kind}
              label={kind === 'groups' ? 'Assign to groups' : 'Assign to people'}
              value={chosen}
              onChange={setChosen}
              path={`assign-${kind}`}
            />
          </div>
          <Button
            loading={isSaving}
            disabled={chosen.length === 0}
            onClick={() =>
              void run(async () => {
                for (const id of chosen) await assign(app.id, kind, id);
              })
            }
          >
            {kind === 'groups' ? 'Assign groups' : 'Assign people'}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function assign(appId: string, kind: AssignedProps['kind'], id: string): Promise<unknown> {
  if (kind === 'groups') return api.PUT('/api/v1/apps/{appId}/groups/{groupId}', { params: { path: { appId, groupId: id } } });
  return api.POST('/api/v1/apps/{appId}/users', { params: { path: { appId } }, body: { id } });
}

function unassign(appId: string, kind: AssignedProps['kind'], id: string): Promise<unknown> {
  if (kind === 'groups') return api.DELETE('/api/v1/apps/{appId}/groups/{groupId}', { params: { path: { appId, groupId: id } } });
  return api.DELETE('/api/v1/apps/{appId}/users/{userId}', { params: { path: { appId, userId: id } } });
}
