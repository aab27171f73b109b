/** Credentials of a push service. Keys go in and never come out; they are not among the values that a form keeps. */
import { FileInput, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api/client.js';
import type { ManagementPaths } from '../../api/management-paths.js';
import { readAnew } from '../../api/read-anew.js';
import { FormDialog } from '../../patterns/form-dialog.js';
import { type ProviderType, providerNames } from './authenticator.js';

type Body = ManagementPaths['/api/v1/push-providers']['post']['requestBody']['content']['application/json'];

interface Values {
  providerType: ProviderType;
  name: string;
  keyId: string;
  teamId: string;
  subject: string;
}

export function PushProviderDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  return (
    <FormDialog<Values>
      title="Add push provider"
      initial={{ providerType: 'APNS', name: '', keyId: '', teamId: '', subject: '' }}
      fields={{
        name: 'name',
        'configuration.keyId': 'keyId',
        'configuration.teamId': 'teamId',
        'configuration.tokenSigningKey': 'file',
        'configuration.serviceAccountJson': 'file',
        'configuration.subject': 'subject',
      }}
      validate={({ name, providerType, keyId, teamId }) => ({
        ...(name.trim() === '' ? { name: 'Give the push provider a name' } : {}),
        ...(providerType === 'APNS' && keyId.trim() === '' ? { keyId: 'Apple shows it beside the key' } : {}),
        ...(providerType === 'APNS' && teamId.trim() === '' ? { teamId: 'Apple shows it in the membership details' } : {}),
        ...(providerType !== 'WEBPUSH' && file === null ? { file: 'Choose the file' } : {}),
      })}
      onClose={onClose}
      save={async (values) => {
        await api.POST('/api/v1/push-providers', { body: await bodyOf(values, file) });
        await readAnew(queries);
      }}
    >
      {(form) => (
        <>
          <Select
            label="Push service"
            data={Object.entries(providerNames).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps('providerType')}
            onChange={(type) => {
              form.getInputProps('providerType').onChange(type);
              setFile(null);
            }}
          />
          <TextInput label="Name" maxLength={255} {...form.getInputProps('name')} />
          {form.values.providerType === 'APNS' ? (
            <>
              <TextInput
                label="Key ID"
                description="10 letters and digits, from Apple’s developer account."
                {...form.getInputProps('keyId')}
              />
              <TextInput label="Team ID" description="10 letters and digits." {...form.getInputProps('teamId')} />
            </>
          ) : null}
          {form.values.providerType === 'WEBPUSH' ? (
            <TextInput
              label="Contact (optional)"
              description="How a push service reaches you, as a mailto: or https: address. The keys this server makes itself."
              {...form.getInputProps('subject')}
            />
          ) : (
            <FileInput
              label={form.values.providerType === 'APNS' ? 'Token signing key (.p8)' : 'Service account (JSON)'}
              description="It is stored encrypted and never shown again."
              placeholder="Choose a file"
              accept={form.values.providerType === 'APNS' ? '.p8,.pem' : 'application/json,.json'}
              value={file}
              onChange={(chosen) => {
                setFile(chosen);
                form.clearFieldError('file');
              }}
              error={form.errors['file']}
              data-path="file"
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

async function bodyOf({ providerType, name, keyId, teamId, subject }: Values, file: File | null): Promise<Body> {
  if (providerType === 'WEBPUSH') return { providerType, name, configuration: subject.trim() === '' ? {} : { subject: subject.trim() } };
  const text = (await file?.text()) ?? '';
  const fileName = file?.name ?? null;
  if (providerType === 'APNS')
    return { providerType, name, configuration: { keyId: keyId.trim(), teamId: teamId.trim(), tokenSigningKey: text.trim(), fileName } };
  // the server says what is wrong with a document that is no service account
  return { providerType, name, configuration: { serviceAccountJson: parsed(text) as ServiceAccount, fileName } };
}

type ServiceAccount = NonNullable<Extract<Body, { providerType: 'FCM' }>['configuration']['serviceAccountJson']>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
