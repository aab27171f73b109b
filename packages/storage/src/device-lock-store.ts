import type { DeviceLockStore } from '@countersign/engine';
import type { Database } from './database.js';
import { changeAfter } from './management/change.js';
import { endedOf } from './management/ended-requests.js';
import { transitionOf } from './management/managed-device-store.js';
import { toTimestamp } from './parameters.js';

/** The count begins again with a new window, and after it has locked. */
const countSql = `
insert into sign_in_failure as f (org_id, subject, failures, window_ends_at) values ($1, $2, 1, $3)
on conflict (org_id, subject) do update set
  failures = case when f.window_ends_at <= $4::timestamptz or f.failures >= $5::integer then 1 else f.failures + 1 end,
  window_ends_at = case when f.window_ends_at <= $4::timestamptz or f.failures >= $5::integer then excluded.window_ends_at else f.window_ends_at end`;

/** Shares the counters of failed sign-ins, and the sweep that removes them. The count's row is held until the commit. */
export function createDeviceLockStore({ database }: { readonly database: Database }): DeviceLockStore {
  return {
    async countBadSignature({ orgId, deviceId, maxFailures, windowEndsAt, now, event, requestEvent }) {
      const subject = `device ${deviceId}`;
      const count = {
        name: 'device-bad-signature',
        text: countSql,
        values: [orgId, subject, toTimestamp(windowEndsAt), toTimestamp(now), maxFailures],
      };
      const step = { orgId, id: deviceId, from: ['ACTIVE'], to: 'SUSPENDED', unenroll: false, now, event, requestEvent } as const;
      const full = 'exists (select from sign_in_failure f where f.org_id = $1 and f.subject = $7 and f.failures >= $8::integer)';
      const suspend = transitionOf(step, full);
      const values = [...suspend.values, subject, maxFailures];
      return endedOf((await changeAfter(database, [count], { ...suspend, name: 'device-lock', values })).rows);
    },
  };
}
