import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OAuthApp, openOAuthApp, type TestClient } from '../../testing/open-oauth-app.js';

let oauth: OAuthApp;
beforeAll(async () => {
  oauth = await openOAuthApp();
});
afterAll(() => oauth.close());

const dayMs = 86_400_000;
async function refresh(client: TestClient, refreshToken: string, more: Record<string, string> = {}, path = '/oauth2/default/v1/token') {
  const response = await oauth.app.inject({
    method: 'POST',
    url: path,
    headers: { authorization: client.basic, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more }).toString(),
  });
  return { status: response.statusCode, headers: response.headers, body: response.json<Record<string, string>>() };
}
const rotating = () => oauth.addClient();
const staticClient = () => oauth.addClient({ oauth: { refresh_token: { rotation_type: 'STATIC' } } });

async function eventTypes(grantId: string): Promise<readonly string[]> {
  const { rows } = await oauth.database.query<{ event_type: string }>({
    text: `select event_type from system_log where targets::text like '%' || $1 || '%' order by published_at`,
    values: [grantId],
  });
  return rows.map((row) => row.event_type);
}

describe('refresh grant (RFC 6749 6, OpenID Connect Core 12, okta-api 2.14)', () => {
  it('R-001 answers with tokens, never to be cached', async () => {
    const client = await rotating();
    const { refreshToken } = await oauth.addGrant(client);
    const { status, headers, body } = await refresh(client, refreshToken);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache', 'content-type': 'application/json;charset=UTF-8' });
    expect(Object.keys(body)).toEqual(['token_type', 'expires_in', 'access_token', 'scope', 'refresh_token', 'id_token']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile email offline_access' });
  });

  it('R-003 the refreshed ID token keeps iss, sub, aud and auth_time, and has a new iat', async () => {
    const client = await rotating();
    const { refreshToken, grant } = await oauth.addGrant(client);
    const authenticatedAt = Math.floor(oauth.clock.now() / 1000);
    oauth.clock.advance(3_600_000);
    const { body } = await refresh(client, refreshToken);
    const common = { iss: 'https://id.example.com/oauth2/default', auth_time: authenticatedAt, iat: authenticatedAt + 3600 };
    expect(decodeJwt(body['id_token'] ?? '')).toMatchObject({ ...common, sub: oauth.user.id, aud: client.clientId, amr: ['pwd'] });
    expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
      ...common,
      sub: oauth.user.login,
      uid: oauth.user.id,
      cid: client.clientId,
    });
    expect(decodeJwt(body['access_token'] ?? '').jti?.split('.')[2]).toBe(grant.id);
  });

  it('R-051 a rotating client gets a successor; the old token works for its leeway, and after that ends the grant', async () => {
    const client = await rotating();
    const { refreshToken, grant } = await oauth.addGrant(client);
    const second = (await refresh(client, refreshToken)).body['refresh_token'] ?? '';
    expect(second).not.toBe(refreshToken);
    oauth.clock.advance(29_999);
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 200 });
    const third = (await refresh(client, second)).body['refresh_token'] ?? '';
    oauth.clock.advance(1);
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(client, third)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await eventTypes(grant.id)).toContain('app.oauth2.as.token.detect_reuse');
  });

  it('R-051 without leeway one of ten uses at once wins, and the others end the family', async () => {
    const client = await oauth.addClient({ oauth: { refresh_token: { rotation_type: 'ROTATE', leeway: 0 } } });
    const { refreshToken, grant } = await oauth.addGrant(client);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(client, refreshToken)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(await refresh(client, winners[0]?.body['refresh_token'] ?? '')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await eventTypes(grant.id)).toContain('app.oauth2.as.token.detect_reuse');
  });

  it('R-051 reuse also ends the access tokens of the family', async () => {
    const client = await rotating();
    const { refreshToken } = await oauth.addGrant(client);
    const { body } = await refresh(client, refreshToken);
    const userinfo = () =>
      oauth.app.inject({ url: '/oauth2/default/v1/userinfo', headers: { authorization: `Bearer ${body['access_token']}` } });
    expect((await userinfo()).statusCode).toBe(200);
    oauth.clock.advance(30_000);
    await refresh(client, refreshToken);
    expect((await userinfo()).statusCode).toBe(401);
  });

  it('a client without rotation keeps its token', async () => {
    const client = await staticClient();
    const { refreshToken } = await oauth.addGrant(client);
    for (let use = 0; use < 3; use++) {
      oauth.clock.advance(dayMs);
      expect((await refresh(client, refreshToken)).body['refresh_token']).toBe(refreshToken);
    }
  });

  it('the idle window restarts with each use, and an unused token dies with it', async () => {
    const client = await staticClient();
    const { refreshToken } = await oauth.addGrant(client);
    oauth.clock.advance(6 * dayMs);
    expect((await refresh(client, refreshToken)).status).toBe(200);
    oauth.clock.advance(6 * dayMs);
    expect((await refresh(client, refreshToken)).status).toBe(200);
    oauth.clock.advance(7 * dayMs);
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('a rotated token keeps the absolute end of its family', async () => {
    const client = await rotating();
    const { refreshToken } = await oauth.addGrant(client, { refreshExpiresAt: oauth.clock.now() + 3 * dayMs });
    oauth.clock.advance(2 * dayMs);
    const second = (await refresh(client, refreshToken)).body['refresh_token'] ?? '';
    oauth.clock.advance(dayMs - 1);
    const third = (await refresh(client, second)).body['refresh_token'] ?? '';
    oauth.clock.advance(1);
    expect(await refresh(client, third)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('R-002 scopes may be narrowed and not widened; narrowing does not last', async () => {
    const client = await staticClient();
    const { refreshToken } = await oauth.addGrant(client);
    const narrowed = await refresh(client, refreshToken, { scope: 'email  profile' });
    expect(narrowed).toMatchObject({ status: 200, body: { scope: 'email profile' } });
    expect(narrowed.body).not.toHaveProperty('id_token');
    expect(await refresh(client, refreshToken, { scope: 'openid phone' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await refresh(client, refreshToken)).toMatchObject({ body: { scope: 'openid profile email offline_access' } });
  });

  it('R-002 is bound to its client and its authorization server', async () => {
    const client = await rotating();
    const { refreshToken } = await oauth.addGrant(client);
    const refused = {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The refresh token is invalid, expired or revoked.' },
    };
    expect(await refresh(await rotating(), refreshToken)).toMatchObject(refused);
    expect(await refresh(client, refreshToken, {}, '/oauth2/v1/token')).toMatchObject(refused);
    expect(await refresh(client, 'unknown')).toMatchObject(refused);
    expect(await refresh(client, refreshToken, {}, `/oauth2/${oauth.serverId}/v1/token`)).toMatchObject({ status: 200 });
  });

  it('the person still has to be active', async () => {
    const client = await rotating();
    const { refreshToken } = await oauth.addGrant(client);
    const setStatus = (status: string) =>
      oauth.database.query({ text: 'update directory_user set status = $1 where id = $2', values: [status, oauth.user.id] });
    await setStatus('SUSPENDED');
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await setStatus('ACTIVE');
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 200 });
  });

  it('the person still has to be assigned', async () => {
    const client = await oauth.addClient({ everyone: false });
    const { refreshToken } = await oauth.addGrant(client);
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    await oauth.database.query({
      text: `insert into app_user (org_id, app_id, user_id, user_name, profile, created_at, updated_at) values ($1, $2, $3, 'x', '{}', $4, $4)`,
      values: [oauth.orgId, client.clientId, oauth.user.id, new Date(oauth.clock.now()).toISOString()],
    });
    expect(await refresh(client, refreshToken)).toMatchObject({ status: 200 });
  });

  it('a missing token is 400 invalid_request', async () => {
    expect(await refresh(await rotating(), '')).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('fifty uses of one rotating token at once all stay in one family', async () => {
    const client = await rotating();
    const { refreshToken, grant } = await oauth.addGrant(client);
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(client, refreshToken)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ body }) => body['refresh_token'])).size).toBe(50);
    expect(new Set(answers.map(({ body }) => decodeJwt(body['access_token'] ?? '').jti?.split('.')[2]))).toEqual(new Set([grant.id]));
  });
});
