/**
 * The HTTP surface on a real store, without a process: one org with its own and a default authorization server, for tests of the OAuth
 * endpoints. The clock stands still until a test moves it.
 */
import { randomBytes } from 'node:crypto';
import {
  type AppDocument,
  type Cipher,
  createAesCipher,
  createClientFailureGuard,
  createLiveTail,
  createRequestIndex,
  createSigningKeyring,
  type Engine,
  type GenerateKeyPair,
  type Grant,
  type GrantHandler,
  newEvent,
  newRefreshToken,
  refreshTokenGrant,
  sealPurposes,
  sha256,
  systemActor,
  withConsoleClient,
} from '@countersign/engine';
import { FixedClock, LocalBus } from '@countersign/engine/testing';
import {
  createAuthenticatorStore,
  createAuthorizationCodeStore,
  createAuthorizationServerStore,
  createBackchannelRequestStore,
  createClientStore,
  createEnrollmentLinkStore,
  createEventStore,
  createFactorStore,
  createGrantStore,
  createInteractionStore,
  createLoginTransactionStore,
  createManagementStores,
  createOrgStore,
  createPromptPauseStore,
  createRecipientStore,
  createReplayStore,
  createSessionStore,
  createSetupStore,
  createDeviceLockStore,
  createSignInFailureStore,
  createTransactionReportStore,
  createSigningKeyStore,
  createTrustedOriginDirectory,
  createUserStore,
  type Database,
  toTimestamp,
} from '@countersign/storage';
import { openTestDatabase } from '@countersign/storage/testing';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { readConfig } from '../config.js';
import { buildApp } from '../http/app.js';
import type { LoadMeter } from '../http/load-meter.js';
import { createPasswordHasher } from '../passwords.js';
import type { ServerContext } from '../server-context.js';
import { checkAnswer } from './check-answer.js';

const secret = 'a-secret-of-more-than-32-characters-0123456789';
const grantTypes = ['authorization_code', 'refresh_token', 'urn:openid:params:grant-type:ciba'];
const orgUrl = 'https://id.example.com';

export interface OAuthApp {
  readonly app: FastifyInstance;
  readonly engine: Engine;
  readonly database: Database;
  readonly clock: FixedClock;
  readonly orgId: string;
  readonly orgUrl: string;
  /** The default authorization server; its issuer is `{orgUrl}/oauth2/default`. */
  readonly serverId: string;
  readonly user: { readonly id: string; readonly login: string };
  /** Registers a client; by default one with a secret, the code, refresh and CIBA grants and everyone assigned. */
  addClient(changes?: {
    readonly oauth?: Partial<AppDocument['settings']['oauthClient']>;
    readonly authMethod?: AuthMethod;
    readonly everyone?: boolean;
  }): Promise<TestClient>;
  /** Stores a grant as a finished flow would, with a refresh token. */
  addGrant(client: TestClient, changes?: Partial<Grant>): Promise<{ readonly grant: Grant; readonly refreshToken: string }>;
  close(): Promise<void>;
}
type AuthMethod = AppDocument['credentials']['oauthClient']['token_endpoint_auth_method'];

export interface TestClient {
  readonly clientId: string;
  readonly secret: string;
  /** `Authorization` header of this client. */
  readonly basic: string;
}

const id = (prefix: string) => prefix + randomBytes(9).toString('hex').slice(0, 17);

export type EngineParts = (needs: {
  readonly database: Database;
  readonly bus: LocalBus;
  readonly clock: FixedClock;
  readonly cipher: Cipher;
}) => Promise<Partial<Engine>>;

