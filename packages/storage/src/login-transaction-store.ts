import type { Cipher, Decision, LoginTransactionStore } from '@countersign/engine';
import type { Database } from './database.js';
import { type EnrollmentRow, toEnrollment } from './enrollment-row.js';
import { toTimestamp } from './parameters.js';

const devicesSql = `
select e.* from enrollment e join device d on d.id = e.device_id and d.status = 'ACTIVE'
where e.org_id = $1 and e.user_id = $2 and e.status = 'ACTIVE' and e.transaction_types ? 'LOGIN' order by e.created_at, e.id`;
/** An approval given in the last moment can still be used, as one of a CIBA request can be picked up. */
const useSql = `
update backchannel_request r set state = 'redeemed', redeemed_at = $4
where r.org_id = $1 and r.user_id = $2 and r.transaction_id = $3 and r.transaction_type = 'LOGIN' and r.state = 'approved'
  and $4 < greatest(r.expires_at, r.decided_at + interval '60 seconds')
  and exists (select from directory_user u where u.id = r.user_id and u.status = 'ACTIVE')
returning r.decision`;

/** The sign-in page's own transactions: asked on the same devices, used where they were asked for. */
export function createLoginTransactionStore(needs: { readonly database: Database; readonly cipher: Cipher }): LoginTransactionStore {
  const { database, cipher } = needs;
  return {
    async listDevices(orgId, userId) {
      const { rows } = await database.query<EnrollmentRow>({ name: 'login-devices', text: devicesSql, values: [orgId, userId] });
      return rows.map((row) => toEnrollment(row, cipher));
    },
    async use({ orgId, userId, transactionId, now }) {
      const values = [orgId, userId, transactionId, toTimestamp(now)];
      const { rows } = await database.query<{ decision: Decision }>({ name: 'login-use', text: useSql, values });
      return rows[0]?.decision;
    },
  };
}
