/** Access policies in their order, each with its rules in theirs: the first that fits decides. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { type Act, RowMenu } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { type Question, useConfirm } from '../../patterns/confirm.js';
import { ButtonLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { useMay } from '../../session/session.js';
import { PolicyDialog } from './policy-dialog.js';
import { PolicyRules } from './policy-rules.js';
import type { Policy, ServerProps } from './server-types.js';

export function AccessPoliciesTab({ server }: ServerProps): ReactNode {
  const params = { path: { authServerId: server.id } };
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/policies', { params });
  const [edited, setEdited] = useState<Policy | 'new'>();
  const may = useMay('okta.authorizationServers.manage');
  return (
    <>
      <Stack gap={4} align="flex-start">
        <Text size="sm" c="dimmed">
          From top to bottom: the first policy for the client, and in it the first rule that fits, decides what is issued.
        </Text>
        <Group mt="sm" gap="sm">
          {may ? <Button onClick={() => setEdited('new')}>Add New Access Policy</Button> : null}
          <ButtonLink to="." search={{ tab: 'preview' }} variant="default">
            Which rule applies?
          </ButtonLink>
        </Group>
      </Stack>
      <Loaded query={query} what="load the access policies">
        {(policies) =>
          policies.map((policy, at) => (
            <PolicyCard
              key={policy.id}
              server={server}
              policy={policy}
              above={policies[at - 1]}
              below={policies[at + 1]}
              onEdit={() => setEdited(policy)}
            />
          ))
        }
      </Loaded>
      {edited === undefined ? null : (
        <PolicyDialog server={server} policy={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

interface PolicyCardProps extends ServerProps {
  readonly policy: Policy;
  readonly above: Policy | undefined;
  readonly below: Policy | undefined;
  readonly onEdit: () => void;
}

function PolicyCard({ server, policy, above, below, onEdit }: PolicyCardProps): ReactNode {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.authorizationServers.manage');
  const clients = policy.conditions.clients.include;
  const refresh = () => readAnew(queries);
  const move = (to: Policy) => async () => {
    const params = { path: { authServerId: server.id, policyId: policy.id } };
    const { type, name, description, status, conditions } = policy;
    await api.PUT('/api/v1/authorizationServers/{authServerId}/policies/{policyId}', {
      params,
      body: { type, name, description, status, conditions, priority: to.priority },
    });
    await refresh();
  };
  const acts: readonly Act[] = [
    { label: 'Edit policy', run: onEdit },
    ...(above === undefined ? [] : [{ label: 'Move up', run: () => void move(above)() }]),
    ...(below === undefined ? [] : [{ label: 'Move down', run: () => void move(below)() }]),
    ...lifeCycle({ server, policy, confirm, refresh }),
  ];
  return (
    <Card
      title={policy.name}
      description={
        <>
          {policy.description === '' ? null : <div>{policy.description}</div>}
          Assigned to:{' '}
          {clients.includes('ALL_CLIENTS') ? 'all clients' : `${clients.length} ${clients.length === 1 ? 'client' : 'clients'}`}{' '}
          <ActivityBadge status={policy.status} />
        </>
      }
      act={may ? <RowMenu acts={acts} of={policy.name} /> : null}
    >
      <PolicyRules server={server} policy={policy} />
    </Card>
  );
}

interface LifeCycleFacts extends ServerProps {
  readonly policy: Policy;
  readonly confirm: (question: Question) => void;
  readonly refresh: () => Promise<unknown>;
}

function lifeCycle({ server, policy, confirm, refresh }: LifeCycleFacts): readonly Act[] {
  const params = { path: { authServerId: server.id, policyId: policy.id } };
  const isActive = policy.status === 'ACTIVE';
  return [
    {
      label: isActive ? 'Deactivate policy' : 'Activate policy',
      dangerous: isActive,
      run: () =>
        confirm({
          title: `${isActive ? 'Deactivate' : 'Activate'} ${policy.name}`,
          text: isActive
            ? 'Clients that no other policy is for get no tokens from this server.'
            : 'It decides again at its place in the order.',
          act: isActive ? 'Deactivate policy' : 'Activate policy',
          dangerous: isActive,
          run: async () => {
            await (isActive
              ? api.POST('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/deactivate', { params })
              : api.POST('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/lifecycle/activate', { params }));
            await refresh();
          },
        }),
    },
    {
      label: 'Delete policy',
      dangerous: true,
      disabledBecause: policy.system ? 'It came with the server.' : undefined,
      run: () =>
        confirm({
          title: `Delete ${policy.name}`,
          text: 'The policy and its rules are removed. Clients that no other policy is for get no tokens from this server.',
          act: 'Delete policy',
          dangerous: true,
          mustType: policy.name,
          run: async () => {
            await api.DELETE('/api/v1/authorizationServers/{authServerId}/policies/{policyId}', { params });
            await refresh();
          },
        }),
    },
  ];
}
