import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readAnew } from '../../api/read-anew.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { TextLink } from '../../patterns/links.js';
import { type Authenticator, providerNames, useProviderChoices } from './authenticator.js';
import { changeAuthenticator } from './replace-authenticator.js';

/** Which push providers wake the devices of an authenticator. */
export function PushServicesCard({ authenticator }: { readonly authenticator: Authenticator }): ReactNode {
  const queries = useQueryClient();
  const { apns, fcm, webpush } = authenticator.provider.configuration;
  const choices = { apns: useProviderChoices('APNS'), fcm: useProviderChoices('FCM'), webpush: useProviderChoices('WEBPUSH') };
  const nameOf = (list: (typeof choices)['apns'], id: string | undefined) =>
    id === undefined ? 'Not connected' : (list?.find(({ value }) => value === id)?.label ?? id);
  const options = (list: (typeof choices)['apns']) => [{ value: '', label: 'Not connected' }, ...(list ?? [])];
  return (
    <EditCard
      title="Push services"
      description={
        <>
          Their credentials are under{' '}
          <TextLink to="/security/authenticators" search={{ tab: 'push-providers' }} size="sm" underline="always">
            Push providers
          </TextLink>
          .
        </>
      }
      what="save the push services"
      access="okta.authenticators.manage"
      values={{
        apns: apns?.id ?? '',
        appBundleId: apns?.appBundleId ?? '',
        debugAppBundleId: apns === undefined || apns.debugAppBundleId === apns.appBundleId ? '' : apns.debugAppBundleId,
        fcm: fcm?.id ?? '',
        webpush: webpush?.id ?? '',
      }}
      fields={{
        'provider.configuration.apns': 'apns',
        'provider.configuration.apns.appBundleId': 'appBundleId',
        'provider.configuration.apns.debugAppBundleId': 'debugAppBundleId',
        'provider.configuration.fcm': 'fcm',
        'provider.configuration.webpush': 'webpush',
      }}
      validate={(values) =>
        values.apns !== '' && values.appBundleId.trim() === '' ? { appBundleId: 'Apple needs the bundle id of the app' } : {}
      }
      view={
        <Facts
          facts={[
            { label: 'APNs', value: nameOf(choices.apns, apns?.id) },
            ...(apns === undefined ? [] : [{ label: 'App bundle ID', value: <code>{apns.appBundleId}</code> }]),
            { label: 'FCM', value: nameOf(choices.fcm, fcm?.id) },
            { label: 'Web Push', value: nameOf(choices.webpush, webpush?.id) },
          ]}
        />
      }
      edit={(form) => (
        <>
          <Select label={providerNames.APNS} data={options(choices.apns)} allowDeselect={false} {...form.getInputProps('apns')} />
          {form.values.apns === '' ? null : (
            <>
              <TextInput label="App bundle ID" description="com.example.authenticator" {...form.getInputProps('appBundleId')} />
              <TextInput
                label="Debug app bundle ID (optional)"
                description="Of development builds, where it differs."
                {...form.getInputProps('debugAppBundleId')}
              />
            </>
          )}
          <Select label={providerNames.FCM} data={options(choices.fcm)} allowDeselect={false} {...form.getInputProps('fcm')} />
          <Select label={providerNames.WEBPUSH} data={options(choices.webpush)} allowDeselect={false} {...form.getInputProps('webpush')} />
        </>
      )}
      save={async (values) => {
        const appBundleId = values.appBundleId.trim();
        await changeAuthenticator(authenticator, {
          configuration: {
            ...(values.apns === ''
              ? {}
              : { apns: { id: values.apns, appBundleId, debugAppBundleId: values.debugAppBundleId.trim() || appBundleId } }),
            ...(values.fcm === '' ? {} : { fcm: { id: values.fcm } }),
            ...(values.webpush === '' ? {} : { webpush: { id: values.webpush } }),
          },
        });
        await readAnew(queries);
      }}
    />
  );
}
