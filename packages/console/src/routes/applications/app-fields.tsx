/** Fields of an app that the wizard and the detail page share. */
import { Checkbox, NumberInput, Select, Stack, Switch, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { Problem } from '../../patterns/problem.js';
import { TextList } from '../../patterns/text-list.js';
import { type ApplicationType, cibaGrant } from './app.js';
import { grantChoices } from './grants.js';

export interface GrantValues {
  grantTypes: string[];
}

export interface CibaValues {
  authenticatorId: string;
  numberChallenge: 'off' | 'choose' | 'type';
  signingAlg: string;
  strictMessages: boolean;
  holdPolls: boolean;
  newDeviceHours: number | '';
}

export interface UriValues {
  redirectUris: string[];
  postLogoutRedirectUris: string[];
}

/** Where the API's members stand in these fields. */
export const appFieldNames = {
  label: 'name',
  'settings.oauthClient.grant_types': 'grantTypes',
  'settings.oauthClient.redirect_uris': 'redirectUris',
  'settings.oauthClient.post_logout_redirect_uris': 'postLogoutRedirectUris',
  'settings.oauthClient.backchannel_custom_authenticator_id': 'authenticatorId',
  'settings.oauthClient.backchannel_number_challenge': 'numberChallenge',
  'settings.oauthClient.backchannel_authentication_request_signing_alg': 'signingAlg',
  'settings.oauthClient.backchannel_new_device_hours': 'newDeviceHours',
} as const;

interface GrantFieldProps {
  readonly type: ApplicationType;
  readonly value: readonly string[];
  readonly onChange: (grants: string[]) => void;
  readonly error?: ReactNode;
  /** Shown beneath CIBA while it is ticked. */
  readonly children?: ReactNode;
}

export function GrantTypesField({ type, value, onChange, error, children }: GrantFieldProps): ReactNode {
  return (
    <Checkbox.Group label="Grant type" value={[...value]} onChange={onChange} error={error} data-path="grantTypes">
      <Stack gap="sm" mt="xs">
        {grantChoices
          .filter(({ types }) => types.includes(type))
          .map(({ value: grant, label, description }) => (
            <div key={grant}>
              <Checkbox value={grant} label={label} description={description} />
              {grant === cibaGrant && value.includes(cibaGrant) && children !== undefined ? (
                <Stack gap="md" mt="sm" ml={32}>
                  {children}
                </Stack>
              ) : null}
            </div>
          ))}
      </Stack>
    </Checkbox.Group>
  );
}

const numberChallenges = [
  { value: 'off', label: 'Off' },
  { value: 'choose', label: 'Choose one of three numbers' },
  { value: 'type', label: 'Type the number' },
];

export function useAuthenticatorChoices(): {
  readonly choices: readonly { value: string; label: string }[] | undefined;
  readonly error: unknown;
} {
  const { data, error } = apiQuery.useQuery('get', '/api/v1/authenticators');
  return { choices: data?.filter(({ status }) => status === 'ACTIVE').map(({ id, name }) => ({ value: id, label: name })), error };
}

export function CibaFields<Values extends CibaValues>({
  form,
  all,
}: {
  readonly form: UseFormReturnType<Values>;
  readonly all: boolean;
}): ReactNode {
  const { choices, error } = useAuthenticatorChoices();
  // the form's paths are those of the values above, whatever else it holds
  const fields = form as unknown as UseFormReturnType<CibaValues>;
  if (error !== null) return <Problem error={error} what="load the authenticators" />;
  return (
    <>
      <Select
        label="Preferred authenticator for CIBA"
        description="The custom authenticator whose devices are asked."
        placeholder={choices?.length === 0 ? 'No authenticator exists yet' : 'Select an authenticator'}
        data={[...(choices ?? [])]}
        clearable
        {...fields.getInputProps('authenticatorId')}
        value={fields.values.authenticatorId === '' ? null : fields.values.authenticatorId}
        onChange={(id) => fields.setFieldValue('authenticatorId', id ?? '')}
        comboboxProps={{ withinPortal: true }}
      />
      {choices?.length === 0 ? (
        <Text size="sm">
          Create a custom authenticator first (Security, Authenticators). The app can be saved without one; its requests are refused until
          it has one.
        </Text>
      ) : null}
      {all ? (
        <>
          <Select
            label="Number challenge"
            description="The application shows a number; the person has to pick or type it on their device. One wrong choice ends the request."
            data={numberChallenges}
            allowDeselect={false}
            {...fields.getInputProps('numberChallenge')}
          />
          <Select
            label="Signing algorithm of signed requests"
            description="Needed where requests come as a signed JWT in the parameter request."
            data={[
              { value: '', label: 'Signed requests are not used' },
              ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
            ]}
            allowDeselect={false}
            {...fields.getInputProps('signingAlg')}
          />
          <Switch
            label="Strict binding messages"
            description="Only letters, digits and a few signs that read the same everywhere."
            {...fields.getInputProps('strictMessages', { type: 'checkbox' })}
          />
          <Switch
            label="Hold polls"
            description="Answers a poll when the person has decided, not at once: fewer polls, faster answers."
            {...fields.getInputProps('holdPolls', { type: 'checkbox' })}
          />
          <NumberInput
            label="Hours before new devices are asked (optional)"
            description="Who enrols a phone in somebody else's name cannot approve with it at once. Empty or 0: devices are asked right after enrolling."
            min={0}
            max={720}
            allowDecimal={false}
            {...fields.getInputProps('newDeviceHours')}
          />
        </>
      ) : null}
    </>
  );
}

export function UriFields({
  values,
  onChange,
  errors,
}: {
  readonly values: UriValues;
  readonly onChange: (change: Partial<UriValues>) => void;
  readonly errors: Readonly<Record<string, ReactNode>>;
}): ReactNode {
  return (
    <>
      <TextList
        label="Sign-in redirect URIs"
        description="Where the browser returns with the answer of a sign-in."
        item="sign-in redirect URI"
        type="url"
        path="redirectUris"
        value={values.redirectUris}
        onChange={(redirectUris) => onChange({ redirectUris })}
        error={errors['redirectUris']}
      />
      <TextList
        label="Sign-out redirect URIs (optional)"
        item="sign-out redirect URI"
        type="url"
        path="postLogoutRedirectUris"
        value={values.postLogoutRedirectUris}
        onChange={(postLogoutRedirectUris) => onChange({ postLogoutRedirectUris })}
        error={errors['postLogoutRedirectUris']}
      />
    </>
  );
}
