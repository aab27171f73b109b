import type { ClientBlockStore } from '@countersign/engine';
import type { Database } from '../database.js';
import { change } from './change.js';

interface ClientBlockRow {
  readonly user_id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly transaction_id: string;
  readonly enrollment_id: string;
  readonly created_at: number;
}

export function createClientBlockStore({ database }: { readonly database: Database }): ClientBlockStore {
  return {
    async listOfUser(orgId, userId) {
      const text = `select b.*, a.label as client_name from client_block b join app a on a.org_id = b.org_id and a.client_id = b.client_id
        where b.org_id = $1 and b.user_id = $2 order by b.created_at, b.client_id`;
      const { rows } = await database.query<ClientBlockRow>({ name: 'client-blocks', text, values: [orgId, userId] });
      return rows.map((row) => ({
        userId: row.user_id,
        clientId: row.client_id,
        clientName: row.client_name,
        transactionId: row.transaction_id,
        enrollmentId: row.enrollment_id,
        createdAt: row.created_at,
      }));
    },
    delete({ orgId, userId, clientId, event }) {
      const text = 'delete from client_block where org_id = $1 and user_id = $2 and client_id = $3 returning client_id';
      return change(database, { name: 'client-block-delete', text, values: [orgId, userId, clientId], event });
    },
  };
}