export async function openOAuthApp(
  options: {
    readonly orgUrl?: string;
    readonly grants?: readonly GrantHandler[];
    readonly generateKeyPair?: GenerateKeyPair;
    /** Parts of the engine these endpoints do not touch, for tests of others. */
    readonly parts?: EngineParts;
    readonly load?: LoadMeter;
  } = {},
): Promise<OAuthApp> {
  const db = await openTestDatabase();
  const { database } = db;
  const clock = new FixedClock();
  const url = options.orgUrl ?? orgUrl;
  const facts = { orgId: id('00o'), serverId: id('aus'), userId: id('00u'), login: 'test.user@email.com' };
  await insertOrg(database, { ...facts, url, at: toTimestamp(clock.now()) });
  const cipher = createAesCipher([new Uint8Array(32).fill(7)]);
  const { generateKeyPair, parts } = options;
  const engine = await createTestEngine({ database, clock, cipher, parts, ...(generateKeyPair === undefined ? {} : { generateKeyPair }) });
  const context: ServerContext = {
    engine,
    management: createManagementStores({ database, cipher }),
    setup: createSetupStore({ database }),
    pushSender: { send: async () => ({ outcome: 'pull-only', detail: 'no push service for this device' }) },
    tail: createLiveTail({ clock, bus: engine.bus, limits: { perNode: 10, perCaller: 6 }, onError: () => undefined }),
    trustedOrigins: createTrustedOriginDirectory({ database, bus: engine.bus, clock }),
    config: readConfig({}),
    log: pino({ level: 'silent' }),
    grants: new Map([refreshTokenGrant, ...(options.grants ?? [])].map((grant) => [grant.grantType, grant])),
    urls: { org: url, authenticator: 'http://localhost:8081', bank: 'http://localhost:8082' },
    development: false,
    ready: true,
    pingStore: () => Promise.resolve(),
    ...(options.load === undefined ? {} : { load: options.load }),
    inspectAnswer: checkAnswer,
    closing: new AbortController().signal,
  };
  const app = await buildApp(context, undefined);
  return {
    app,
    engine,
    database,
    clock,
    orgId: facts.orgId,
    orgUrl: url,
    serverId: facts.serverId,
    user: { id: facts.userId, login: facts.login },
    async addClient({ oauth = {}, authMethod = 'client_secret_basic', everyone = true } = {}) {
      const clientId = id('0oa');
      const at = toTimestamp(clock.now());
      const insertion = {
        text: `insert into app (id, org_id, client_id, label, status, document, created_at, updated_at) values ($1, $2, $1, $1, 'ACTIVE', $3, $4, $4)`,
      };
      const document = JSON.stringify(appDocument({ oauth, authMethod, everyone }));
      await database.query({ ...insertion, values: [clientId, facts.orgId, document, at] });
      if (authMethod !== 'none' && authMethod !== 'private_key_jwt') {
        await database.query({
          text: `insert into client_secret (id, org_id, app_id, secret_sealed, secret_hash, status, created_at, updated_at) values ($1, $2, $3, $4, $5, 'ACTIVE', $6, $6)`,
          values: [id('ocs'), facts.orgId, clientId, cipher.encrypt(secret, sealPurposes.clientSecret), sha256(secret), at],
        });
      }
      return { clientId, secret, basic: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
    },
    async addGrant({ clientId }, changes = {}) {
      const now = clock.now();
      const grant: Grant = {
        id: id('oar'),
        orgId: facts.orgId,
        authorizationServerId: facts.serverId,
        clientId,
        userId: facts.userId,
        grantType: 'authorization_code',
        scopes: ['openid', 'profile', 'email', 'offline_access'],
        authTime: now,
        amr: ['pwd'],
        acr: undefined,
        transactionId: undefined,
        accessTokenSeconds: 3600,
        refreshTokenIdleSeconds: 7 * 86_400,
        createdAt: now,
        refreshExpiresAt: undefined,
        ...changes,
      };
      const { token, hash } = newRefreshToken(engine);
      const refresh = {
        hash,
        grantId: grant.id,
        issuedAt: now,
        idleExpiresAt: now + grant.refreshTokenIdleSeconds * 1000,
        replacedAt: undefined,
      };
      const event = newEvent(engine, {
        orgId: facts.orgId,
        eventType: 'app.oauth2.as.token.grant',
        displayMessage: 'test',
        actor: systemActor,
      });
      await engine.grants.create({ grant, refreshToken: refresh, event });
      return { grant, refreshToken: token };
    },
    async close() {
      engine.index.close();
      await app.close();
      await db.dispose();
    },
  };
}

async function createTestEngine(needs: {
  readonly database: Database;
  readonly clock: FixedClock;
  readonly cipher: Cipher;
  readonly generateKeyPair?: GenerateKeyPair;
  readonly parts: EngineParts | undefined;
}): Promise<Engine> {
  const { database, clock, cipher } = needs;
  const bus = new LocalBus();
  const directory = { database, bus, clock, cipher };
  const requests = createBackchannelRequestStore({ database });
  const onError = (error: unknown) => {
    throw error;
  };
  // tests ask one person all the time
  const org = createOrgStore({ ...directory, withoutPromptLimits: true });
  return {
    authenticators: createAuthenticatorStore(directory),
    authorizationServers: createAuthorizationServerStore(directory),
    bus,
    clientFailures: createClientFailureGuard(clock),
    clients: withConsoleClient(createClientStore(directory), org),
    clock,
    codes: createAuthorizationCodeStore({ database }),
    enrollmentLinks: createEnrollmentLinkStore({ database }),
    events: createEventStore({ database }),
    factors: createFactorStore({ database, cipher }),
    grants: createGrantStore({ database }),
    interactions: createInteractionStore({ database, cipher }),
    logins: createLoginTransactionStore({ database, cipher }),
    keyring: createSigningKeyring({
      store: createSigningKeyStore({ database, cipher }),
      bus,
      clock,
      ...(needs.generateKeyPair === undefined ? {} : { generateKeyPair: needs.generateKeyPair }),
    }),
    org,
    outboundHttp: { fetchJson: (url) => Promise.reject(new Error(`Nothing may be fetched here, not even ${url}.`)) },
    passwords: createPasswordHasher(),
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    promptPauses: createPromptPauseStore({ database }),
    recipients: createRecipientStore({ database }),
    replay: createReplayStore({ database }),
    reports: createTransactionReportStore({ database }),
    sessions: createSessionStore({ database }),
    deviceLocks: createDeviceLockStore({ database }),
    signInFailures: createSignInFailureStore({ database }),
    users: createUserStore({ database }),
    authenticatorUrl: () => 'http://localhost:8081',
    urlAliases: [],
    challenges: outOfScope('challenges'),
    enrollments: outOfScope('enrollments'),
    live: outOfScope('live'),
    openChallenges: outOfScope('openChallenges'),
    requests,
    // revocation looks for requests under way, whatever the token
    index: createRequestIndex({ clock, bus, store: requests, heldPolls: { perNode: 100, perClient: 100 }, onError }),
    ...(await needs.parts?.(directory)),
  };
}

/** What no test of these endpoints may touch: any use fails the test. */
function outOfScope<Name extends keyof Engine>(name: Name): Engine[Name] {
  const refuse = (_target: object, member: string | symbol): never => {
    throw new Error(`This test touched ${name}.${String(member)}.`);
  };
  return new Proxy({}, { get: refuse }) as Engine[Name]; // never used, see above
}

async function insertOrg(
  database: Database,
  facts: { orgId: string; serverId: string; userId: string; login: string; url: string; at: string },
): Promise<void> {
  const { orgId, serverId, userId, login, url, at } = facts;
  const server = `insert into authorization_server (id, org_id, kind, is_default, name, description, audience, issuer_mode, status, rotation_mode, signing_alg,
    created_at, updated_at) values ($1, $2, $3, $4, $5, '', $6, 'ORG_URL', 'ACTIVE', 'AUTO', 'RS256', $7, $7)`;
  const scope = `insert into scope (id, org_id, authorization_server_id, name, description, system, is_default, optional, consent, metadata_publish)
    values ($1, $2, $3, $4, '', true, false, false, 'IMPLICIT', 'ALL_CLIENTS')`;
  await database.transaction([
    {
      text: `insert into org (id, url, name, settings, key_check, created_at, updated_at) values ($1, $2, 'Example', '{}', 'check', $3, $3)`,
      values: [orgId, url, at],
    },
    { text: server, values: [orgId, orgId, 'org', false, 'org', url, at] },
    { text: server, values: [serverId, orgId, 'custom', true, 'default', 'api://default', at] },
    ...['openid', 'profile', 'email', 'offline_access'].map((name) => ({ text: scope, values: [id('scp'), orgId, serverId, name] })),
    {
      text: `insert into directory_user (id, org_id, status, login, email, profile, created_at, updated_at) values ($1, $2, 'ACTIVE', $3, $3, $4, $5, $5)`,
      values: [
        userId,
        orgId,
        login,
        JSON.stringify({ firstName: 'Test', lastName: 'User', city: 'Bern', primaryPhone: '+41 31 000 00 00' }),
        at,
      ],
    },
  ]);
}

function appDocument(wanted: {
  readonly oauth: Partial<AppDocument['settings']['oauthClient']>;
  readonly authMethod: AuthMethod;
  readonly everyone: boolean;
}): AppDocument {
  return {
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: {
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
      oauthClient: { token_endpoint_auth_method: wanted.authMethod, pkce_required: false, autoKeyRotation: true },
    },
    settings: {
      implicitAssignment: wanted.everyone,
      notes: { admin: null, enduser: null },
      oauthClient: {
        application_type: 'web',
        grant_types: grantTypes,
        response_types: ['code'],
        redirect_uris: ['https://bank.example.com/callback'],
        post_logout_redirect_uris: [],
        client_uri: null,
        logo_uri: null,
        consent_method: 'TRUSTED',
        issuer_mode: 'ORG_URL',
        idp_initiated_login: { mode: 'DISABLED', default_scope: [] },
        wildcard_redirect: 'DISABLED',
        refresh_token: { rotation_type: 'ROTATE', leeway: 30 },
        dpop_bound_access_tokens: false,
        participate_slo: false,
        strict_client_auth_method: false,
        backchannel_token_delivery_mode: 'poll',
        ...wanted.oauth,
      },
    },
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: true, web: true }, appLinks: {} },
    profile: {},
  };
}
