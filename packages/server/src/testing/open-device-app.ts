/**
 * The device protocol on a real store: the OAuth test server with an authenticator, its mobile client, a client that asks over CIBA,
 * and helpers that call what a device calls, as it calls it.
 */
import { randomBytes } from 'node:crypto';
import {
  authorizationCodeGrant,
  createCibaGrant,
  createEnrollmentCodeGrant,
  createLiveChannel,
  createMissCounter,
  createRequestIndex,
  issueTokens,
  maintenanceTokenGrant,
  type AuthenticatorDocument,
  type GrantHandler,
} from '@countersign/engine';
import { deviceScopes } from '@countersign/contracts/wire';
import {
  claimsOf,
  TestDevice,
  type AnswerOptions,
  type EnrollBodyOptions,
  type EnrolledAs,
  type TestDeviceOptions,
} from '@countersign/engine/testing';
import {
  createAuthenticatorStore,
  createBackchannelRequestStore,
  createChallengeStore,
  createClientStore,
  createEnrollmentStore,
  createOpenChallengeStore,
  createOrgStore,
  createPostgresBus,
  type PostgresBus,
  toTimestamp,
} from '@countersign/storage';
import type { LightMyRequestResponse } from 'fastify';
import { openOAuthApp, type OAuthApp, type TestClient } from './open-oauth-app.js';

export const accept = 'application/json; okta-version=1.0.0';
export const mergePatch = 'application/merge-patch+json; okta-version=1.0.0';
export const collection = '/idp/myaccount/app-authenticators';
export const manageScope = 'okta.myAccount.appAuthenticator.manage';
const cibaGrantType = 'urn:openid:params:grant-type:ciba';
const enrollmentCode = 'urn:countersign:params:oauth:grant-type:enrollment-code';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface DeviceApp extends OAuthApp {
  readonly mobile: TestClient;
  readonly web: TestClient;
  readonly authenticatorId: string;
  /** Changes settings of the authenticator: user verification, key protection, algorithms. */
  setAuthenticator(changes: {
    readonly userVerification?: 'PREFERRED' | 'REQUIRED';
    readonly keyProtection?: 'ANY' | 'HARDWARE';
    readonly status?: string;
  }): Promise<void>;
  /** A further active user. */
  addUser(): Promise<string>;
  setStatus(table: 'directory_user' | 'device' | 'enrollment', id: string, status: string): Promise<void>;
  newDevice(options?: Partial<TestDeviceOptions>): TestDevice;
  /** An access token of the mobile client for this user. */
  bearer(options?: { readonly scopes?: readonly string[]; readonly userId?: string; readonly client?: TestClient }): Promise<string>;
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, options?: CallOptions): Promise<LightMyRequestResponse>;
  enroll(
    device: TestDevice,
    options?: Partial<EnrollBodyOptions> & { readonly userId?: string },
  ): Promise<EnrolledAs & { readonly pending: string }>;
  maintenanceToken(
    assertion: string,
    changes?: Readonly<Record<string, string | undefined>>,
    path?: string,
  ): Promise<LightMyRequestResponse>;
  /** Asks for approval; gives the `auth_req_id`. */
  ask(fields?: Readonly<Record<string, string>>): Promise<string>;
  poll(authReqId: string): Promise<LightMyRequestResponse>;
  /** The challenge JWTs an enrollment is shown. */
  pending(enrolled: { readonly pending: string }, token?: string): Promise<readonly string[]>;
  answer(device: TestDevice, challenge: string, options?: AnswerOptions): Promise<LightMyRequestResponse>;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const id = (prefix: string) => prefix + randomBytes(9).toString('hex').slice(0, 17);

