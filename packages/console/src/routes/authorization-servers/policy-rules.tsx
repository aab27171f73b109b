import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { type Act, RowMenu } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { useNames } from '../../patterns/directory-picker.js';
import { Loaded } from '../../patterns/loaded.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { useMay } from '../../session/session.js';
import classes from './policy-rules.module.css';
import { RuleDialog } from './rule-dialog.js';
import { previewGrants } from './preview-grants.js';
import { ruleSentence } from './rule-sentence.js';
import type { Policy, Rule, ServerProps } from './server-types.js';

export interface PolicyProps extends ServerProps {
  readonly policy: Policy;
}

export function PolicyRules({ server, policy }: PolicyProps): ReactNode {
  const params = { path: { authServerId: server.id, policyId: policy.id } };
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules', { params });
  const [edited, setEdited] = useState<Rule | 'new'>();
  const may = useMay('okta.authorizationServers.manage');
  return (
    <>
      <Loaded query={query} what="load the rules">
        {(rules) =>
          rules.length === 0 ? (
            <Text size="sm">No rule yet: clients of this policy get no tokens.</Text>
          ) : (
            <ol className={classes['rules']}>
              {rules.map((rule, at) => (
                <RuleRow
                  key={rule.id}
                  server={server}
                  policy={policy}
                  rule={rule}
                  above={rules[at - 1]}
                  below={rules[at + 1]}
                  onEdit={() => setEdited(rule)}
                />
              ))}
            </ol>
          )
        }
      </Loaded>
      {may ? (
        <Button mt="md" size="sm" variant="default" onClick={() => setEdited('new')}>
          Add rule
        </Button>
      ) : null}
      {edited === undefined ? null : (
        <RuleDialog server={server} policy={policy} rule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

interface RuleRowProps extends PolicyProps {
  readonly rule: Rule;
  readonly above: Rule | undefined;
  readonly below: Rule | undefined;
  readonly onEdit: () => void;
}

function RuleRow({ server, policy, rule, above, below, onEdit }: RuleRowProps): ReactNode {
  const may = useMay('okta.authorizationServers.manage');
  const { users, groups } = rule.conditions.people;
  const names = new Map([
    ...useNames('users', [...users.include, ...users.exclude]).map(({ value, label }) => [value, label] as const),
    ...useNames('groups', [...groups.include, ...groups.exclude]).map(({ value, label }) => [value, label] as const),
  ]);
  const { move, acts } = useRuleActs({ server, policy, rule });
  return (
    <li className={classes['rule']}>
      <div className={classes['words']}>
        <Group gap="sm">
          <Text fw={600} size="sm">
            {rule.name}
          </Text>
          <ActivityBadge status={rule.status} />
        </Group>
        <Text size="sm" c="dimmed">
          {ruleSentence(rule, (id) => names.get(id) ?? id)}
        </Text>
      </div>
      {may ? (
        <Group gap={2} wrap="nowrap" className={classes['acts'] ?? ''}>
          <MoveButton label={`Move ${rule.name} up`} icon={<IconArrowUp size={18} />} to={above} onMove={move} />
          <MoveButton label={`Move ${rule.name} down`} icon={<IconArrowDown size={18} />} to={below} onMove={move} />
          <Tooltip label={`Edit ${rule.name}`}>
            <ActionIcon variant="subtle" color="gray" size={32} aria-label={`Edit ${rule.name}`} onClick={onEdit}>
              <IconPencil size={18} />
            </ActionIcon>
          </Tooltip>
          <RowMenu acts={acts} of={rule.name} />
        </Group>
      ) : null}
    </li>
  );
}

interface MoveButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly to: Rule | undefined;
  readonly onMove: (to: Rule) => void;
}

/** Nothing to pass: no button. */
function MoveButton({ label, icon, to, onMove }: MoveButtonProps): ReactNode {
  if (to === undefined) return null;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={() => onMove(to)}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function useRuleActs({ server, policy, rule }: PolicyProps & { readonly rule: Rule }): {
  readonly move: (to: Rule) => void;
  readonly acts: readonly Act[];
} {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const { conditions } = rule;
  const { scopes } = conditions;
  const params = { path: { authServerId: server.id, policyId: policy.id, ruleId: rule.id } };
  const isActive = rule.status === 'ACTIVE';
  const move = async (to: Rule) => {
    const { type, name, status, actions } = rule;
    await api.PUT('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}', {
      params,
      body: { type, name, status, conditions, actions, priority: to.priority },
    });
    await readAnew(queries);
  };
  const change: Act = {
    label: isActive ? 'Deactivate rule' : 'Activate rule',
    dangerous: isActive,
    run: () =>
      confirm({
        title: `${isActive ? 'Deactivate' : 'Activate'} ${rule.name}`,
        text: isActive ? 'What it allows is decided by the rules below it, or refused.' : 'It decides again at its place in the order.',
        act: isActive ? 'Deactivate rule' : 'Activate rule',
        dangerous: isActive,
        run: async () => {
          await (isActive
            ? api.POST('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/deactivate', { params })
            : api.POST('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}/lifecycle/activate', { params }));
          await readAnew(queries);
        },
      }),
  };
  const remove: Act = {
    label: 'Delete rule',
    dangerous: true,
    disabledBecause: rule.system ? 'It came with the server.' : undefined,
    run: () =>
      confirm({
        title: `Delete ${rule.name}`,
        text: 'What it allows is decided by the rules below it, or refused.',
        act: 'Delete rule',
        dangerous: true,
        run: async () => {
          await api.DELETE('/api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}', { params });
          await readAnew(queries);
        },
      }),
  };
  const tested = previewGrants.find(({ value }) => conditions.grantTypes.include.includes(value));
  const test: Act = {
    label: 'Test with a person',
    disabledBecause: tested === undefined ? 'For CIBA and Authorization Code only.' : undefined,
    run: () =>
      void navigate({
        to: '.',
        search: { tab: 'preview', grant: tested?.value, scopes: scopes.include.filter((name) => name !== '*').join(' ') || undefined },
      }),
  };
  return { move: (to) => void move(to), acts: [test, change, remove] };
}
