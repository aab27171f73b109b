import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { type ListColumn, ListTable } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { useMay } from '../../session/session.js';
import type { Claim, ServerProps } from './server-types.js';

const tokens = [
  { value: 'RESOURCE', label: 'Access token' },
  { value: 'IDENTITY', label: 'ID token' },
] as const;
const valueTypes = [
  { value: 'EXPRESSION', label: 'Expression' },
  { value: 'GROUPS', label: 'Groups' },
] as const;
const groupFilters = [
  { value: 'STARTS_WITH', label: 'Name starts with' },
  { value: 'EQUALS', label: 'Name equals' },
  { value: 'CONTAINS', label: 'Name contains' },
  { value: 'REGEX', label: 'Name matches the pattern' },
] as const;

const columns: readonly ListColumn<Claim>[] = [
  { id: 'name', header: 'Name', cell: (claim) => <code>{claim.name}</code> },
  { id: 'value', header: 'Value', cell: (claim) => (claim.system ? 'By the server' : <code>{claim.value}</code>) },
  { id: 'scopes', header: 'Scopes', cell: (claim) => (claim.conditions.scopes.length === 0 ? 'Any' : claim.conditions.scopes.join(', ')) },
  { id: 'token', header: 'Token', cell: (claim) => tokens.find(({ value }) => value === claim.claimType)?.label ?? claim.claimType },
  { id: 'included', header: 'Included', cell: (claim) => (claim.alwaysIncludeInToken ? 'Always' : 'At userinfo') },
  { id: 'status', header: 'Status', cell: (claim) => <ActivityBadge status={claim.status} /> },
];

export function ClaimsTab({ server }: ServerProps): ReactNode {
  const params = { path: { authServerId: server.id } };
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/claims', { params });
  const [edited, setEdited] = useState<Claim | 'new'>();
  const may = useMay('okta.authorizationServers.manage');
  const queries = useQueryClient();
  const confirm = useConfirm();
  const remove = (claim: Claim) =>
    confirm({
      title: `Delete the claim ${claim.name}`,
      text: 'New tokens no longer carry it. Whatever reads it finds nothing.',
      act: 'Delete claim',
      dangerous: true,
      run: async () => {
        await api.DELETE('/api/v1/authorizationServers/{authServerId}/claims/{claimId}', {
          params: { path: { ...params.path, claimId: claim.id } },
        });
        await readAnew(queries);
      },
    });
  const actsOf = (claim: Claim) => [
    {
      label: 'Edit',
      disabledBecause: claim.system ? 'It came with the server.' : undefined,
      run: () => setEdited(claim),
    },
    { label: 'Delete', dangerous: true, disabledBecause: claim.system ? 'It came with the server.' : undefined, run: () => remove(claim) },
  ];
  return (
    <Card
      title="Claims"
      description="What tokens say beyond the standard."
      act={
        may ? (
          <Button size="sm" onClick={() => setEdited('new')}>
            Add Claim
          </Button>
        ) : null
      }
    >
      <Loaded query={query} what="load the claims">
        {(claims) => (
          <ListTable
            caption="Claims"
            rows={claims}
            columns={columns}
            idOf={({ id }) => id}
            nameOf={({ name }) => name}
            {...(may ? { actsOf } : {})}
          />
        )}
      </Loaded>
      {edited === undefined ? null : (
        <ClaimDialog server={server} claim={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </Card>
  );
}

interface ClaimDialogProps extends ServerProps {
  readonly claim: Claim | undefined;
  readonly onClose: () => void;
}

function ClaimDialog({ server, claim, onClose }: ClaimDialogProps): ReactNode {
  const queries = useQueryClient();
  const path = { authServerId: server.id };
  const scopes = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}/scopes', { params: { path } });
  return (
    <FormDialog
      title={claim === undefined ? 'Add Claim' : `Edit ${claim.name}`}
      act={claim === undefined ? 'Add claim' : 'Update claim'}
      initial={{
        name: claim?.name ?? '',
        claimType: claim?.claimType ?? ('RESOURCE' as const),
        valueType: claim?.valueType === 'GROUPS' ? ('GROUPS' as const) : ('EXPRESSION' as const),
        value: claim?.value ?? '',
        groupFilter: claim?.group_filter_type ?? ('STARTS_WITH' as const),
        isAlways: claim?.alwaysIncludeInToken ?? true,
        scopes: claim?.conditions.scopes ?? [],
      }}
      fields={{
        name: 'name',
        claimType: 'claimType',
        valueType: 'valueType',
        value: 'value',
        group_filter_type: 'groupFilter',
        conditions: 'scopes',
      }}
      validate={({ name, value }) => ({
        ...(name.trim() === '' ? { name: 'Give the claim a name' } : {}),
        ...(value.trim() === '' ? { value: 'Say what the claim holds' } : {}),
      })}
      onClose={onClose}
      save={async ({ name, claimType, valueType, value, groupFilter, isAlways, scopes: chosen }) => {
        const body = {
          name: name.trim(),
          status: claim?.status ?? ('ACTIVE' as const),
          claimType,
          valueType,
          value,
          group_filter_type: valueType === 'GROUPS' ? groupFilter : null,
          alwaysIncludeInToken: claimType === 'RESOURCE' || isAlways,
          conditions: { scopes: chosen },
        };
        await (claim === undefined
          ? api.POST('/api/v1/authorizationServers/{authServerId}/claims', { params: { path }, body })
          : api.PUT('/api/v1/authorizationServers/{authServerId}/claims/{claimId}', {
              params: { path: { ...path, claimId: claim.id } },
              body,
            }));
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
          <Select label="Include in" data={[...tokens]} allowDeselect={false} {...form.getInputProps('claimType')} />
          {form.values.claimType === 'IDENTITY' ? (
            <Checkbox
              label="Always include in the token"
              description="Otherwise it is answered at the userinfo endpoint only."
              {...form.getInputProps('isAlways', { type: 'checkbox' })}
            />
          ) : null}
          <Select label="Value type" data={[...valueTypes]} allowDeselect={false} {...form.getInputProps('valueType')} />
          {form.values.valueType === 'GROUPS' ? (
            <Select label="Groups whose" data={[...groupFilters]} allowDeselect={false} {...form.getInputProps('groupFilter')} />
          ) : null}
          <TextInput
            label="Value"
            description={
              form.values.valueType === 'GROUPS' ? 'Compared with the names of groups.' : 'For example user.email or appuser.department'
            }
            {...form.getInputProps('value')}
          />
          <MultiSelect
            label="Scopes"
            description="Only for tokens with one of these scopes; none means always."
            data={(scopes.data ?? []).map(({ name }) => name)}
            searchable
            {...form.getInputProps('scopes')}
          />
        </>
      )}
    </FormDialog>
  );
}
