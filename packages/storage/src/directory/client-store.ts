import {
  type AppDocument,
  type BackchannelClientSettings,
  type Client,
  type ClientJwk,
  type ClientSecret,
  type ClientStore,
  sealPurposes,
} from '@countersign/engine';
import { grantTypes } from '@countersign/contracts/wire';
import type { DirectoryNeeds } from './directory-needs.js';
import { isAssigned } from './is-assigned.js';
import { createRecordCache } from './record-cache.js';

interface ClientRow {
  readonly id: string;
  readonly org_id: string;
  readonly client_id: string;
  readonly label: string;
  readonly status: string;
  readonly document: AppDocument;
  /** Active ones only. */
  readonly secrets: readonly { readonly id: string; readonly sealed: string; readonly hash: string }[];
  readonly granted_scopes: readonly string[];
}

const findSql = `
select a.id, a.org_id, a.client_id, a.label, a.status, a.document,
  coalesce((select json_agg(json_build_object('id', s.id, 'sealed', s.secret_sealed, 'hash', s.secret_hash) order by s.created_at)
    from client_secret s where s.app_id = a.id and s.status = 'ACTIVE'), '[]') as secrets,
  array(select g.scope from app_scope_grant g where g.app_id = a.id) as granted_scopes
from app a where a.org_id = $1 and a.client_id = $2`;

const isAssignedSql = `
select ${isAssigned('$3')} as assigned from app a where a.org_id = $1 and a.id = $2`;

/** Clients as the engine sees them: compiled from the app's document once, secrets decrypted once per process. */
export function createClientStore({ database, bus, clock, cipher }: DirectoryNeeds): ClientStore {
  const cache = createRecordCache<Client>({
    bus,
    clock,
    records: ['client'],
    holds: (key, clientId) => splitKey(key)[1] === clientId,
    async load(key) {
      const [orgId, clientId] = splitKey(key);
      const { rows } = await database.query<ClientRow>({ name: 'client-find', text: findSql, values: [orgId, clientId] });
      const [row] = rows;
      if (row === undefined) return undefined;
      const secrets = row.secrets.map((secret) => ({
        id: secret.id,
        digest: new Uint8Array(Buffer.from(secret.hash, 'base64url')),
        value: cipher.decrypt(secret.sealed, sealPurposes.clientSecret),
      }));
      return toClient(row, secrets);
    },
  });
  return {
    findByClientId: (orgId, clientId) => cache.get(`${orgId} ${clientId}`),
    async isAssigned(client, userId) {
      const { rows } = await database.query<{ assigned: boolean }>({
        name: 'client-assigned',
        text: isAssignedSql,
        values: [client.orgId, client.appId, userId],
      });
      return rows[0]?.assigned === true;
    },
  };
}

/** Org ids have no blanks, so the first one ends the org id whatever the client id holds. */
function splitKey(key: string): [string, string] {
  const blank = key.indexOf(' ');
  return [key.slice(0, blank), key.slice(blank + 1)];
}

function toClient(row: ClientRow, secrets: readonly ClientSecret[]): Client {
  const { credentials, settings } = row.document;
  const oauth = settings.oauthClient;
  return {
    appId: row.id,
    orgId: row.org_id,
    clientId: row.client_id,
    name: row.label,
    logoUri: oauth.logo_uri ?? undefined,
    active: row.status === 'ACTIVE',
    applicationType: oauth.application_type,
    authMethod: credentials.oauthClient.token_endpoint_auth_method,
    authSigningAlg: credentials.oauthClient.token_endpoint_auth_signing_alg,
    strictAuthMethod: oauth.strict_client_auth_method,
    secrets,
    jwks: (oauth.jwks?.keys ?? []).filter((key) => key.use !== 'enc').map(withoutAbsentMembers),
    jwksUri: oauth.jwks_uri,
    grantTypes: new Set(oauth.grant_types),
    responseTypes: oauth.response_types,
    redirectUris: oauth.redirect_uris,
    postLogoutRedirectUris: oauth.post_logout_redirect_uris,
    pkceRequired: credentials.oauthClient.pkce_required,
    refreshToken: { rotation: oauth.refresh_token.rotation_type, leewaySeconds: oauth.refresh_token.leeway ?? 0 },
    authorizationDetailsTypes: new Set(oauth.authorization_details_types),
    signInSecondFactor: oauth.sign_in_second_factor,
    managementScopes: new Set(row.granted_scopes),
    backchannel: oauth.grant_types.includes(grantTypes.ciba) ? toBackchannelSettings(oauth) : undefined,
  };
}

function toBackchannelSettings(oauth: AppDocument['settings']['oauthClient']): BackchannelClientSettings {
  return {
    authenticatorId: oauth.backchannel_custom_authenticator_id,
    deliveryMode: 'poll',
    requestSigningAlg: oauth.backchannel_authentication_request_signing_alg,
    holdPolls: oauth.backchannel_hold_polls ?? false,
    uniformHints: oauth.backchannel_uniform_hints ?? false,
    bindingMessagePolicy: oauth.backchannel_binding_message_policy ?? 'standard',
    allowNotificationActions: oauth.backchannel_allow_notification_actions ?? false,
    numberChallenge: oauth.backchannel_number_challenge ?? 'off',
    newDeviceHours: oauth.backchannel_new_device_hours ?? 0,
  };
}

function withoutAbsentMembers(key: ClientJwk): Client['jwks'][number] {
  return { kty: key.kty, ...Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined)) };
}
