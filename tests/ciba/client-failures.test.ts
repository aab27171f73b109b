/** What follows when client authentication fails: a record of each, and a pause for who fails on (okta-api 3.13, S-091). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, memberAt, postForm, type HttpAnswer } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import { type CibaClient, createClient, quickstartClient } from './cast.js';

let server: ServerInProcess;
let client: CibaClient;
beforeAll(async () => {
  server = await startInProcess();
  client = quickstartClient(server);
});
afterAll(() => server.stop());

const endpoints = ['token', 'bc/authorize', 'introspect', 'revoke'] as const;
const call = (endpoint: (typeof endpoints)[number], authorization: string): Promise<HttpAnswer> =>
  postForm(
    `${server.url}/oauth2/default/v1/${endpoint}`,
    { grant_type: 'refresh_token', refresh_token: 'x', token: 'x' },
    { authorization },
  );

interface Row {
  readonly actor: unknown;
  readonly outcome: unknown;
}
async function recorded(): Promise<readonly Row[]> {
  const { rows } = await server.database.query<Row>({
    text: `select actor, outcome from system_log where event_type = 'app.oauth2.invalid_client_credentials' order by published_at, uuid`,
  });
  return rows;
}

describe('a failed client authentication', () => {
  it.each(endpoints)('okta-api 3.13 at %s leaves an event that names the client, and nothing that was sent', async (endpoint) => {
    const before = (await recorded()).length;
    expect((await call(endpoint, basic(client.clientId, 'hunter2-of-a-person'))).status).toBe(401);
    const rows = (await recorded()).slice(before);
    expect(rows).toHaveLength(1);
    expect(memberAt(rows[0], 'actor', 'alternateId')).toBe(client.clientId);
    expect(rows[0]?.outcome).toEqual({ result: 'FAILURE', reason: 'wrong secret' });
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });

  it('S-088 does not write down an id that is no client', async () => {
    await call('token', basic('a-password-in-the-wrong-field', 'x'));
    expect(JSON.stringify(await recorded())).not.toContain('a-password-in-the-wrong-field');
  });

  it('S-091 repeated without end meets 429 with Retry-After, also with the right secret, until the pause is over; others are not concerned', async () => {
    const guessed = await createClient(server);
    const statuses: number[] = [];
    for (let turn = 0; turn < 101; turn += 1) statuses.push((await call('token', basic(guessed.clientId, `guess-${turn}`))).status);
    expect(statuses.slice(0, 100).every((status) => status === 401)).toBe(true);
    expect(statuses[100]).toBe(429);
    const locked = await call('introspect', guessed.authorization);
    expect(locked).toMatchObject({ status: 429, json: { error: 'temporarily_unavailable' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await call('introspect', client.authorization)).status).toBe(200);
    server.clock.advance(60_000);
    expect((await call('introspect', guessed.authorization)).status).toBe(200);
  });
});
