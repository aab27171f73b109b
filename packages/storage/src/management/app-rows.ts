import { type AppDocument, type AppRecord, type Cipher, type ClientSecretRecord, sealPurposes, sha256 } from '@countersign/engine';
import { toTimestamp } from '../parameters.js';

export interface AppRow {
  readonly id: string;
  readonly org_id: string;
  readonly client_id: string;
  readonly label: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly document: AppDocument;
  readonly created_at: number;
  readonly updated_at: number;
}

export function toApp(row: AppRow): AppRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    clientId: row.client_id,
    label: row.label,
    status: row.status,
    document: row.document,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface SecretRow {
  readonly id: string;
  readonly org_id: string;
  readonly app_id: string;
  readonly secret_sealed: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly created_at: number;
  readonly updated_at: number;
}

export function toSecret(row: SecretRow, cipher: Cipher): ClientSecretRecord {
  return {
    id: row.id,
    orgId: row.org_id,
    appId: row.app_id,
    value: cipher.decrypt(row.secret_sealed, sealPurposes.clientSecret),
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** In the order of `secretColumns`. */
export function secretValues(secret: ClientSecretRecord, cipher: Cipher): readonly unknown[] {
  return [
    secret.id,
    secret.orgId,
    secret.appId,
    cipher.encrypt(secret.value, sealPurposes.clientSecret),
    sha256(secret.value),
    secret.status,
    toTimestamp(secret.createdAt),
    toTimestamp(secret.updatedAt),
  ];
}
export const secretColumns = 'id, org_id, app_id, secret_sealed, secret_hash, status, created_at, updated_at';
