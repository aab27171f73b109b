import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { Card } from '../../patterns/card.js';
import { CodeBlock } from '../../patterns/code-block.js';
import { ButtonLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { Problem } from '../../patterns/problem.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { TimelineSteps } from '../reports/ciba-requests/timeline-steps.js';
import { titleOf, type Transaction } from '../reports/ciba-requests/transaction.js';
import { TransactionState } from '../reports/ciba-requests/transaction-state.js';
import { useTransaction } from '../reports/ciba-requests/use-transaction.js';
import type { StartedTest } from './started-test.js';

interface TestRequestResultProps {
  readonly transactionId: string;
  /** Undefined after the page was loaded anew. */
  readonly started: StartedTest | undefined;
}

export function TestRequestResult({ transactionId, started }: TestRequestResultProps): ReactNode {
  const { transaction: query, timeline } = useTransaction(transactionId);
  return (
    <Loaded query={query} what="load the test request">
      {(transaction) => (
        <>
          <Card
            title={titleOf(transaction)}
            act={
              <span role="status">
                <TransactionState transaction={transaction} />
              </span>
            }
          >
            <Stack gap="md">
              {started?.numberChallenge == null ? null : (
                <Text size="sm">
                  Number to choose on the device: <strong style={{ fontSize: 20 }}>{started.numberChallenge}</strong>
                </Text>
              )}
              <SimulatedAnswer transaction={transaction} />
              <Loaded query={timeline} what="load the timeline">
                {(steps) => <TimelineSteps timeline={steps} challenges={transaction.challenges} />}
              </Loaded>
              <Group>
                <ButtonLink to="/reports/ciba-requests/$transactionId" params={{ transactionId }} variant="default" size="sm">
                  Open CIBA request
                </ButtonLink>
              </Group>
            </Stack>
          </Card>
          {started === undefined ? null : <Snippets snippets={started.snippets} />}
        </>
      )}
    </Loaded>
  );
}

function SimulatedAnswer({ transaction }: { readonly transaction: Transaction }): ReactNode {
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: async (decision: 'approve' | 'deny') => {
      await api.POST('/api/v1/transactions/{transactionId}/simulatedDecision', {
        params: { path: { transactionId: transaction.id } },
        body: { decision },
      });
      await readAnew(queries);
    },
  });
  const isAsked = transaction.challenges.some(({ device, status }) => device?.platform === 'SIMULATED' && status === 'OPEN');
  if (!isAsked || transaction.status !== 'PENDING') return null;
  return (
    <section aria-label="Simulated device" style={{ padding: 12, border: '2px dashed var(--console-control)', borderRadius: 10 }}>
      <Group gap="xs" mb="xs">
        <StatusBadge tone="warning" label="SIMULATION" />
        <Text size="sm">Answer for the simulated device.</Text>
      </Group>
      <dl style={{ margin: '0 0 12px' }}>
        {transaction.display.lines.map(({ label, value }) => (
          <div key={label}>
            <Text component="dt" size="xs" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0}>
              {value}
            </Text>
          </div>
        ))}
      </dl>
      <Group justify="space-between">
        <Button
          variant="default"
          loading={decide.isPending && decide.variables === 'deny'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('deny')}
        >
          Deny for the simulated device
        </Button>
        <Button
          loading={decide.isPending && decide.variables === 'approve'}
          disabled={decide.isPending}
          onClick={() => decide.mutate('approve')}
        >
          Approve for the simulated device
        </Button>
      </Group>
      {decide.error === null ? null : <Problem error={decide.error} what="answer for the simulated device" />}
    </section>
  );
}

function Snippets({ snippets }: Pick<StartedTest, 'snippets'>): ReactNode {
  const tabs = [
    { id: 'curl', label: 'curl', code: snippets.curl },
    { id: 'typescript', label: 'TypeScript', code: snippets.typescript },
  ];
  return (
    <Card title="The same from your application">
      <Tabs defaultValue="curl">
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
    </Card>
  );
}
