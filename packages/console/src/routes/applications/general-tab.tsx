import { Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { CopyField } from '../../patterns/copy-field.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { Time } from '../../patterns/time.js';
import { type App, applicationTypeNames } from './app.js';
import { appFieldNames, GrantTypesField, UriFields } from './app-fields.js';
import { ClientSecrets } from './client-secrets.js';
import { grantLabel } from './grants.js';
import { changeApp } from './replace-app.js';

export function GeneralTab({ app }: { readonly app: App }): ReactNode {
  const { credentials, settings } = app;
  const client = settings.oauthClient;
  const queries = useQueryClient();
  const hasSecret = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'].includes(
    credentials.oauthClient.token_endpoint_auth_method,
  );
  return (
    <>
      <Card title="Client Credentials" description="What the app is known by at the token endpoint.">
        <Stack gap="lg">
          <CopyField
            label="Client ID"
            value={credentials.oauthClient.client_id}
            help="Public identifier for the client. It is the same in every request."
          />
          <Facts
            facts={[{ label: 'Client authentication', value: authenticationNames[credentials.oauthClient.token_endpoint_auth_method] }]}
          />
        </Stack>
      </Card>
      {hasSecret ? <ClientSecrets app={app} /> : null}
      <EditCard
        title="General Settings"
        what="save the general settings"
        access="okta.apps.manage"
        values={{
          name: app.label,
          grantTypes: [...client.grant_types],
          redirectUris: [...client.redirect_uris],
          postLogoutRedirectUris: [...client.post_logout_redirect_uris],
        }}
        fields={appFieldNames}
        view={
          <Facts
            facts={[
              { label: 'App integration name', value: app.label },
              { label: 'Application type', value: applicationTypeNames[client.application_type] },
              { label: 'Grant type', value: <Lines values={client.grant_types.map(grantLabel)} /> },
              { label: 'Sign-in redirect URIs', value: <Lines values={client.redirect_uris} /> },
              { label: 'Sign-out redirect URIs', value: <Lines values={client.post_logout_redirect_uris} /> },
              { label: 'Created', value: <Time value={app.created} /> },
              { label: 'Last changed', value: <Time value={app.lastUpdated} /> },
            ]}
          />
        }
        edit={(form) => (
          <>
            <TextInput label="App integration name" maxLength={100} {...form.getInputProps('name')} />
            <GrantTypesField
              type={client.application_type}
              value={form.values.grantTypes}
              onChange={(grants) => form.setFieldValue('grantTypes', grants)}
              error={form.errors['grantTypes']}
            />
            <UriFields values={form.values} onChange={(change) => form.setValues(change)} errors={form.errors} />
          </>
        )}
        save={async ({ name, grantTypes, redirectUris, postLogoutRedirectUris }) => {
          const filled = (list: readonly string[]) => list.map((text) => text.trim()).filter((text) => text !== '');
          await changeApp(app.id, {
            label: name,
            client: {
              grant_types: grantTypes,
              // they follow from the grants
              response_types: undefined,
              redirect_uris: filled(redirectUris),
              post_logout_redirect_uris: filled(postLogoutRedirectUris),
              ...(grantTypes.includes('urn:openid:params:grant-type:ciba') ? {} : noCiba),
            },
          });
          await readAnew(queries);
        }}
      />
    </>
  );
}

/** Without the grant the members of CIBA must not be sent. */
const noCiba = {
  backchannel_token_delivery_mode: null,
  backchannel_authentication_request_signing_alg: null,
  backchannel_custom_authenticator_id: null,
  backchannel_hold_polls: null,
  backchannel_uniform_hints: null,
  backchannel_binding_message_policy: null,
  backchannel_allow_notification_actions: null,
  backchannel_number_challenge: null,
  backchannel_new_device_hours: null,
};

const authenticationNames: Readonly<Record<App['credentials']['oauthClient']['token_endpoint_auth_method'], string>> = {
  client_secret_basic: 'Client secret (basic)',
  client_secret_post: 'Client secret (post)',
  client_secret_jwt: 'Client secret (JWT)',
  private_key_jwt: 'Public key / private key',
  none: 'None (PKCE)',
};

export function Lines({ values }: { readonly values: readonly string[] }): ReactNode {
  if (values.length === 0) return '–';
  return (
    <Stack gap={4}>
      {values.map((value) => (
        <span key={value}>{value}</span>
      ))}
    </Stack>
  );
}
