import type { Cipher, SigningKey, SigningKeyStore } from '@countersign/engine';
import type { Database, Statement } from '../database.js';
import { toOptionalTimestamp, toTimestamp } from '../parameters.js';

const sealPurpose = 'signing_key.private_key_sealed';

interface KeyRow {
  readonly kid: string;
  readonly org_id: string;
  readonly authorization_server_id: string;
  readonly alg: SigningKey['alg'];
  readonly status: SigningKey['status'];
  readonly public_jwk: Readonly<Record<string, string>>;
  readonly private_key_sealed: string;
  readonly created_at: number;
  readonly activated_at: number | null;
  readonly expired_at: number | null;
}

/** Signing keys, private halves encrypted. The keyring above caches them. */
export function createSigningKeyStore({ database, cipher }: { readonly database: Database; readonly cipher: Cipher }): SigningKeyStore {
  const insertion = (key: SigningKey): Statement => ({
    text: `insert into signing_key (kid, org_id, authorization_server_id, alg, status, public_jwk, private_key_sealed, created_at, activated_at, expired_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
    values: [
      key.kid,
      key.orgId,
      key.authorizationServerId,
      key.alg,
      key.status,
      key.publicJwk,
      cipher.encrypt(key.privateKeyPem, sealPurpose),
      toTimestamp(key.createdAt),
      toOptionalTimestamp(key.activatedAt),
      toOptionalTimestamp(key.expiredAt),
    ],
  });
  return {
    async list(orgId, authorizationServerId) {
      const { rows } = await database.query<KeyRow>({
        name: 'signing-keys',
        text: 'select * from signing_key where org_id = $1 and authorization_server_id = $2 and withdrawn_at is null order by created_at, kid',
        values: [orgId, authorizationServerId],
      });
      return rows.map((row) => toSigningKey(row, cipher));
    },
    async insert(keys) {
      await database.transaction(keys.map(insertion));
    },
    // Step by step, because the unique indexes on ACTIVE and NEXT hold after each; a step whose turn has passed changes nothing.
    async rotate({ orgId, authorizationServerId, activeKid, next, now }) {
      const [retired] = await database.transaction([
        {
          text: `update signing_key set status = 'EXPIRED', expired_at = $4
            where org_id = $1 and authorization_server_id = $2 and kid = $3 and status = 'ACTIVE' and exists (
              select from signing_key n where n.authorization_server_id = $2 and n.alg = $5 and n.status = 'NEXT')`,
          values: [orgId, authorizationServerId, activeKid, toTimestamp(now), next.alg],
        },
        {
          text: `update signing_key set status = 'ACTIVE', activated_at = $4
            where org_id = $1 and authorization_server_id = $2 and alg = $3 and status = 'NEXT' and not exists (
              select from signing_key a where a.authorization_server_id = $2 and a.alg = $3 and a.status = 'ACTIVE')`,
          values: [orgId, authorizationServerId, next.alg, toTimestamp(now)],
        },
        insertion(next),
      ]);
      return retired !== undefined && retired.rowCount > 0;
    },
    // a NEXT that is there keeps the new one out
    async withdraw({ orgId, authorizationServerId, kid, next, now }) {
      const [withdrawn] = await database.transaction([
        {
          text: `update signing_key set status = 'EXPIRED', expired_at = coalesce(expired_at, $4), withdrawn_at = $4
            where org_id = $1 and authorization_server_id = $2 and kid = $3 and status <> 'ACTIVE' and withdrawn_at is null`,
          values: [orgId, authorizationServerId, kid, toTimestamp(now)],
        },
        insertion(next),
      ]);
      return withdrawn !== undefined && withdrawn.rowCount > 0;
    },
  };
}

function toSigningKey(row: KeyRow, cipher: Cipher): SigningKey {
  return {
    kid: row.kid,
    orgId: row.org_id,
    authorizationServerId: row.authorization_server_id,
    alg: row.alg,
    status: row.status,
    publicJwk: row.public_jwk,
    privateKeyPem: cipher.decrypt(row.private_key_sealed, sealPurpose),
    createdAt: row.created_at,
    activatedAt: row.activated_at ?? undefined,
    expiredAt: row.expired_at ?? undefined,
  };
}
