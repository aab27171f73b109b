import type { Authenticator, AuthenticatorDocument, AuthenticatorStore, BrandColours } from '@countersign/engine';
import type { DirectoryNeeds } from './directory-needs.js';
import { createRecordCache } from './record-cache.js';

interface AuthenticatorRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly status: string;
  readonly document: AuthenticatorDocument;
  readonly client_id: string | null;
  readonly web_push_key: string | null;
  readonly colours: BrandColours | null;
  readonly created_at: number;
  readonly updated_at: number;
}

const selectSql = `
select t.id, t.org_id, t.name, t.status, t.document, a.client_id, p.configuration->>'publicKey' as web_push_key,
  coalesce(own.colours, org.colours) as colours, t.created_at, t.updated_at
from authenticator t left join app a on a.id = t.mobile_app_id
left join push_provider p on p.org_id = t.org_id and p.id = t.document#>>'{provider,configuration,webpush,id}'
left join brand own on own.id = t.brand_id left join brand org on org.org_id = t.org_id and org.is_default`;
const byIdSql = `${selectSql} where t.org_id = $1 and t.id = $2`;
const byClientSql = `${selectSql} where t.org_id = $1 and a.client_id = $2 and t.status = 'ACTIVE' order by t.created_at, t.id limit 1`;

/** Authenticators by their own id and by the mobile client they are bound to. */
export function createAuthenticatorStore({ database, bus, clock }: Omit<DirectoryNeeds, 'cipher'>): AuthenticatorStore {
  const cacheOf = (name: string, text: string) =>
    createRecordCache<Authenticator>({
      bus,
      clock,
      // the binding is through the app's client id
      records: ['authenticator', 'client', 'brand'],
      async load(key) {
        const { rows } = await database.query<AuthenticatorRow>({ name, text, values: key.split(' ', 2) });
        return rows[0] === undefined ? undefined : toAuthenticator(rows[0]);
      },
    });
  const byId = cacheOf('authenticator-by-id', byIdSql);
  const byClient = cacheOf('authenticator-by-client', byClientSql);
  return {
    findById: (orgId, authenticatorId) => byId.get(`${orgId} ${authenticatorId}`),
    findByMobileClientId: (orgId, clientId) => byClient.get(`${orgId} ${clientId}`),
  };
}

function toAuthenticator(row: AuthenticatorRow): Authenticator {
  const { provider, settings, methods } = row.document;
  const { apns, fcm, webpush } = provider.configuration;
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    active: row.status === 'ACTIVE',
    userVerification: settings.userVerification,
    mobileClientId: row.client_id ?? '',
    pushActive: methods.push.status === 'ACTIVE',
    algorithms: methods.push.settings.algorithms,
    keyProtection: methods.push.settings.keyProtection,
    transactionTypes: methods.push.settings.transactionTypes,
    apns: apns === undefined ? undefined : { providerId: apns.id, appBundleId: apns.appBundleId, debugAppBundleId: apns.debugAppBundleId },
    fcm: fcm === undefined ? undefined : { providerId: fcm.id },
    webPush: webpush === undefined || row.web_push_key === null ? undefined : { providerId: webpush.id, publicKey: row.web_push_key },
    brandColours: row.colours ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
