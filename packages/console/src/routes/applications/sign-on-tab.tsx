import { NumberInput, Select, Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readAnew } from '../../api/read-anew.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import type { App } from './app.js';
import { ClientKeys } from './client-keys.js';
import { changeApp } from './replace-app.js';

const secretMethods = [
  { value: 'client_secret_basic', label: 'Client secret (basic)' },
  { value: 'client_secret_post', label: 'Client secret (post)' },
  { value: 'client_secret_jwt', label: 'Client secret (JWT)' },
  { value: 'private_key_jwt', label: 'Public key / private key' },
] as const;
const publicMethod = { value: 'none', label: 'None (PKCE)' } as const;

const secondFactors = [
  { value: 'org', label: 'As the org has it' },
  { value: 'never', label: 'Never' },
  { value: 'whenEnrolled', label: 'When the person has one' },
  { value: 'always', label: 'Always' },
] as const;

export function SignOnTab({ app }: { readonly app: App }): ReactNode {
  const queries = useQueryClient();
  const { oauthClient: credentials } = app.credentials;
  const { oauthClient: client } = app.settings;
  const methods =
    client.application_type === 'browser'
      ? [publicMethod]
      : client.application_type === 'native'
        ? [publicMethod, ...secretMethods]
        : secretMethods;
  const values = {
    method: credentials.token_endpoint_auth_method,
    pkce: credentials.pkce_required,
    rotation: client.refresh_token?.rotation_type ?? 'STATIC',
    leeway: client.refresh_token?.leeway ?? 30,
    secondFactor: client.sign_in_second_factor ?? ('org' as const),
  };
  const labelOf = (list: readonly { readonly value: string; readonly label: string }[], value: string) =>
    list.find((choice) => choice.value === value)?.label ?? value;
  return (
    <>
      <EditCard
        title="Token and client settings"
        what="save the sign-on settings"
        access="okta.apps.manage"
        values={values}
        fields={{
          'credentials.oauthClient.token_endpoint_auth_method': 'method',
          'credentials.oauthClient.pkce_required': 'pkce',
          'settings.oauthClient.jwks': 'method',
          'settings.oauthClient.refresh_token': 'rotation',
        }}
        view={
          <Facts
            facts={[
              { label: 'Client authentication', value: labelOf([...secretMethods, publicMethod], values.method) },
              { label: 'PKCE', value: values.pkce ? 'Required' : 'Not required' },
              {
                label: 'Refresh token',
                value:
                  values.rotation === 'ROTATE'
                    ? `A new one after every use, the old one valid for ${values.leeway} s more`
                    : 'Stays the same',
              },
              { label: 'Second factor at sign-in', value: labelOf(secondFactors, values.secondFactor) },
            ]}
          />
        }
        edit={(form) => (
          <>
            <Select
              label="Client authentication"
              description="Public key / private key needs a public key of the client first."
              data={[...methods]}
              allowDeselect={false}
              {...form.getInputProps('method')}
            />
            <Switch
              label="Require PKCE"
              description="Proof key for code exchange: binds a code to the app that asked for it."
              {...form.getInputProps('pkce', { type: 'checkbox' })}
            />
            <Select
              label="Refresh token"
              data={[
                { value: 'ROTATE', label: 'A new one after every use' },
                { value: 'STATIC', label: 'Stays the same' },
              ]}
              allowDeselect={false}
              {...form.getInputProps('rotation')}
            />
            {form.values.rotation === 'ROTATE' ? (
              <NumberInput label="Seconds the old refresh token still works" min={0} max={60} {...form.getInputProps('leeway')} />
            ) : null}
            <Select
              label="Second factor at sign-in"
              data={[...secondFactors]}
              allowDeselect={false}
              {...form.getInputProps('secondFactor')}
            />
          </>
        )}
        save={async ({ method, pkce, rotation, leeway, secondFactor }) => {
          await changeApp(app.id, {
            credentials: { token_endpoint_auth_method: method, pkce_required: pkce },
            client: {
              refresh_token: rotation === 'ROTATE' ? { rotation_type: 'ROTATE', leeway } : { rotation_type: 'STATIC' },
              sign_in_second_factor: secondFactor === 'org' ? null : secondFactor,
            },
          });
          await readAnew(queries);
        }}
      />
      {client.application_type === 'browser' ? null : <ClientKeys app={app} />}
    </>
  );
}
