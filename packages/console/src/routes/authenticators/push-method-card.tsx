import { Checkbox, Select, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { EditCard } from '../../patterns/edit-card.js';
import { Facts } from '../../patterns/facts.js';
import { Loaded } from '../../patterns/loaded.js';
import { type PushMethod, transactionNames } from './authenticator.js';

type Settings = PushMethod['settings'];

const protectionNames = { ANY: 'Any: hardware where the device has it', HARDWARE: 'Hardware only' } as const;
const algorithms: Settings['algorithms'] = ['ES256', 'RS256'];
const transactionTypes: Settings['transactionTypes'] = ['LOGIN', 'CIBA'];

/** What devices may approve, and how they sign it. */
export function PushMethodCard({ authenticatorId }: { readonly authenticatorId: string }): ReactNode {
  const path = { authenticatorId, methodType: 'push' };
  const query = apiQuery.useQuery('get', '/api/v1/authenticators/{authenticatorId}/methods/{methodType}', { params: { path } });
  const queries = useQueryClient();
  return (
    <Loaded query={query} what="load the push method">
      {({ settings }) => (
        <EditCard
          title="Transaction types and keys"
          what="save the push method"
          access="okta.authenticators.manage"
          values={{
            transactionTypes: [...settings.transactionTypes],
            algorithms: [...settings.algorithms],
            keyProtection: settings.keyProtection,
          }}
          fields={{
            'settings.transactionTypes': 'transactionTypes',
            'settings.algorithms': 'algorithms',
            'settings.keyProtection': 'keyProtection',
          }}
          validate={(values) => ({
            ...(values.transactionTypes.length === 0 ? { transactionTypes: 'Select at least one' } : {}),
            ...(values.algorithms.length === 0 ? { algorithms: 'Select at least one' } : {}),
          })}
          view={
            <Facts
              facts={[
                { label: 'Transaction types', value: settings.transactionTypes.map((type) => transactionNames[type]).join(', ') },
                { label: 'Signing algorithms', value: settings.algorithms.join(', ') },
                { label: 'Key protection', value: protectionNames[settings.keyProtection] },
              ]}
            />
          }
          edit={(form) => (
            <>
              <Checkbox.Group label="Transaction types" {...form.getInputProps('transactionTypes')} data-path="transactionTypes">
                <Stack gap="xs" mt="xs">
                  {transactionTypes.map((type) => (
                    <Checkbox key={type} value={type} label={transactionNames[type]} />
                  ))}
                </Stack>
              </Checkbox.Group>
              <Checkbox.Group label="Signing algorithms" {...form.getInputProps('algorithms')} data-path="algorithms">
                <Stack gap="xs" mt="xs">
                  {algorithms.map((algorithm) => (
                    <Checkbox key={algorithm} value={algorithm} label={algorithm} />
                  ))}
                </Stack>
              </Checkbox.Group>
              <Select
                label="Key protection"
                data={Object.entries(protectionNames).map(([value, label]) => ({ value, label }))}
                allowDeselect={false}
                {...form.getInputProps('keyProtection')}
              />
            </>
          )}
          save={async (values) => {
            await api.PUT('/api/v1/authenticators/{authenticatorId}/methods/{methodType}', {
              params: { path },
              body: { type: 'push', settings: values },
            });
            await readAnew(queries);
          }}
        />
      )}
    </Loaded>
  );
}
