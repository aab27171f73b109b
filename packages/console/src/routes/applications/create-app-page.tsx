/** "Create App Integration": what kind, then its settings. Going back keeps what was chosen; leaving asks. */
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Card } from '../../patterns/card.js';
import { NoPermission } from '../../patterns/no-permission.js';
import { PageHeader } from '../../patterns/page-header.js';
import type { PageSearch } from '../../patterns/search-state.js';
import { useMay } from '../../session/session.js';
import { type ApplicationType, applicationTypeNames } from './app.js';
import { NewAppForm } from './new-app-form.js';
import { newAppTitles, type NewAppValues } from './new-app.js';

const types: readonly { readonly value: ApplicationType; readonly description: string }[] = [
  { value: 'web', description: 'Runs on a server that can keep a secret. The only kind that can use CIBA.' },
  { value: 'browser', description: 'Runs in the browser alone and keeps no secret.' },
  { value: 'native', description: 'Installed on a phone or a desktop: among them every authenticator app.' },
  { value: 'service', description: 'Machine to machine: no person signs in.' },
];

const parent = { label: 'Applications', to: '/applications' };

export function CreateAppPage(): ReactNode {
  if (useMay('okta.apps.manage')) return <CreateApp />;
  return <NoPermission title="Create a new app integration" section="Applications" parent={parent} />;
}

function CreateApp(): ReactNode {
  const search: PageSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const isKnown = types.find(({ value }) => value === search['type']);
  const [method, setMethod] = useState(isKnown === undefined ? '' : 'oidc');
  const [type, setType] = useState<string>(isKnown?.value ?? '');
  const chosen = types.find(({ value }) => value === type)?.value;
  const isSettings = search['step'] === 'settings' && isKnown !== undefined;
  const shown = useRef(isSettings);
  useEffect(() => {
    // a new step starts at its top, as a new page does
    if (shown.current !== isSettings) document.getElementById('main')?.focus({ preventScroll: true });
    shown.current = isSettings;
  }, [isSettings]);
  const typed = useRef(new Map<ApplicationType, NewAppValues>());
  const kind = isKnown?.value;
  const remember = useCallback(
    (values: NewAppValues) => {
      if (kind !== undefined) typed.current.set(kind, values);
    },
    [kind],
  );
  if (isSettings) {
    return (
      <>
        <PageHeader title={newAppTitles[isKnown.value]} section="Applications" parent={parent} description="Step 2 of 2: settings" />
        <NewAppForm
          key={isKnown.value}
          type={isKnown.value}
          typed={typed.current.get(isKnown.value)}
          onType={remember}
          onBack={() => void navigate({ to: '.', search: { type: isKnown.value } })}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Create a new app integration" section="Applications" parent={parent} description="Step 1 of 2: kind of app" />
      <form
        aria-label="Kind of app"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined) void navigate({ to: '.', search: { type: chosen, step: 'settings' } });
        }}
      >
        <Card title="Sign-in method">
          <Radio.Group value={method} onChange={setMethod} aria-label="Sign-in method">
            <Radio
              value="oidc"
              label="OIDC - OpenID Connect"
              description="Tokens for people and for APIs, and CIBA. What this server speaks."
            />
          </Radio.Group>
        </Card>
        {method === '' ? null : (
          <Stack mt="lg">
            <Card title="Application type">
              <Radio.Group value={type} onChange={setType} aria-label="Application type">
                <Stack gap="sm">
                  {types.map(({ value, description }) => (
                    <Radio key={value} value={value} label={applicationTypeNames[value]} description={description} />
                  ))}
                </Stack>
              </Radio.Group>
            </Card>
          </Stack>
        )}
        <Group mt="lg">
          <Button type="submit" disabled={chosen === undefined}>
            Next
          </Button>
          <Button variant="default" onClick={() => void navigate({ to: '/applications' })}>
            Cancel
          </Button>
          {chosen === undefined ? (
            <Text size="sm" c="dimmed">
              {method === '' ? 'Select a sign-in method.' : 'Select an application type.'}
            </Text>
          ) : null}
        </Group>
      </form>
    </>
  );
}
