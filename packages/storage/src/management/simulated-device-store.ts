import { type Cipher, sealPurposes, type SimulatedDeviceStore, type SimulatedKeys } from '@countersign/engine';
import type { Database } from '../database.js';
import { toTimestamp } from '../parameters.js';
import { change } from './change.js';

export function createSimulatedDeviceStore({
  database,
  cipher,
}: {
  readonly database: Database;
  readonly cipher: Cipher;
}): SimulatedDeviceStore {
  return {
    async insert({ orgId, enrollmentId, keys, now, event }) {
      const text =
        'insert into simulated_device (enrollment_id, org_id, keys_sealed, created_at) values ($1, $2, $3, $4) returning enrollment_id';
      const sealed = cipher.encrypt(JSON.stringify(keys), sealPurposes.simulatedDevice);
      await change(database, { name: 'simulated-device-insert', text, values: [enrollmentId, orgId, sealed, toTimestamp(now)], event });
    },
    async list(orgId, enrollmentIds) {
      const { rows } = await database.query<{ enrollment_id: string; keys_sealed: string }>({
        name: 'simulated-devices',
        text: 'select enrollment_id, keys_sealed from simulated_device where org_id = $1 and enrollment_id = any($2::text[]) order by enrollment_id',
        values: [orgId, enrollmentIds],
      });
      return rows.map((row) => ({
        enrollmentId: row.enrollment_id,
        // as `insert` wrote it
        keys: JSON.parse(cipher.decrypt(row.keys_sealed, sealPurposes.simulatedDevice)) as SimulatedKeys,
      }));
    },
  };
}
