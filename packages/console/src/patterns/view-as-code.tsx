/** The same as on the page, for a script: with this org's values, ready to be copied. */
import { Button, Drawer, Stack, Tabs, Text } from '@mantine/core';
import { IconCode } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session.js';
import { CodeBlock } from './code-block.js';
import { curlOf, type Call } from './curl.js';
import { useRemembered } from '../shell/remembered.js';

interface ViewAsCodeProps {
  /** What is shown: `application`. */
  readonly what: string;
  readonly call: Call;
  /** Lines for the Okta SDK for Node.js, after the client is made: `await client.applicationApi.getApplication({ appId })`. Without them, the call itself. */
  readonly node?: string;
  readonly resource?: unknown;
}

export function ViewAsCode({ what, call, node, resource }: ViewAsCodeProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [language, setLanguage] = useRemembered('language', 'curl');
  const { org } = useSession();
  const tabs = [
    { id: 'curl', label: 'curl', code: curlOf(org.url, call) },
    node === undefined
      ? { id: 'node', label: 'Node.js', code: fetchOf(org.url, call) }
      : { id: 'node', label: 'Node.js SDK', code: nodeOf(org.url, node) },
    ...(resource === undefined ? [] : [{ id: 'json', label: 'JSON', code: JSON.stringify(resource, undefined, 2) }]),
  ];
  return (
    <>
      <Button variant="default" leftSection={<IconCode size={18} aria-hidden />} onClick={() => setOpen(true)}>
        View as code
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="right"
        size="lg"
        title={`This ${what} as code`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <Text size="sm">API_TOKEN stands for an API token of an administrator.</Text>
          <Tabs value={tabs.some(({ id }) => id === language) ? language : 'curl'} onChange={(value) => setLanguage(value ?? 'curl')}>
            <Tabs.List aria-label="Language">
              {tabs.map(({ id, label }) => (
                <Tabs.Tab key={id} value={id}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {tabs.map(({ id, code }) => (
              <Tabs.Panel key={id} value={id} pt="md">
                <CodeBlock code={code} what="code" />
              </Tabs.Panel>
            ))}
          </Tabs>
        </Stack>
      </Drawer>
    </>
  );
}

/** For what is this server's own: the SDK has no name for it. */
function fetchOf(orgUrl: string, { method, path, body }: Call): string {
  const members = [
    ...(method === 'GET' ? [] : [`  method: '${method}',`]),
    `  headers: { authorization: \`SSWS \${process.env.API_TOKEN}\`${body === undefined ? '' : ", 'content-type': 'application/json'"} },`,
    ...(body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(body, undefined, 2).replaceAll('\n', '\n  ')}),`]),
  ];
  return [
    `const response = await fetch(${JSON.stringify(orgUrl + path)}, {`,
    ...members,
    '});',
    'console.log(await response.json());',
  ].join('\n');
}

function nodeOf(orgUrl: string, lines: string): string {
  return [
    "import { Client } from '@okta/okta-sdk-nodejs';",
    '',
    `const client = new Client({ orgUrl: '${orgUrl}', token: process.env.API_TOKEN });`,
    lines,
  ].join('\n');
}
