import { Button, SimpleGrid, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../../../api/client.js';
import { Card } from '../../../patterns/card.js';
import { download } from '../../../patterns/download.js';
import { ButtonLink } from '../../../patterns/links.js';
import { Loaded } from '../../../patterns/loaded.js';
import { PageHeader } from '../../../patterns/page-header.js';
import { Problem } from '../../../patterns/problem.js';
import { ViewAsCode } from '../../../patterns/view-as-code.js';
import { useMay } from '../../../session/session.js';
import { CancelRequest } from './cancel-request.js';
import { TimelineSteps } from './timeline-steps.js';
import { DecisionCard, DevicesCard, RequestCard, ShownCard } from './transaction-cards.js';
import { titleOf, type Transaction } from './transaction.js';
import { TransactionState } from './transaction-state.js';
import { useTransaction } from './use-transaction.js';

export function CibaRequestPage(): ReactNode {
  const { transactionId = '' } = useParams({ strict: false });
  const { transaction: query, timeline } = useTransaction(transactionId);
  return (
    <Loaded query={query} what="load the CIBA request">
      {(transaction) => (
        <>
          <PageHeader
            title={titleOf(transaction)}
            section="CIBA requests"
            parent={{ label: 'CIBA requests', to: '/reports/ciba-requests' }}
            badge={
              <span role="status">
                <TransactionState transaction={transaction} />
              </span>
            }
            acts={<Acts transaction={transaction} />}
          />
          <Stack gap="lg">
            <Card title="Timeline">
              <Loaded query={timeline} what="load the timeline">
                {(steps) => <TimelineSteps timeline={steps} challenges={transaction.challenges} />}
              </Loaded>
            </Card>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <Stack gap="lg">
                <ShownCard transaction={transaction} />
                <DevicesCard transaction={transaction} />
              </Stack>
              <Stack gap="lg">
                <DecisionCard transaction={transaction} />
                <RequestCard transaction={transaction} />
              </Stack>
            </SimpleGrid>
          </Stack>
        </>
      )}
    </Loaded>
  );
}

const dayMs = 86_400_000;

/** Its events, as target or by the name in their details. Such a filter reads the whole of its time: a day holds them all. */
function logOf({ id, created }: Transaction): Readonly<Record<string, string>> {
  return {
    filter: `target.id eq "${id}" or debugContext.debugData.transactionId eq "${id}"`,
    time: 'custom',
    since: created,
    until: new Date(Date.parse(created) + dayMs).toISOString(),
  };
}

function Acts({ transaction }: { readonly transaction: Transaction }): ReactNode {
  const { id, status, challenges } = transaction;
  const may = useMay('okta.transactions.manage');
  const mayLog = useMay('okta.logs.read');
  const evidence = useMutation({
    mutationFn: async () => {
      const { data } = await api.GET('/api/v1/transactions/{transactionId}/evidence', { params: { path: { transactionId: id } } });
      download(`evidence-${id}.json`, 'application/json', `${JSON.stringify(data, undefined, 2)}\n`);
    },
  });
  return (
    <>
      {challenges.some(({ answer }) => answer !== null) ? (
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={evidence.isPending}
          onClick={() => evidence.mutate()}
        >
          Download evidence
        </Button>
      ) : null}
      {mayLog ? (
        <ButtonLink to="/reports/system-log" search={logOf(transaction)} variant="default">
          View log
        </ButtonLink>
      ) : null}
      <ViewAsCode what="CIBA request" call={{ method: 'GET', path: `/api/v1/transactions/${id}` }} resource={transaction} />
      {may && status === 'PENDING' ? <CancelRequest transaction={transaction} /> : null}
      {evidence.error === null ? null : <Problem error={evidence.error} what="download the evidence" />}
    </>
  );
}
