import { Group, Stack, Switch, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { MethodResponse } from 'openapi-react-query';
import { type ReactNode, useState } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { Problem } from '../../patterns/problem.js';
import { useMay } from '../../session/session.js';

type Feature = MethodResponse<typeof apiQuery, 'get', '/api/v1/features/{featureId}'>;

const stages = { EA: 'Early access', BETA: 'Beta' } as const;

export function FeaturesPage(): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/features');
  return (
    <>
      <PageHeader title="Features" section="Settings" description="What this org can do. A switch takes effect at once, for everybody." />
      <Loaded query={query} what="load the features">
        {(features) => (
          <Stack gap="lg">
            {features.map((feature) => (
              <FeatureCard key={feature.id} feature={feature} />
            ))}
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function FeatureCard({ feature }: { readonly feature: Feature }): ReactNode {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.features.manage');
  const [error, setError] = useState<unknown>();
  const isOn = feature.status === 'ENABLED';
  const set = async (lifecycle: 'ENABLE' | 'DISABLE') => {
    await api.POST('/api/v1/features/{featureId}/{lifecycle}', { params: { path: { featureId: feature.id, lifecycle } } });
    await readAnew(queries);
  };
  const toggle = () => {
    setError(undefined);
    if (!isOn) {
      set('ENABLE').catch(setError);
      return;
    }
    confirm({
      title: `Disable ${feature.name}`,
      text: 'Applications that use it are refused from now on.',
      act: `Disable ${feature.name}`,
      dangerous: true,
      run: () => set('DISABLE'),
    });
  };
  return (
    <Card
      title={feature.name}
      description={stages[feature.stage.value]}
      act={
        <Group gap="sm">
          <Text size="sm" aria-hidden>
            {isOn ? 'Enabled' : 'Disabled'}
          </Text>
          <Switch size="md" aria-label={feature.name} checked={isOn} disabled={!may} onChange={toggle} />
        </Group>
      }
    >
      <Text size="sm">{feature.description}</Text>
      {error === undefined ? null : <Problem error={error} what={`enable ${feature.name}`} />}
    </Card>
  );
}
