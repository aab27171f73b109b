/** An application that asks over CIBA: plain form posts, as the guide prints them. */
import { type HttpAnswer, basic, memberAt, postForm, request, textMember } from './http.js';
import type { TestServer } from './start-process.js';

export const cibaGrantType = 'urn:openid:params:grant-type:ciba';

/** Asks for approval at the `default` authorization server of this node. */
export function requestApproval(server: TestServer, fields: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
  const { clientId, clientSecret, user } = server.facts;
  return postForm(
    `${server.url}/oauth2/default/v1/bc/authorize`,
    { scope: 'openid email', login_hint: user.login, ...fields },
    { authorization: basic(clientId, clientSecret) },
  );
}

/** Asks and gives the `auth_req_id`; fails the test with the server's answer when it refused. */
export async function acknowledged(server: TestServer, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await requestApproval(server, fields);
  if (answer.status !== 200) throw new Error(`bc/authorize answered ${answer.status}: ${answer.text}`);
  return textMember(answer, 'auth_req_id');
}

/** Polls once. `waitSeconds` asks for a held poll (RFC 7240). */
export function poll(server: TestServer, authReqId: string, { waitSeconds }: { readonly waitSeconds?: number } = {}): Promise<HttpAnswer> {
  const { clientId, clientSecret } = server.facts;
  return postForm(
    `${server.url}/oauth2/default/v1/token`,
    { grant_type: cibaGrantType, auth_req_id: authReqId },
    { authorization: basic(clientId, clientSecret), ...(waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` }) },
  );
}

/** The first redirect address a client is registered with, as the management API tells it. */
export async function redirectUriOf(server: TestServer, clientId: string): Promise<string> {
  const app = await request(`${server.url}/api/v1/apps/${clientId}`, { headers: { authorization: `SSWS ${server.facts.apiToken}` } });
  const uri = memberAt(app.json, 'settings', 'oauthClient', 'redirect_uris', 0);
  if (typeof uri !== 'string') throw new Error(`no redirect_uris in ${app.status} ${app.text}`);
  return uri;
}
