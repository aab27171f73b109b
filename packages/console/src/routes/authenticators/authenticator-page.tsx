import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { type Act, StatusMenu } from '../../patterns/act-menu.js';
import { type Question, useConfirm } from '../../patterns/confirm.js';
import { EditCard } from '../../patterns/edit-card.js';
import { EntityId } from '../../patterns/entity-id.js';
import { Facts } from '../../patterns/facts.js';
import { TextLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { ActivityBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { type Authenticator, useBrandChoices, useNativeApps, verificationNames } from './authenticator.js';
import { authenticatorFieldNames, AuthenticatorFields, validateAuthenticator } from './authenticator-fields.js';
import { PushMethodCard } from './push-method-card.js';
import { PushServicesCard } from './push-services-card.js';
import { changeAuthenticator } from './replace-authenticator.js';
import { SetUpChecks } from './set-up-checks.js';
import { TestPushCard } from './test-push-card.js';

export function AuthenticatorPage(): ReactNode {
  const { authenticatorId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/authenticators/{authenticatorId}', { params: { path: { authenticatorId } } });
  return (
    <Loaded query={query} what="load the authenticator">
      {(authenticator) => <AuthenticatorDetail authenticator={authenticator} />}
    </Loaded>
  );
}

function AuthenticatorDetail({ authenticator }: { readonly authenticator: Authenticator }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const may = useMay('okta.authenticators.manage');
  const acts = lifeCycle({
    authenticator,
    confirm,
    onDone: () => readAnew(queries),
    onDeleted: () => void navigate({ to: '/security/authenticators' }),
  });
  return (
    <>
      <PageHeader
        title={authenticator.name}
        section="Authenticators"
        parent={{ label: 'Authenticators', to: '/security/authenticators' }}
        badge={
          may ? (
            <StatusMenu status={authenticator.status === 'ACTIVE' ? 'Active' : 'Inactive'} acts={acts} />
          ) : (
            <ActivityBadge status={authenticator.status} />
          )
        }
        acts={
          <ViewAsCode
            what="authenticator"
            call={{ method: 'GET', path: `/api/v1/authenticators/${authenticator.id}` }}
            node={`const authenticator = await client.authenticatorApi.getAuthenticator({ authenticatorId: '${authenticator.id}' });`}
            resource={authenticator}
          />
        }
      />
      <Stack gap="lg">
        <SetUpChecks authenticator={authenticator} />
        <GeneralCard authenticator={authenticator} />
        <PushMethodCard authenticatorId={authenticator.id} />
        <PushServicesCard authenticator={authenticator} />
        <TestPushCard authenticator={authenticator} />
      </Stack>
    </>
  );
}

function GeneralCard({ authenticator }: { readonly authenticator: Authenticator }): ReactNode {
  const queries = useQueryClient();
  const { name, settings } = authenticator;
  const app = useNativeApps()?.find(({ value }) => value === settings.appInstanceId);
  const brand = useBrandChoices()?.find(({ value }) => value === settings.brandId);
  return (
    <EditCard
      title="General"
      what="save the authenticator"
      access="okta.authenticators.manage"
      values={{
        name,
        appInstanceId: settings.appInstanceId,
        userVerification: settings.userVerification,
        brandId: settings.brandId ?? '',
      }}
      fields={authenticatorFieldNames}
      validate={validateAuthenticator}
      view={
        <Facts
          facts={[
            { label: 'Authenticator name', value: name },
            {
              label: 'Mobile client',
              value: (
                <TextLink to="/applications/$appId" params={{ appId: settings.appInstanceId }} size="sm">
                  {app?.label ?? settings.appInstanceId}
                </TextLink>
              ),
            },
            { label: 'User verification', value: verificationNames[settings.userVerification] },
            { label: 'Brand', value: settings.brandId === undefined ? 'The default brand of the org' : (brand?.label ?? settings.brandId) },
            { label: 'Authenticator id', value: <EntityId value={authenticator.id} what="authenticator id" /> },
            { label: 'Created', value: <Time value={authenticator.created} /> },
          ]}
        />
      }
      edit={(form) => <AuthenticatorFields form={form} />}
      save={async ({ name: next, appInstanceId, userVerification, brandId }) => {
        await changeAuthenticator(authenticator, {
          name: next,
          settings: { appInstanceId, userVerification, brandId: brandId === '' ? null : brandId },
        });
        await readAnew(queries);
      }}
    />
  );
}

interface LifeCycleFacts {
  readonly authenticator: Authenticator;
  readonly confirm: (question: Question) => void;
  readonly onDone: () => Promise<unknown>;
  readonly onDeleted: () => void;
}

function lifeCycle({ authenticator, confirm, onDone, onDeleted }: LifeCycleFacts): readonly Act[] {
  const params = { path: { authenticatorId: authenticator.id } };
  const { name } = authenticator;
  if (authenticator.status === 'ACTIVE') {
    const text = 'No device is asked by it from now on, and none can enrol. What is enrolled stays and works again when you activate it.';
    const run = async () => {
      await api.POST('/api/v1/authenticators/{authenticatorId}/lifecycle/deactivate', { params });
      await onDone();
    };
    const act = 'Deactivate authenticator';
    return [{ label: act, dangerous: true, run: () => confirm({ title: `Deactivate ${name}`, text, act, dangerous: true, run }) }];
  }
  const activate = async () => {
    await api.POST('/api/v1/authenticators/{authenticatorId}/lifecycle/activate', { params });
    await onDone();
  };
  const remove = async () => {
    await api.DELETE('/api/v1/authenticators/{authenticatorId}', { params });
    onDeleted();
    await onDone();
  };
  return [
    {
      label: 'Activate authenticator',
      run: () =>
        confirm({
          title: `Activate ${name}`,
          text: 'Enrolled devices are asked again, and new ones can enrol.',
          act: 'Activate authenticator',
          run: activate,
        }),
    },
    {
      label: 'Delete authenticator',
      dangerous: true,
      run: () =>
        confirm({
          title: `Delete ${name}`,
          text: 'It is removed for good. Applications that prefer it are refused until they have another one.',
          act: 'Delete authenticator',
          dangerous: true,
          mustType: name,
          run: remove,
        }),
    },
  ];
}
