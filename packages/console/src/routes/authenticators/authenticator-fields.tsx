/** Name, mobile client, user verification and brand: the same when an authenticator is made and when it is changed. */
import { Select, TextInput } from '@mantine/core';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useBrandChoices, useNativeApps, verificationNames } from './authenticator.js';

export interface AuthenticatorValues {
  name: string;
  appInstanceId: string;
  userVerification: keyof typeof verificationNames;
  /** Empty: the org's default brand. */
  brandId: string;
}

export const authenticatorFieldNames = {
  name: 'name',
  'settings.appInstanceId': 'appInstanceId',
  'settings.userVerification': 'userVerification',
  'settings.brandId': 'brandId',
} as const;

export function validateAuthenticator({ name, appInstanceId }: AuthenticatorValues): FormErrors {
  return {
    ...(name.trim() === '' ? { name: 'Give the authenticator a name' } : {}),
    ...(appInstanceId === '' ? { appInstanceId: 'Select the mobile client' } : {}),
  };
}

export function AuthenticatorFields<Values extends AuthenticatorValues>({ form }: { readonly form: UseFormReturnType<Values> }): ReactNode {
  const apps = useNativeApps();
  const brands = useBrandChoices();
  // the form's paths are those of the values above, whatever else it holds
  const fields = form as unknown as UseFormReturnType<AuthenticatorValues>;
  return (
    <>
      <TextInput label="Authenticator name" maxLength={255} data-autofocus {...fields.getInputProps('name')} />
      <Select
        label="Mobile client"
        description="The native application that the devices are. Create one under Applications first."
        placeholder={apps?.length === 0 ? 'There is no native application yet' : 'Select a native application'}
        data={[...(apps ?? [])]}
        {...fields.getInputProps('appInstanceId')}
        onChange={(id) => fields.setFieldValue('appInstanceId', id ?? '')}
      />
      <Select
        label="User verification"
        description="Fingerprint, face or PIN on the device, before an answer is signed."
        data={Object.entries(verificationNames).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        {...fields.getInputProps('userVerification')}
      />
      <Select
        label="Brand"
        description="Name and colours of the app and its questions."
        data={[{ value: '', label: 'The default brand of the org' }, ...(brands ?? [])]}
        allowDeselect={false}
        {...fields.getInputProps('brandId')}
      />
    </>
  );
}
