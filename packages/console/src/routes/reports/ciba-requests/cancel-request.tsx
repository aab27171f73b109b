import { Button, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../../api/client.js';
import { readAnew } from '../../../api/read-anew.js';
import { FormDialog } from '../../../patterns/form-dialog.js';
import { titleOf, type Transaction } from './transaction.js';

/** Takes a pending request back, once somebody has said why. */
export function CancelRequest({ transaction }: { readonly transaction: Transaction }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const cancel = async (reason: string) => {
    const said = reason.trim();
    await api.POST('/api/v1/transactions/{transactionId}/lifecycle/cancel', {
      params: { path: { transactionId: transaction.id } },
      body: said === '' ? {} : { reason: said },
    });
    await readAnew(queries);
  };
  return (
    <>
      <Button color="red.9" onClick={() => setOpen(true)}>
        Cancel CIBA request
      </Button>
      {isOpen ? (
        <FormDialog
          title="Cancel CIBA request"
          initial={{ reason: '' }}
          fields={{ reason: 'reason' }}
          keep="Keep it"
          save={({ reason }) => cancel(reason)}
          onClose={() => setOpen(false)}
        >
          {(form) => (
            <>
              <Text size="sm">
                “{titleOf(transaction)}” disappears from every device of {transaction.user?.login ?? 'the person'}.{' '}
                {transaction.client.name} is told access_denied.
              </Text>
              <Textarea
                label="Reason"
                description="Kept in the timeline and in the system log. The application does not see it."
                maxLength={200}
                data-path="reason"
                {...form.getInputProps('reason')}
              />
            </>
          )}
        </FormDialog>
      ) : null}
    </>
  );
}
