import { Checkbox, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { authenticatorFieldNames, AuthenticatorFields, validateAuthenticator } from './authenticator-fields.js';

interface AuthenticatorDialogProps {
  readonly onClose: () => void;
  readonly onCreated: (authenticatorId: string) => void;
}

export function AuthenticatorDialog({ onClose, onCreated }: AuthenticatorDialogProps): ReactNode {
  const queries = useQueryClient();
  return (
    <FormDialog
      title="Add custom authenticator"
      initial={{ name: '', appInstanceId: '', userVerification: 'PREFERRED' as const, brandId: '', agreeToTerms: false }}
      fields={{ ...authenticatorFieldNames, agreeToTerms: 'agreeToTerms' }}
      validate={(values) => ({
        ...validateAuthenticator(values),
        ...(values.agreeToTerms ? {} : { agreeToTerms: 'Agree to the terms of the push services first' }),
      })}
      onClose={onClose}
      save={async ({ name, appInstanceId, userVerification, brandId }) => {
        const { data } = await api.POST('/api/v1/authenticators', {
          body: {
            key: 'custom_app',
            name,
            settings: { appInstanceId, userVerification, ...(brandId === '' ? {} : { brandId }) },
            agreeToTerms: true,
          },
        });
        await readAnew(queries);
        if (data !== undefined) onCreated(data.id);
      }}
    >
      {(form) => (
        <>
          <Text size="sm">Push services are connected on the next page. Without one, devices fetch requests when the app is opened.</Text>
          <AuthenticatorFields form={form} />
          <Checkbox
            label="I agree to the terms of use of the push services I connect"
            {...form.getInputProps('agreeToTerms', { type: 'checkbox' })}
          />
        </>
      )}
    </FormDialog>
  );
}
