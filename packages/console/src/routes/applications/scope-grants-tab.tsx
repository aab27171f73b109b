/** Which scopes of the management API the app may ask for. What it then may do is no more than the administrator who signs in to it may. */
import { Button, Select, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import type { ManagementPaths } from '../../api/management-paths.js';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { type ListColumn, ListTable } from '../../patterns/list-table.js';
import { Loaded } from '../../patterns/loaded.js';
import { Time } from '../../patterns/time.js';
import { useMay, useSession } from '../../session/session.js';
import type { App } from './app.js';

type Grant = MethodResponse<typeof apiQuery, 'get', '/api/v1/apps/{appId}/grants/{grantId}'>;
type ScopeId = ManagementPaths['/api/v1/apps/{appId}/grants']['post']['requestBody']['content']['application/json']['scopeId'];

const columns: readonly ListColumn<Grant>[] = [
  { id: 'scope', header: 'Scope', cell: ({ scopeId }) => <code>{scopeId}</code> },
  { id: 'created', header: 'Granted', cell: ({ created }) => <Time value={created} /> },
];

interface AppProps {
  readonly app: App;
}

export function ScopeGrantsTab({ app }: AppProps): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/apps/{appId}/grants', { params: { path: { appId: app.id } } });
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.appGrants.manage');
  const [granting, setGranting] = useState<readonly string[]>();
  const revoke = ({ id, scopeId }: Grant) =>
    confirm({
      title: `Revoke ${scopeId}`,
      text: 'The app cannot ask for it any more, and tokens that carry it may do nothing with it from now on.',
      act: 'Revoke scope',
      dangerous: true,
      run: async () => {
        await api.DELETE('/api/v1/apps/{appId}/grants/{grantId}', { params: { path: { appId: app.id, grantId: id } } });
        await readAnew(queries);
      },
    });
  return (
    <Card
      title="Scopes of the management API"
      description="What the app may ask for, to call this org's management API for an administrator who signs in to it. It can never do more than that administrator."
      act={
        may ? (
          <Button
            variant="default"
            size="sm"
            disabled={query.data === undefined}
            onClick={() => setGranting((query.data ?? []).map(({ scopeId }) => scopeId))}
          >
            Grant scope
          </Button>
        ) : null
      }
    >
      {may ? null : (
        <Text size="sm" mb="sm">
          Only super administrators grant scopes.
        </Text>
      )}
      <Loaded query={query} what="load the granted scopes">
        {(grants) =>
          grants.length === 0 ? (
            <Text size="sm">No scope is granted: the app cannot call the management API.</Text>
          ) : (
            <ListTable
              caption="Granted scopes"
              rows={grants}
              columns={columns}
              idOf={({ id }) => id}
              nameOf={({ scopeId }) => scopeId}
              {...(may ? { actsOf: (grant: Grant) => [{ label: 'Revoke scope', dangerous: true, run: () => revoke(grant) }] } : {})}
            />
          )
        }
      </Loaded>
      {granting === undefined ? null : <GrantScope app={app} granted={granting} onClose={() => setGranting(undefined)} />}
    </Card>
  );
}

/** With these an app could give itself more than it was given. The server refuses them; here they are not offered. */
const neverGranted: readonly string[] = ['okta.appGrants.manage', 'okta.apiTokens.manage'];

function GrantScope({
  app,
  granted,
  onClose,
}: AppProps & { readonly granted: readonly string[]; readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const { scopes, org } = useSession();
  const choices = scopes.filter((scope) => scope.startsWith('okta.') && !neverGranted.includes(scope) && !granted.includes(scope));
  return (
    <FormDialog
      title="Grant scope"
      initial={{ scopeId: '' }}
      fields={{ scopeId: 'scopeId' }}
      validate={({ scopeId }) => (scopeId === '' ? { scopeId: 'Select a scope' } : {})}
      onClose={onClose}
      save={async ({ scopeId }) => {
        // a super administrator has every scope there is: the choices are those names
        const body = { scopeId: scopeId as ScopeId, issuer: org.url };
        await api.POST('/api/v1/apps/{appId}/grants', { params: { path: { appId: app.id } }, body });
        await readAnew(queries);
      }}
    >
      {(form) => (
        <Select
          label="Scope"
          description="okta.….read lets the app look, okta.….manage also change."
          placeholder="Search scopes"
          searchable
          data={choices}
          data-autofocus
          {...form.getInputProps('scopeId')}
          value={form.values.scopeId === '' ? null : form.values.scopeId}
          onChange={(scope) => form.setFieldValue('scopeId', scope ?? '')}
        />
      )}
    </FormDialog>
  );
}
