/** Authorization details over HTTP (RFC 9396; ciba-requirements 3.5): asked for, shown, granted, carried by tokens. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerPending, decodeJwt, enrollDevice, type TestDevice } from '../support/device.js';
import { type HttpAnswer, memberAt, postForm, request, sendJson, textMember } from '../support/http.js';
import { startInProcess, type ServerInProcess } from '../support/start-server.js';
import {
  ask,
  askedWell,
  type CibaClient,
  createClient,
  goodFields,
  makeClientKey,
  pollOnce,
  quickstartClient,
  signByClient,
} from './cast.js';

const payment = {
  type: 'payment_initiation',
  instructedAmount: { currency: 'EUR', amount: '1250.00' },
  creditorName: 'J. Doe',
  creditorAccount: { iban: 'DE89370400440532013000' },
};
const details = JSON.stringify([payment]);
const signingKey = makeClientKey();

let server: ServerInProcess;
let client: CibaClient;
let device: TestDevice;
beforeAll(async () => {
  server = await startInProcess({ PROMPT_LIMITS: 'off' });
  client = quickstartClient(server);
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

const administrator = () => ({ authorization: `SSWS ${server.facts.apiToken}` });
const types = () => `${server.url}/api/v1/authorizationServers/default/authorizationDetailsTypes`;
const send = (path: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
  postForm(`${server.url}/oauth2/default/v1/${path}`, fields, { authorization: client.authorization });

interface StoredRequest {
  readonly authorization_details: unknown;
  readonly lines: readonly unknown[];
}

async function storedRequest(message: string): Promise<StoredRequest> {
  const { rows } = await server.database.query<StoredRequest>({
    text: `select authorization_details, display -> 'lines' as lines from backchannel_request where binding_message = $1`,
    values: [message],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('no request');
  return row;
}

/** Asks, approves and fetches the tokens. */
async function granted(change: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const { authReqId, message } = await askedWell(server, client, change);
  expect((await answerPending(device, message)).status).toBe(200);
  const answer = await pollOnce(server, client, authReqId);
  expect(answer.status).toBe(200);
  return answer;
}

