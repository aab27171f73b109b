/** Try it: a real request in a client's place, its timeline as it happens, and a simulated device for those without a phone. */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Card } from '../../patterns/card.js';
import { PageHeader } from '../../patterns/page-header.js';
import { useReportSearch } from '../reports/shared/use-report-search.js';
import { TestRequestForm } from './test-request-form.js';
import { TestRequestResult } from './test-request-result.js';
import type { StartedTest } from './started-test.js';

export function TryItPage(): ReactNode {
  const [search, change] = useReportSearch();
  const [started, setStarted] = useState<StartedTest>();
  const transactionId = search['transaction'];
  return (
    <>
      <PageHeader
        title="Try it"
        section="CIBA requests"
        parent={{ label: 'CIBA requests', to: '/reports/ciba-requests' }}
        description="Sends a real request to every device of a person, marked as a test. No tokens come of it."
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: 'start' }}>
        <TestRequestForm
          clientId={search['clientId']}
          userId={search['userId']}
          onChoose={change}
          onStarted={(test) => {
            setStarted(test);
            change({ transaction: test.transactionId });
          }}
        />
        <Stack gap="lg">
          {transactionId === undefined ? (
            <Card title="What happens">
              <Text size="sm">The request, each step of it and the same as code appear here.</Text>
            </Card>
          ) : (
            <TestRequestResult transactionId={transactionId} started={started?.transactionId === transactionId ? started : undefined} />
          )}
        </Stack>
      </SimpleGrid>
    </>
  );
}