/** `withPromptLimits`: those of a new org; other tests ask one person all the time. */
export async function openDeviceApp({ withPromptLimits = false } = {}): Promise<DeviceApp> {
  let grants: GrantHandler[] = [];
  let bus: PostgresBus | undefined;
  const lazily = (grantType: string): GrantHandler => ({
    grantType,
    handle: (engine, call) => {
      const grant = grants.find((candidate) => candidate.grantType === grantType);
      if (grant === undefined) throw new Error(`no grant ${grantType}`);
      return grant.handle(engine, call);
    },
  });
  const oauth = await openOAuthApp({
    grants: [authorizationCodeGrant, maintenanceTokenGrant, lazily(cibaGrantType), { ...lazily(enrollmentCode), choosesClients: true }],
    parts: async (directory) => {
      const { database, clock, cipher } = directory;
      // what the request store says in its own statements arrives here
      bus = await createPostgresBus({ database });
      const requests = createBackchannelRequestStore({ database });
      const openChallenges = createOpenChallengeStore({ database });
      const onError = (error: unknown) => {
        throw error;
      };
      return {
        ...(withPromptLimits ? { org: createOrgStore(directory) } : {}),
        requests,
        openChallenges,
        live: createLiveChannel({ clock, bus, challenges: openChallenges, limits: { perNode: 100, perUser: 2 }, onError }),
        challenges: createChallengeStore({
          database,
          cipher,
          authenticators: createAuthenticatorStore(directory),
          clients: createClientStore(directory),
        }),
        enrollments: createEnrollmentStore({ database, cipher }),
        index: createRequestIndex({ clock, bus, store: requests, heldPolls: { perNode: 100, perClient: 100 }, onError }),
      };
    },
  });
  const { app, engine, database, clock, orgId } = oauth;
  grants = [
    createCibaGrant({ maxWaitSeconds: 25, misses: createMissCounter(clock, { limit: 100, windowMs: 60_000 }) }),
    createEnrollmentCodeGrant({ misses: createMissCounter(clock, { limit: 10, windowMs: 60_000 }) }),
  ];
  const mobile = await oauth.addClient({
    authMethod: 'none',
    oauth: {
      application_type: 'native',
      redirect_uris: ['com.example.approve:/callback'],
      grant_types: ['authorization_code', 'refresh_token', jwtBearer],
    },
  });
  const authenticatorId = id('aut');
  const document = authenticatorDocument();
  await database.query({
    text: `insert into authenticator (id, org_id, key, name, status, mobile_app_id, document, created_at, updated_at)
      values ($1, $2, 'custom_app', 'Acme Approve', 'ACTIVE', $3, $4, $5, $5)`,
    values: [authenticatorId, orgId, mobile.clientId, JSON.stringify(document), toTimestamp(clock.now())],
  });
  await addOrgScopes(oauth);
  const web = await oauth.addClient({
    oauth: { grant_types: ['authorization_code', 'refresh_token', cibaGrantType], backchannel_custom_authenticator_id: authenticatorId },
  });

  const call: DeviceApp['call'] = (method, url, { token, body, headers = {} } = {}) =>
    app.inject({
      method,
      url: url.startsWith(oauth.orgUrl) ? url.slice(oauth.orgUrl.length) : url,
      headers: {
        accept,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  const postForm = (path: string, fields: Readonly<Record<string, string | undefined>>, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
      ).toString(),
    });
  const bearer: DeviceApp['bearer'] = async ({ scopes = ['openid', manageScope], userId = oauth.user.id, client = mobile } = {}) => {
    const org = await engine.org.get();
    const [server, registered, user] = await Promise.all([
      engine.authorizationServers.find(orgId, undefined),
      engine.clients.findByClientId(orgId, client.clientId),
      engine.users.findById(orgId, userId),
    ]);
    if (server === undefined || registered === undefined || user === undefined) throw new Error('no such server, client or user');
    const { grant } = await oauth.addGrant(client, { authorizationServerId: server.id, userId, scopes });
    return (await issueTokens(engine, { org, server, client: registered, user, grant, withIdToken: false })).access_token;
  };

  return {
    ...oauth,
    async close() {
      engine.live.close();
      await oauth.close();
      await bus?.close();
    },
    mobile,
    web,
    authenticatorId,
    call,
    bearer,
    async setAuthenticator({ userVerification = 'PREFERRED', keyProtection = 'ANY', status = 'ACTIVE' }) {
      const changed = authenticatorDocument({ userVerification, keyProtection });
      await database.query({
        text: 'update authenticator set document = $1, status = $2 where id = $3',
        values: [JSON.stringify(changed), status, authenticatorId],
      });
      await engine.bus.publish([{ kind: 'changed', record: 'authenticator', id: authenticatorId }]);
    },
    async addUser() {
      const userId = id('00u');
      await database.query({
        text: `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at) values ($1, $2, 'ACTIVE', $3, $3, '{}', $4, $4)`,
        values: [userId, orgId, `${userId}@example.com`, toTimestamp(clock.now())],
      });
      return userId;
    },
    async setStatus(table, rowId, status) {
      await database.query({ text: `update ${table} set status = $1 where id = $2`, values: [status, rowId] });
    },
    newDevice: (options = {}) => new TestDevice({ now: () => clock.now(), ...options }),
    async enroll(device, { userId = oauth.user.id, ...options } = {}) {
      const body = device.enrollBody({ authenticatorId, transactionTypes: ['LOGIN', 'CIBA'], ...options });
      const response = await call('POST', collection, { token: await bearer({ userId }), body });
      if (response.statusCode !== 200) throw new Error(`enrollment answered ${response.statusCode} ${response.body}`);
      return enrolledAs(response);
    },
    maintenanceToken: (assertion, changes = {}, path = '/oauth2/v1/token') =>
      postForm(path, {
        grant_type: jwtBearer,
        client_id: mobile.clientId,
        scope: `${manageScope.replace('manage', 'maintenance.manage')}`,
        assertion,
        ...changes,
      }),
    async ask(fields = {}) {
      const response = await postForm(
        '/oauth2/v1/bc/authorize',
        { scope: 'openid', login_hint: oauth.user.login, ...fields },
        { authorization: web.basic },
      );
      if (response.statusCode !== 200) throw new Error(`bc/authorize answered ${response.statusCode} ${response.body}`);
      return String(response.json<{ auth_req_id: string }>().auth_req_id);
    },
    poll: (authReqId) => postForm('/oauth2/v1/token', { grant_type: cibaGrantType, auth_req_id: authReqId }, { authorization: web.basic }),
    async pending(enrolled, token) {
      const response = await call('GET', enrolled.pending, { token: token ?? (await bearer()) });
      if (response.statusCode !== 200) throw new Error(`the pending list answered ${response.statusCode} ${response.body}`);
      return response.json<{ challenge: string }[]>().map((item) => item.challenge);
    },
    answer: (device, challenge, options) =>
      call('POST', String(claimsOf(challenge)['verificationUri']), {
        body: { method: 'push', challengeResponse: device.answer(challenge, options) },
      }),
  };
}

/** As the first start of an org makes them for its own authorization server. */
async function addOrgScopes({ database, engine, orgId }: OAuthApp): Promise<void> {
  const text = `insert into scope (id, org_id, authorization_server_id, name, description, system, is_default, optional, consent, metadata_publish)
    values ($1, $2, $2, $3, '', true, false, false, 'IMPLICIT', 'ALL_CLIENTS')`;
  const names = ['openid', 'profile', 'email', 'offline_access', ...Object.values(deviceScopes)];
  await database.transaction(names.map((name) => ({ text, values: [id('scp'), orgId, name] })));
  await engine.bus.publish([{ kind: 'changed', record: 'authorization-server', id: orgId }]);
}

/** What a device keeps of the answer to its enrollment. */
export function enrolledAs(response: LightMyRequestResponse): EnrolledAs & { readonly pending: string } {
  const body = response.json<{
    id: string;
    user: { id: string };
    device: { id: string; clientInstanceId: string };
    methods: { push: { id: string; links: { pending: { href: string } } } };
  }>();
  return {
    enrollmentId: body.id,
    methodId: body.methods.push.id,
    userId: body.user.id,
    deviceId: body.device.id,
    clientInstanceId: body.device.clientInstanceId,
    pending: body.methods.push.links.pending.href,
  };
}

function authenticatorDocument({
  userVerification = 'PREFERRED',
  keyProtection = 'ANY',
}: { readonly userVerification?: 'PREFERRED' | 'REQUIRED'; readonly keyProtection?: 'ANY' | 'HARDWARE' } = {}): Pick<
  AuthenticatorDocument,
  'provider' | 'settings' | 'methods'
> {
  return {
    provider: { type: 'PUSH', configuration: {} },
    settings: { userVerification },
    methods: {
      push: { status: 'ACTIVE', settings: { algorithms: ['RS256', 'ES256'], keyProtection, transactionTypes: ['LOGIN', 'CIBA'] } },
    },
  };
}
