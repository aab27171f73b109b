/** What an authenticator needs before it is of use, each with its state: push service, key and app identity, brand. */
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { TextLink } from '../../patterns/links.js';
import { StatusBadge, type Tone } from '../../patterns/status-badge.js';
import { useSession } from '../../session/session.js';
import { jwtBearerGrant } from '../applications/grants.js';
import { type Authenticator, providerIds } from './authenticator.js';

interface Check {
  readonly title: string;
  readonly tone: Tone;
  readonly state: string;
  readonly text: ReactNode;
}

export function SetUpChecks({ authenticator }: { readonly authenticator: Authenticator }): ReactNode {
  const { appInstanceId, brandId } = authenticator.settings;
  const { authenticatorUrl } = useSession().org;
  const app = apiQuery.useQuery('get', '/api/v1/apps/{appId}', { params: { path: { appId: appInstanceId } } }, { retry: false });
  const brands = apiQuery.useQuery('get', '/api/v1/brands', { params: { query: { limit: 200 } } });
  const brand = brands.data?.find((one) => (brandId === undefined ? one.isDefault : one.id === brandId));
  const connected = providerIds(authenticator).length;
  const checks: readonly Check[] = [
    {
      title: 'Push service',
      tone: connected > 0 ? 'good' : 'warning',
      state: connected > 0 ? 'Connected' : 'Not connected',
      text: connected > 0 ? 'Send a test push below to see that it arrives.' : 'Devices find requests only when the app is opened.',
    },
    appCheck(app.data, app.error, authenticatorUrl),
    {
      title: 'Brand',
      tone: brand === undefined ? 'idle' : 'good',
      state: brand === undefined ? 'Unknown' : brandId === undefined ? 'Default' : 'Own',
      text:
        brand === undefined ? (
          'The brand is being read.'
        ) : (
          <>
            People see the brand{' '}
            <TextLink to="/customizations/brands/$brandId" params={{ brandId: brand.id }} size="sm" underline="always">
              {brand.name}
            </TextLink>
            .
          </>
        ),
    },
  ];
  return (
    <Card title="Set-up">
      <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
        {checks.map(({ title, tone, state, text }) => (
          <li key={title}>
            <Text size="sm" fw={600} span mr="xs">
              {title}
            </Text>
            <StatusBadge tone={tone} label={state} />
            <Text size="sm" c="dimmed" component="div">
              {text}
            </Text>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

interface MobileClient {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly settings: { readonly oauthClient: { readonly grant_types: readonly string[]; readonly redirect_uris: readonly string[] } };
}

function appCheck(app: MobileClient | undefined, error: unknown, authenticatorUrl: string | undefined): Check {
  const title = 'Key and app identity';
  if (app === undefined) {
    const isGone = error !== null && error !== undefined;
    return {
      title,
      tone: isGone ? 'bad' : 'idle',
      state: isGone ? 'No client' : 'Unknown',
      text: isGone ? 'The mobile client cannot be read: select another one below.' : 'The mobile client is being read.',
    };
  }
  if (app.status !== 'ACTIVE')
    return { title, tone: 'bad', state: 'Client inactive', text: `${app.label} is inactive: no device can enrol until you activate it.` };
  const lacks = whatLacks(app, authenticatorUrl);
  if (lacks.length === 0)
    return { title, tone: 'good', state: 'Ready', text: `Devices enrol as ${app.label}, and sign with keys that never leave them.` };
  return {
    title,
    tone: 'warning',
    state: 'Incomplete',
    text: (
      <>
        <TextLink to="/applications/$appId" params={{ appId: app.id }} size="sm" underline="always">
          {app.label}
        </TextLink>{' '}
        lacks {lacks.join(', and ')}.
      </>
    ),
  };
}

/** What the mobile client needs beside being active. An authenticator app of one's own has redirects of its own, this server's has one. */
function whatLacks({ settings }: MobileClient, authenticatorUrl: string | undefined): readonly string[] {
  const { grant_types: grants, redirect_uris: redirects } = settings.oauthClient;
  const callback = authenticatorUrl === undefined ? undefined : `${authenticatorUrl}/callback`;
  return [
    ...(grants.includes(jwtBearerGrant) ? [] : ['the JWT Bearer grant, by which enrolled devices get their tokens']),
    ...(callback === undefined || redirects.includes(callback)
      ? []
      : [`the redirect URI ${callback}, without which nobody can sign in in this server's authenticator app`]),
  ];
}
