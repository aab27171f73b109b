import { Anchor, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { CopyField } from '../../patterns/copy-field.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import type { ServerProps } from './server-types.js';
import { SigningKeys } from './signing-keys.js';

const rotationNames = { AUTO: 'Automatic: every 90 days', MANUAL: 'Manual' } as const;

export function SettingsTab({ server }: ServerProps): ReactNode {
  const queries = useQueryClient();
  const { rotationMode } = server.credentials.signing;
  const documents = [
    { label: 'Metadata URI', href: `${server.issuer}/.well-known/oauth-authorization-server` },
    { label: 'OpenID configuration', href: `${server.issuer}/.well-known/openid-configuration` },
    { label: 'Public keys', href: `${server.issuer}/v1/keys` },
  ];
  return (
    <>
      <Card title="Addresses" description="What applications are configured with.">
        <Stack gap="lg">
          <CopyField label="Issuer" value={server.issuer} />
          <Facts
            facts={documents.map(({ label, href }) => ({
              label,
              value: (
                <Anchor href={href} target="_blank" rel="noreferrer" size="sm">
                  {href}
                </Anchor>
              ),
            }))}
          />
        </Stack>
      </Card>
      <EditCard
        title="Settings"
        what="save the settings of the authorization server"
        access="okta.authorizationServers.manage"
        values={{ name: server.name, description: server.description, audience: server.audiences[0] ?? '', rotationMode }}
        fields={{ name: 'name', description: 'description', audiences: 'audience' }}
        view={
          <Facts
            facts={[
              { label: 'Name', value: server.name },
              { label: 'Description', value: server.description },
              { label: 'Audience', value: server.audiences.join(', ') },
              { label: 'Signing key rotation', value: rotationNames[rotationMode] },
            ]}
          />
        }
        edit={(form) => (
          <>
            <TextInput label="Name" maxLength={255} {...form.getInputProps('name')} />
            <Textarea label="Description" autosize minRows={2} maxLength={1024} {...form.getInputProps('description')} />
            <TextInput label="Audience" description="The aud of its access tokens." {...form.getInputProps('audience')} />
            <Select
              label="Signing key rotation"
              data={Object.entries(rotationNames).map(([value, label]) => ({ value, label }))}
              allowDeselect={false}
              {...form.getInputProps('rotationMode')}
            />
          </>
        )}
        save={async ({ name, description, audience, rotationMode: mode }) => {
          await api.PUT('/api/v1/authorizationServers/{authServerId}', {
            params: { path: { authServerId: server.id } },
            body: {
              name,
              description,
              audiences: [audience.trim()],
              issuerMode: server.issuerMode,
              credentials: { signing: { rotationMode: mode } },
            },
          });
          await readAnew(queries);
        }}
      />
      <SigningKeys server={server} />
    </>
  );
}