describe('authorization details', () => {
  it('R-034, R-036 are shown, granted, and carried by the token response, the access token, introspection and refreshed tokens', async () => {
    const second = { ...payment, creditorName: 'R. Roe', instructedAmount: { currency: 'EUR', amount: '0.10' } };
    const both = JSON.stringify([payment, second]);
    const tokens = await granted({ scope: 'openid offline_access', authorization_details: both });
    expect(memberAt(tokens.json, 'authorization_details')).toEqual([payment, second]);
    const accessToken = textMember(tokens, 'access_token');
    expect(decodeJwt(accessToken).claims['authorization_details']).toEqual([payment, second]);
    expect(decodeJwt(textMember(tokens, 'id_token')).claims).not.toHaveProperty('authorization_details');
    for (const token of [accessToken, textMember(tokens, 'refresh_token')]) {
      expect((await send('introspect', { token })).json).toMatchObject({ active: true, authorization_details: [payment, second] });
    }

    const refresh = (fields: Readonly<Record<string, string>>) =>
      send('token', { grant_type: 'refresh_token', refresh_token: textMember(tokens, 'refresh_token'), ...fields });
    expect(memberAt((await refresh({})).json, 'authorization_details')).toEqual([payment, second]);
    const narrower = await refresh({ authorization_details: JSON.stringify([second]) });
    expect(memberAt(narrower.json, 'authorization_details')).toEqual([second]);
    expect(decodeJwt(textMember(narrower, 'access_token')).claims['authorization_details']).toEqual([second]);
    const wider = await refresh({ authorization_details: JSON.stringify([{ ...payment, creditorName: 'M. Mallory' }]) });
    expect([wider.status, memberAt(wider.json, 'error')]).toEqual([400, 'invalid_authorization_details']);
  });

  it('S-W1 come first of what the person reads, amount and payee before all', async () => {
    const { message } = await askedWell(server, client, { authorization_details: details });
    const { authorization_details, lines } = await storedRequest(message);
    expect(authorization_details).toEqual([payment]);
    expect(lines.slice(0, 4)).toEqual([
      { label: 'Amount', value: '1,250.00 EUR' },
      { label: 'To', value: 'J. Doe' },
      { label: 'Account', value: 'DE89 3704 0044 0532 0130 00' },
      { label: 'Kind', value: 'Payment' },
    ]);
  });

  it('are nowhere when none were asked for', async () => {
    const tokens = await granted({ scope: 'openid' });
    expect(tokens.json).not.toHaveProperty('authorization_details');
    const accessToken = textMember(tokens, 'access_token');
    expect(decodeJwt(accessToken).claims).not.toHaveProperty('authorization_details');
    expect((await send('introspect', { token: accessToken })).json).not.toHaveProperty('authorization_details');
  });

  const cases: readonly (readonly [string, string])[] = [
    ['no JSON', 'payment'],
    ['an object in place of the array', JSON.stringify(payment)],
    ['an unknown type', '[{"type":"account_information"}]'],
    ['an unknown field', JSON.stringify([{ ...payment, urgent: true }])],
    ['a number in place of a text', JSON.stringify([{ ...payment, instructedAmount: { currency: 'EUR', amount: 1250 } }])],
    ['an amount of nothing', JSON.stringify([{ ...payment, instructedAmount: { currency: 'EUR', amount: '0.00' } }])],
    ['a missing field', JSON.stringify([{ ...payment, creditorName: undefined }])],
    ['a wrong IBAN', JSON.stringify([{ ...payment, creditorAccount: { iban: 'DE88370400440532013000' } }])],
    ['a member twice', details.replace('"creditorName":"J. Doe"', '"creditorName":"J. Doe","creditorName":"M. Mallory"')],
    ['text that turns direction', JSON.stringify([{ ...payment, creditorName: 'J. \u202EDoe' }])],
  ];
  it.each(cases)('R-033 %s is invalid_authorization_details', async (_, sent) => {
    const answer = await ask(server, client, goodFields(server, { authorization_details: sent }));
    expect([answer.status, memberAt(answer.json, 'error')]).toEqual([400, 'invalid_authorization_details']);
    expect(memberAt(answer.json, 'error_description')).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/);
    expect(answer.text).not.toContain('Mallory');
  });

  it('C-069 of a signed request are the array itself or its text, and may not stand outside it', async () => {
    const signer = await createClient(server, {
      oauth: {
        backchannel_authentication_request_signing_alg: 'ES256',
        jwks: { keys: [signingKey.publicJwk] },
        authorization_details_types: ['payment_initiation'],
      },
    });
    const now = Math.floor(server.clock.now() / 1_000);
    const signed = (change: Readonly<Record<string, unknown>>, fields = goodFields(server)) => {
      const times = { iat: now, nbf: now, exp: now + 300, jti: randomUUID() };
      return {
        fields,
        request: signByClient(signingKey, { iss: signer.clientId, aud: server.facts.issuer, ...times, ...fields, ...change }),
      };
    };
    for (const claim of [[payment], details]) {
      const { fields, request: jwt } = signed({ authorization_details: claim });
      expect((await ask(server, signer, { request: jwt })).status).toBe(200);
      expect((await storedRequest(fields['binding_message'] ?? '')).authorization_details).toEqual([payment]);
    }
    const refusal = await ask(server, signer, { request: signed({ authorization_details: [{ ...payment, urgent: true }] }).request });
    expect([refusal.status, memberAt(refusal.json, 'error')]).toEqual([400, 'invalid_authorization_details']);
    const outside = await ask(server, signer, { request: signed({}).request, authorization_details: details });
    expect([outside.status, memberAt(outside.json, 'error')]).toEqual([400, 'invalid_request']);
  });

  it('R-035 are for clients that are registered for the type, and the types are published', async () => {
    const other = await createClient(server);
    const answer = await ask(server, other, goodFields(server, { authorization_details: details }));
    expect([answer.status, memberAt(answer.json, 'error')]).toEqual([400, 'invalid_authorization_details']);
    const metadata = await request(`${server.url}/oauth2/default/.well-known/openid-configuration`);
    expect(memberAt(metadata.json, 'authorization_details_types_supported')).toEqual(['payment_initiation']);
    const org = await request(`${server.url}/.well-known/openid-configuration`);
    expect(org.json).not.toHaveProperty('authorization_details_types_supported');
  });

  it('follow their type as soon as it is changed, and stay what they were once granted', async () => {
    const tokens = await granted({ scope: 'openid offline_access', authorization_details: details });
    const registered = memberAt((await request(types(), { headers: administrator() })).json, 0);
    const path = `${types()}/${String(memberAt(registered, 'id'))}`;
    const schema = memberAt(registered, 'schema');
    const changed = {
      type: 'payment_initiation',
      schema: { ...Object(schema), maxProperties: 2 },
      display: memberAt(registered, 'display'),
    };
    expect((await sendJson('PUT', path, changed, administrator())).status).toBe(200);
    expect((await ask(server, client, goodFields(server, { authorization_details: details }))).status).toBe(400);
    expect((await sendJson('DELETE', path, undefined, administrator())).status).toBe(204);
    expect((await ask(server, client, goodFields(server, { authorization_details: details }))).status).toBe(400);
    const metadata = await request(`${server.url}/oauth2/default/.well-known/openid-configuration`);
    expect(metadata.json).not.toHaveProperty('authorization_details_types_supported');
    const refreshed = await send('token', { grant_type: 'refresh_token', refresh_token: textMember(tokens, 'refresh_token') });
    expect(memberAt(refreshed.json, 'authorization_details')).toEqual([payment]);
  });
});
