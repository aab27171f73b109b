import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { type Act, StatusMenu } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { DetailTabs } from '../../patterns/detail-tabs.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { AccessPoliciesTab } from './access-policies-tab.js';
import { ClaimsTab } from './claims-tab.js';
import { ScopesTab } from './scopes-tab.js';
import type { ServerProps } from './server-types.js';
import { SettingsTab } from './settings-tab.js';
import { TokenPreviewTab } from './token-preview-tab.js';

export function AuthorizationServerPage(): ReactNode {
  const { authServerId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/authorizationServers/{authServerId}', { params: { path: { authServerId } } });
  return (
    <Loaded query={query} what="load the authorization server">
      {(server) => <ServerDetail server={server} />}
    </Loaded>
  );
}

function ServerDetail({ server }: ServerProps): ReactNode {
  const may = useMay('okta.authorizationServers.manage');
  const acts = useServerActs({ server });
  const status = server.status === 'ACTIVE' ? 'Active' : 'Inactive';
  return (
    <>
      <PageHeader
        title={server.name}
        section="API"
        parent={{ label: 'Authorization Servers', to: '/security/api' }}
        description={server.description}
        badge={may ? <StatusMenu status={status} acts={acts} /> : <ActivityBadge status={server.status} />}
        acts={
          <ViewAsCode
            what="authorization server"
            call={{ method: 'GET', path: `/api/v1/authorizationServers/${server.id}` }}
            node={`const server = await client.authorizationServerApi.getAuthorizationServer({ authServerId: '${server.id}' });`}
            resource={server}
          />
        }
      />
      <DetailTabs
        label={`About ${server.name}`}
        tabs={[
          { id: 'settings', label: 'Settings', content: () => <SettingsTab server={server} /> },
          { id: 'scopes', label: 'Scopes', content: () => <ScopesTab server={server} /> },
          { id: 'claims', label: 'Claims', content: () => <ClaimsTab server={server} /> },
          { id: 'policies', label: 'Access Policies', content: () => <AccessPoliciesTab server={server} /> },
          { id: 'preview', label: 'Token Preview', content: () => <TokenPreviewTab server={server} /> },
        ]}
      />
    </>
  );
}

function useServerActs({ server }: ServerProps): readonly Act[] {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const params = { path: { authServerId: server.id } };
  const isActive = server.status === 'ACTIVE';
  const remove: Act = {
    label: 'Delete authorization server',
    dangerous: true,
    disabledBecause: server.default ? 'The default server stays.' : isActive ? 'Deactivate it first.' : undefined,
    run: () =>
      confirm({
        title: `Delete ${server.name}`,
        text: 'Its keys, scopes, claims and policies are removed for good. Nobody can verify its tokens any more.',
        act: 'Delete authorization server',
        dangerous: true,
        mustType: server.name,
        run: async () => {
          await api.DELETE('/api/v1/authorizationServers/{authServerId}', { params });
          await navigate({ to: '/security/api' });
          await readAnew(queries);
        },
      }),
  };
  const change: Act = {
    label: isActive ? 'Deactivate authorization server' : 'Activate authorization server',
    dangerous: isActive,
    run: () =>
      confirm({
        title: `${isActive ? 'Deactivate' : 'Activate'} ${server.name}`,
        text: isActive
          ? 'It issues no tokens and answers no requests until it is activated again. Requests under way cannot be finished.'
          : 'It issues tokens again.',
        act: isActive ? 'Deactivate authorization server' : 'Activate authorization server',
        dangerous: isActive,
        run: async () => {
          await (isActive
            ? api.POST('/api/v1/authorizationServers/{authServerId}/lifecycle/deactivate', { params })
            : api.POST('/api/v1/authorizationServers/{authServerId}/lifecycle/activate', { params }));
          await readAnew(queries);
        },
      }),
  };
  return [change, remove];
}
