/** Who may use the app: everyone, or the people and groups that are assigned. */
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { DirectoryPicker, useNames } from '../../patterns/directory-picker.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { Loaded } from '../../patterns/loaded.js';
import { Problem } from '../../patterns/problem.js';
import { useAct } from '../../patterns/use-act.js';
import { type MoreRows, useMore } from '../../patterns/use-more.js';
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
          await readAnew(queries);
        }}
      />
      <AssignedGroups app={app} />
      <AssignedPeople app={app} />
    </>
  );
}

interface AssignedProps {
  readonly app: App;
  readonly kind: 'groups' | 'users';
}

function AssignedGroups({ app }: Pick<AssignedProps, 'app'>): ReactNode {
  const more = useMore({
    key: ['/api/v1/apps/groups', app.id],
    read: ({ after, signal }) => api.GET('/api/v1/apps/{appId}/groups', { ...page(app, after), signal }),
  });
  const names = useNames('groups', more.data?.map(({ id }) => id) ?? []);
  return (
    <Card title="Groups" description="Everybody in these groups may use the app.">
      <Loaded query={more} what="load the assigned groups">
        {() => (
          <AssignedList app={app} kind="groups" rows={names.map(({ value, label }) => ({ id: value, label, isOwn: true }))} more={more} />
        )}
      </Loaded>
    </Card>
  );
}

function AssignedPeople({ app }: Pick<AssignedProps, 'app'>): ReactNode {
  const more = useMore({
    key: ['/api/v1/apps/users', app.id],
    read: ({ after, signal }) => api.GET('/api/v1/apps/{appId}/users', { ...page(app, after), signal }),
  });
  return (
    <Card title="People" description="People with the app, by themselves or through a group.">
      <Loaded query={more} what="load the assigned people">
        {(list) => (
          <AssignedList
            app={app}
            kind="users"
            rows={list.map(({ id, scope, credentials }) => ({ id, label: credentials.userName, isOwn: scope === 'USER' }))}
            more={more}
          />
        )}
      </Loaded>
    </Card>
  );
}

const page = (app: App, after: string | undefined) => ({
  params: { path: { appId: app.id }, query: after === undefined ? {} : { after } },
});

interface AssignedListProps extends AssignedProps {
  /** `isOwn`: assigned by itself, not through a group. */
  readonly rows: readonly { readonly id: string; readonly label: string; readonly isOwn: boolean }[];
  readonly more: Pick<MoreRows<unknown>, 'hasMore' | 'isLoadingMore' | 'showMore'>;
}

function AssignedList({ app, kind, rows, more }: AssignedListProps): ReactNode {
  const act = useAct();
  const may = useMay('okta.apps.manage');
  const [chosen, setChosen] = useState<string[]>([]);
  const [done, setDone] = useState('');
  const isGroups = kind === 'groups';
  const run = (change: () => Promise<string>) =>
    act.run(async () => {
      setDone('');
      setDone(await change());
    });
  return (
    <Stack gap="md">
      {rows.length === 0 ? <Text size="sm">{isGroups ? 'No group is assigned.' : 'Nobody is assigned.'}</Text> : null}
      <Stack gap={8}>
        {rows.map(({ id, label, isOwn }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {label}
            </Text>
            {may && isOwn ? (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Remove ${label}`}
                onClick={() =>
                  void run(async () => {
                    await unassign(app.id, kind, id);
                    return `Removed: ${label}.`;
                  })
                }
              >
                Remove
              </Button>
            ) : (
              <Text size="sm" c="dimmed">
                {isOwn ? '' : app.settings.implicitAssignment ? 'As everyone' : 'Through a group'}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
      {more.hasMore ? (
        <Button variant="default" size="sm" loading={more.isLoadingMore} onClick={more.showMore} style={{ alignSelf: 'flex-start' }}>
          {isGroups ? 'Show more groups' : 'Show more people'}
        </Button>
      ) : null}
      {act.error === undefined ? null : <Problem error={act.error} what="change the assignments" />}
      {may ? (
        <Group align="flex-end">
          <div style={{ flex: '1 1 260px' }}>
            <DirectoryPicker
              kind={kind}
              label={isGroups ? 'Assign to groups' : 'Assign to people'}
              value={chosen}
              onChange={setChosen}
              path={`assign-${kind}`}
            />
          </div>
          <Button
            loading={act.isRunning}
            disabled={chosen.length === 0}
            onClick={() =>
              void run(async () => {
                for (const id of chosen) {
                  await assign(app.id, kind, id);
                  setChosen((before) => before.filter((other) => other !== id));
                }
                // who was assigned may stand further down than what is shown
                return isGroups ? `Assigned: ${count(chosen, 'group')}.` : `Assigned: ${count(chosen, 'person', 'people')}.`;
              })
            }
          >
            {isGroups ? 'Assign groups' : 'Assign people'}
          </Button>
        </Group>
      ) : null}
      <Text size="sm" role="status">
        {done}
      </Text>
    </Stack>
  );
}

function count(ids: readonly string[], one: string, several = `${one}s`): string {
  return `${ids.length} ${ids.length === 1 ? one : several}`;
}

function assign(appId: string, kind: AssignedProps['kind'], id: string): Promise<unknown> {
  if (kind === 'groups') return api.PUT('/api/v1/apps/{appId}/groups/{groupId}', { params: { path: { appId, groupId: id } } });
  return api.POST('/api/v1/apps/{appId}/users', { params: { path: { appId } }, body: { id } });
}

function unassign(appId: string, kind: AssignedProps['kind'], id: string): Promise<unknown> {
  if (kind === 'groups') return api.DELETE('/api/v1/apps/{appId}/groups/{groupId}', { params: { path: { appId, groupId: id } } });
  return api.DELETE('/api/v1/apps/{appId}/users/{userId}', { params: { path: { appId, userId: id } } });
}
