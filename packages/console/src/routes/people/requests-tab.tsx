/** The latest requests that asked a person. All of them, with filters, are under Reports. */
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { LineList } from '../../patterns/line-list.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { Time } from '../../patterns/time.js';
import { TransactionState } from '../reports/ciba-requests/transaction-state.js';
import type { Person } from './person.js';

const shown = 10;

export function RequestsTab({ person }: { readonly person: Person }): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/transactions', { params: { query: { userId: person.id, limit: shown } } });
  return (
    <Card
      title="Recent requests"
      act={
        <ButtonLink to="/reports/ciba-requests" search={{ user: person.id }} variant="default" size="sm">
          All requests
        </ButtonLink>
      }
    >
      <Loaded query={query} what="load the requests">
        {(requests) => (
          <LineList
            label="Recent requests"
            none="Nobody has asked this person yet."
            lines={requests.map((request) => ({
              id: request.id,
              content: (
                <TextLink to="/reports/ciba-requests/$transactionId" params={{ transactionId: request.id }} size="sm">
                  {request.client.name}
                  {request.bindingMessage === null ? '' : `: ${request.bindingMessage}`}
                </TextLink>
              ),
              note: <Time value={request.created} />,
              act: <TransactionState transaction={request} />,
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}
