/** The browser flow on a real store: an org whose people have passwords, a policy that lets everyone in, and a browser with a cookie jar. */
import { authorizationCodeGrant, type AuthenticatorDocument } from '@countersign/engine';
import { toTimestamp } from '@countersign/storage';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type OAuthApp, openOAuthApp, type TestClient } from './open-oauth-app.js';

/** RFC 7636 appendix B */
export const pkce = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
} as const;
export const password = 'correct horse battery staple';
export const webRedirect = 'https://bank.example.com/callback';
export const authorizePath = '/oauth2/default/v1/authorize';

export interface BrowserFlow extends OAuthApp {
  /** Confidential; may refresh. */
  readonly web: TestClient;
  /** Public, native, bound to the authenticator "Magenta Approve". */
  readonly mobile: TestClient;
  /** Everything a plain request of the web client has, with changes; `undefined` leaves a parameter out. */
  authorizeUrl(changes?: Readonly<Record<string, string | undefined>>, path?: string): string;
  /** A further active user with the same password. */
  addUser(login: string): Promise<string>;
  setUserStatus(userId: string, status: string): Promise<void>;
  /** Newest first. */
  listEvents(
    eventType: string,
  ): Promise<readonly { readonly actor: { id: string }; readonly outcome: { result: string; reason?: string } }[]>;
  newBrowser(): Browser;
}

export async function openBrowserFlow(): Promise<BrowserFlow> {
  const oauth = await openOAuthApp({ grants: [authorizationCodeGrant] });
  const { database, orgId, clock } = oauth;
  const at = toTimestamp(clock.now());
  const hash = await oauth.engine.passwords.hash(password);
  await database.query({ text: 'update directory_user set password_hash = $1 where org_id = $2', values: [hash, orgId] });
  await insertPolicy(oauth, at);
  const web = await oauth.addClient({ oauth: { post_logout_redirect_uris: ['https://bank.example.com/bye'] } });
  const mobile = await oauth.addClient({
    authMethod: 'none',
    oauth: { application_type: 'native', redirect_uris: ['com.magenta.approve:/callback', 'http://127.0.0.1/callback'] },
  });
  await insertAuthenticator(oauth, mobile, at);
  let users = 0;
  return {
    ...oauth,
    web,
    mobile,
    authorizeUrl(changes = {}, path = authorizePath) {
      const parameters: Readonly<Record<string, string | undefined>> = {
        client_id: web.clientId,
        redirect_uri: webRedirect,
        response_type: 'code',
        scope: 'openid profile email',
        state: 'the state',
        nonce: 'the nonce',
        code_challenge: pkce.challenge,
        code_challenge_method: 'S256',
        ...changes,
      };
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
      return `${path}?${query.toString()}`;
    },
    async addUser(login) {
      const userId = `00uBrowserFlow${String((users += 1)).padStart(6, '0')}`;
      await database.query({
        text: `insert into directory_user (id, org_id, status, login, email, profile, password_hash, created_at, updated_at) values ($1, $2, 'ACTIVE', $3, $3, '{}', $4, $5, $5)`,
        values: [userId, orgId, login, hash, at],
      });
      return userId;
    },
    async setUserStatus(userId, status) {
      await database.query({ text: 'update directory_user set status = $1 where id = $2', values: [status, userId] });
    },
    async listEvents(eventType) {
      const text = 'select actor, outcome from system_log where org_id = $1 and event_type = $2 order by published_at desc, uuid';
      return (
        await database.query<{ actor: { id: string }; outcome: { result: string; reason?: string } }>({ text, values: [orgId, eventType] })
      ).rows;
    },
    newBrowser: () => new Browser(oauth.app, oauth.orgUrl),
  };
}

