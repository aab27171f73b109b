/** The management API on a real store: the OAuth test server with a super administrator and an API token, and helpers that call it. */
import { apiTokenInput, appInput, authenticatorInput, userInput } from '@countersign/contracts';
import {
  type PeopleAdministration,
  createAesCipher,
  createApiToken,
  createApp,
  createAuthenticator,
  createEveryone,
  createUser,
  grantAdminRole,
  systemAdministrator,
} from '@countersign/engine';
import { createManagementStores } from '@countersign/storage';
import type { LightMyRequestResponse } from 'fastify';
import { openOAuthApp, type OAuthApp } from './open-oauth-app.js';

export interface ManagementApp extends OAuthApp {
  readonly admin: PeopleAdministration;
  readonly token: string;
  readonly administratorId: string;
  /** Id of the native app and of the authenticator bound to it. */
  readonly mobileAppId: string;
  readonly authenticatorId: string;
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<LightMyRequestResponse>;
  /** As `call`, with the status it must have; gives the parsed body. */
  expect<T = Readonly<Record<string, unknown>>>(
    status: number,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T>;
  /** Events of this type, oldest first. */
  events(eventType: string): Promise<readonly LoggedEvent[]>;
}

export interface LoggedEvent {
  readonly actor: { readonly id: string };
  readonly targets: readonly {
    readonly id: string;
    readonly type: string;
    readonly displayName?: string;
    readonly changeDetails?: object;
  }[];
  readonly debug_data: Readonly<Record<string, string>>;
  readonly request: { readonly id: string };
}

export async function openManagementApp(): Promise<ManagementApp> {
  const oauth = await openOAuthApp();
  const cipher = createAesCipher([new Uint8Array(32).fill(7)]);
  const admin = { management: createManagementStores({ database: oauth.database, cipher }), engine: oauth.engine };
  const actor = systemAdministrator(oauth.orgId);
  await createEveryone(admin, actor);
  const input = userInput.parse({
    profile: { login: 'admin@countersign.local', email: 'admin@countersign.local', firstName: 'Ada', lastName: 'Admin' },
  });
  const made = await createUser(
    admin,
    { input: { ...input, credentials: { password: { value: 'correct horse battery' } } }, activate: true },
    actor,
  );
  await grantAdminRole(admin, { user: made, role: 'SUPER_ADMIN' }, actor);
  const { token } = await createApiToken(admin, { input: apiTokenInput.parse({ name: 'test' }), owner: made }, actor);
  const { app: mobile } = await createApp(admin, { input: appInput.parse(mobileAppBody), active: true }, actor);
  const authenticator = await createAuthenticator(
    admin,
    {
      input: authenticatorInput.parse({
        key: 'custom_app',
        name: 'Magenta Approve',
        agreeToTerms: true,
        settings: { appInstanceId: mobile.id },
      }),
      active: true,
    },
    actor,
  );
  const call: ManagementApp['call'] = (method, path, body, headers = {}) =>
    oauth.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `SSWS ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...oauth,
    admin,
    token,
    administratorId: made.id,
    mobileAppId: mobile.id,
    authenticatorId: authenticator.id,
    call,
    async expect<T>(status: number, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
      const answer = await call(method, path, body);
      if (answer.statusCode !== status) throw new Error(`${method} ${path}: ${answer.statusCode} instead of ${status}: ${answer.body}`);
      // an answer without a body has nothing to read
      return (answer.body === '' ? undefined : answer.json()) as T;
    },
    async events(eventType) {
      const text =
        'select actor, targets, debug_data, request from system_log where org_id = $1 and event_type = $2 order by published_at, uuid';
      return (await oauth.database.query<LoggedEvent>({ text, values: [oauth.orgId, eventType] })).rows;
    },
  };
}

export const mobileAppBody = {
  name: 'oidc_client',
  label: 'Magenta Approve mobile',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
  settings: {
    oauthClient: {
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      response_types: ['code'],
      redirect_uris: ['com.example.magenta:/callback'],
    },
  },
};
