import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { StatusMenu } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { DetailTabs } from '../../patterns/detail-tabs.js';
import { ButtonLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { type App, isCibaApp } from './app.js';
import { AppCreated } from './app-created.js';
import { changeAppStatus } from './app-life-cycle.js';
import { AssignmentsTab } from './assignments-tab.js';
import { CibaTab } from './ciba-tab.js';
import { GeneralTab } from './general-tab.js';
import { AppLogsTab } from './app-logs-tab.js';
import { ScopeGrantsTab } from './scope-grants-tab.js';
import { SignOnTab } from './sign-on-tab.js';

export function AppPage(): ReactNode {
  const { appId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/apps/{appId}', { params: { path: { appId } } });
  return (
    <Loaded query={query} what="load the application">
      {(app) => <AppDetail app={app} />}
    </Loaded>
  );
}

function AppDetail({ app }: { readonly app: App }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const may = useMay('okta.apps.manage');
  const mayTry = useMay('okta.transactions.manage');
  const mayReadGrants = useMay('okta.appGrants.read');
  const acts = changeAppStatus({
    app,
    confirm,
    onDone: () => readAnew(queries),
    onDeleted: () => void navigate({ to: '/applications' }),
  });
  const tabs = [
    { id: 'general', label: 'General', content: () => <GeneralTab app={app} /> },
    { id: 'sign-on', label: 'Sign On', content: () => <SignOnTab app={app} /> },
    ...(app.settings.oauthClient.application_type === 'web' ? [{ id: 'ciba', label: 'CIBA', content: () => <CibaTab app={app} /> }] : []),
    { id: 'assignments', label: 'Assignments', content: () => <AssignmentsTab app={app} /> },
    ...(mayReadGrants ? [{ id: 'scopes', label: 'API scopes', content: () => <ScopeGrantsTab app={app} /> }] : []),
    { id: 'logs', label: 'Logs', content: () => <AppLogsTab app={app} /> },
  ];
  return (
    <>
      <PageHeader
        title={app.label}
        section="Applications"
        parent={{ label: 'Applications', to: '/applications' }}
        badge={
          may ? <StatusMenu status={app.status === 'ACTIVE' ? 'Active' : 'Inactive'} acts={acts} /> : <ActivityBadge status={app.status} />
        }
        acts={
          <>
            {mayTry && isCibaApp(app) ? (
              <ButtonLink to="/try-it" search={{ clientId: app.credentials.oauthClient.client_id }} variant="default">
                Try it
              </ButtonLink>
            ) : null}
            <ViewAsCode
              what="application"
              call={{ method: 'GET', path: `/api/v1/apps/${app.id}` }}
              node={`const app = await client.applicationApi.getApplication({ appId: '${app.id}' });`}
              resource={app}
            />
          </>
        }
      />
      <AppCreated app={app} hasCiba={isCibaApp(app)} />
      <DetailTabs tabs={tabs} label={`About ${app.label}`} />
    </>
  );
}