async function insertPolicy({ database, orgId, serverId }: OAuthApp, at: string): Promise<void> {
  const conditions = {
    people: { users: { include: [], exclude: [] }, groups: { include: ['EVERYONE'], exclude: [] } },
    grantTypes: { include: ['authorization_code'] },
    scopes: { include: ['*'] },
  };
  const actions = { token: { accessTokenLifetimeMinutes: 30, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 } };
  await database.transaction([
    {
      text: `insert into access_policy (id, org_id, authorization_server_id, name, description, priority, status, system, clients, created_at, updated_at)
        values ('00pBrowserFlow', $1, $2, 'All', '', 1, 'ACTIVE', false, '["ALL_CLIENTS"]', $3, $3)`,
      values: [orgId, serverId, at],
    },
    {
      text: `insert into access_policy_rule (id, org_id, policy_id, name, priority, status, system, conditions, actions, created_at, updated_at)
        values ('0prBrowserFlow', $1, '00pBrowserFlow', 'All', 1, 'ACTIVE', false, $2, $3, $4, $4)`,
      values: [orgId, JSON.stringify(conditions), JSON.stringify(actions), at],
    },
  ]);
}

async function insertAuthenticator({ database, orgId }: OAuthApp, mobile: TestClient, at: string): Promise<void> {
  const document: Pick<AuthenticatorDocument, 'provider' | 'settings' | 'methods'> = {
    provider: { type: 'PUSH', configuration: {} },
    settings: { userVerification: 'PREFERRED' },
    methods: {
      push: { status: 'ACTIVE', settings: { algorithms: ['ES256'], keyProtection: 'ANY', transactionTypes: ['LOGIN', 'CIBA'] } },
    },
  };
  await database.query({
    text: `insert into authenticator (id, org_id, key, name, status, mobile_app_id, document, created_at, updated_at)
      values ('autBrowserFlow', $1, 'custom_app', 'Magenta Approve', 'ACTIVE', $2, $3, $4, $4)`,
    values: [orgId, mobile.clientId, JSON.stringify(document), at],
  });
}

export interface SubmitOptions {
  readonly fields: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the form's own token; `undefined` leaves it out. */
  readonly formToken?: string | undefined;
}

/** Keeps cookies and fills forms, and does nothing else of its own: redirects are for the test to look at. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;
  readonly #orgUrl: string;
  remoteAddress = '127.0.0.1';

  constructor(app: FastifyInstance, orgUrl: string) {
    this.#app = app;
    this.#orgUrl = orgUrl;
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<LightMyRequestResponse> {
    return this.#send({ method: 'GET', url, headers });
  }

  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<LightMyRequestResponse> {
    const payload = new URLSearchParams(fields).toString();
    return this.#send({ method: 'POST', url, payload, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  }

  /** Sends the one form of a page as a browser does from a page that forbids referrers. */
  submit(page: LightMyRequestResponse, options: SubmitOptions): Promise<LightMyRequestResponse> {
    const form = formOf(page.body);
    const token = 'formToken' in options ? options.formToken : form.token;
    const fields = { ...(token === undefined ? {} : { form_token: token }), ...options.fields };
    return this.post(form.action, fields, { origin: 'null', 'sec-fetch-site': 'same-origin', ...options.headers });
  }

  /** From the page to the answer, with the right password. */
  signIn(page: LightMyRequestResponse, username: string): Promise<LightMyRequestResponse> {
    return this.submit(page, { fields: { username, password } });
  }

  async #send(request: {
    method: 'GET' | 'POST';
    url: string;
    payload?: string;
    headers: Readonly<Record<string, string>>;
  }): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = request.url.startsWith(this.#orgUrl) ? request.url.slice(this.#orgUrl.length) : request.url;
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...request.headers };
    const response = await this.#app.inject({ ...request, url, headers, remoteAddress: this.remoteAddress });
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** Action and form token of the only form of one of our pages. */
export function formOf(page: string): { readonly action: string; readonly token: string } {
  const action = /<form method="post" action="([^"]*)">/.exec(page)?.[1];
  if (action === undefined) throw new Error(`no form on this page: ${page}`);
  return {
    action: action.replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
    token: /name="form_token" value="([^"]*)"/.exec(page)?.[1] ?? '',
  };
}

/** The query of the redirect back to the client. */
export function answerOf(response: LightMyRequestResponse): Record<string, string> {
  const location = response.headers.location;
  if (typeof location !== 'string') throw new Error(`no redirect: ${response.statusCode} ${response.body}`);
  return Object.fromEntries(new URLSearchParams(location.slice(location.indexOf('?'))));
}
