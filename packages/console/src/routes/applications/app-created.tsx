/** The end of the wizard: id and secret while they are at hand, and the first request ready to be sent. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Card } from '../../patterns/card.js';
import { CodeBlock } from '../../patterns/code-block.js';
import { CopyField } from '../../patterns/copy-field.js';
import { SecretField } from '../../patterns/secret-field.js';
import { useSession } from '../../session/session.js';
import type { App } from './app.js';
import { firstRequest } from './first-request.js';
import { forgetSecret, justCreatedSecret } from './just-created.js';

export function AppCreated({ app, hasCiba }: { readonly app: App; readonly hasCiba: boolean }): ReactNode {
  const [secret, setSecret] = useState(() => justCreatedSecret(app.id));
  const { org } = useSession();
  if (secret === undefined) return null;
  const clientId = app.credentials.oauthClient.client_id;
  const download = () => {
    const file = new Blob([`${JSON.stringify({ issuer: `${org.url}/oauth2/default`, clientId, clientSecret: secret }, undefined, 2)}\n`], {
      type: 'application/json',
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `${clientId}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div style={{ marginBottom: 24 }}>
      <Card
        title="Your app integration is ready"
        description="Keep the client secret where only the app can read it. It is shown here once; later it is under Client secrets."
        act={
          <Button
            variant="default"
            size="sm"
            onClick={() => {
              forgetSecret();
              setSecret(undefined);
            }}
          >
            Hide client secret
          </Button>
        }
      >
        <Stack gap="md">
          <CopyField label="New client ID" value={clientId} />
          <SecretField label="New client secret" value={secret} revealed />
          <Group>
            <Button variant="default" size="sm" leftSection={<IconDownload size={16} aria-hidden />} onClick={download}>
              Download as JSON
            </Button>
          </Group>
          {hasCiba ? (
            <div>
              <Text size="sm" fw={600} mb={4}>
                Send the first request
              </Text>
              <CodeBlock code={firstRequest(org.url, { clientId, clientSecret: secret })} what="request" />
              <Text size="xs" c="dimmed" mt={4}>
                Replace the login with that of a person whose device is enrolled. The rule of the access policy has to allow CIBA: Security,
                API.
              </Text>
            </div>
          ) : null}
        </Stack>
      </Card>
    </div>
  );
}
