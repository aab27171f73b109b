import {
  sealPurposes,
  type Cipher,
  type PushCredentials,
  type PushCredentialStore,
  type PushProviderCredentials,
} from '@countersign/engine';
import type { Database } from '../database.js';

interface ProviderRow {
  readonly configuration: {
    readonly keyId?: string;
    readonly teamId?: string;
    readonly projectId?: string;
    readonly publicKey?: string;
    readonly subject?: string;
  };
  readonly credentials_sealed: string;
}

/** Credentials of push providers, read and opened for each use: they change without a word on the bus, and sending is slow anyway. */
export function createPushCredentialStore({
  database,
  cipher,
}: {
  readonly database: Database;
  readonly cipher: Cipher;
}): PushCredentialStore {
  return {
    async find(orgId, providerId) {
      const { rows } = await database.query<ProviderRow>({
        name: 'push-credentials',
        text: 'select configuration, credentials_sealed from push_provider where org_id = $1 and id = $2',
        values: [orgId, providerId],
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      // written by the management of push providers in exactly this shape
      const opened = JSON.parse(cipher.decrypt(row.credentials_sealed, sealPurposes.pushProvider)) as PushProviderCredentials;
      return toCredentials(row.configuration, opened);
    },
  };
}

function toCredentials(configuration: ProviderRow['configuration'], opened: PushProviderCredentials): PushCredentials {
  const { keyId = '', teamId = '', publicKey = '', subject } = configuration;
  if (opened.type === 'APNS') return { type: 'APNS', keyId, teamId, tokenSigningKey: opened.tokenSigningKey };
  if (opened.type === 'WEBPUSH') return { type: 'WEBPUSH', publicKey, privateKey: opened.privateKey, subject };
  const member = (name: string): string => {
    const value = opened.serviceAccountJson[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    type: 'FCM',
    projectId: member('project_id'),
    clientEmail: member('client_email'),
    privateKey: member('private_key'),
    tokenAudience: member('token_uri') || undefined,
  };
}
