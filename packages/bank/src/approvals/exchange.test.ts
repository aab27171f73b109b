import { describe, expect, it } from 'vitest';
import { asCurl, maskedHeaders, maskedValue, readAnswerBody, type Exchange } from './exchange.js';

const jwt = (claims: object): string =>
  [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.c2lnbmF0dXJl';

describe('what is kept of a request', () => {
  it('has no secret in it', () => {
    const headers = maskedHeaders(new Headers({ authorization: 'Basic czNjcmV0', cookie: 'x=1', prefer: 'wait=25' }));
    expect(headers).toEqual([
      ['authorization', 'Basic ••••'],
      ['prefer', 'wait=25'],
    ]);
    expect(maskedValue('client_secret', 's3cret')).toBe('••••');
    expect(maskedValue('auth_req_id', 'ftSecretSecretSecret')).toBe('ftSecr…');
    expect(maskedValue('binding_message', 'Pay 5 EUR')).toBe('Pay 5 EUR');
  });

  it('has the claims of tokens, and not the tokens', () => {
    const token = jwt({ sub: '00u1' });
    const { body, tokens } = readAnswerBody(JSON.stringify({ id_token: token, refresh_token: 'r3fresh', expires_in: 3600 }));
    expect(body).not.toContain(token);
    expect(body).not.toContain('r3fresh');
    expect(JSON.parse(body)).toMatchObject({ expires_in: 3600 });
    expect(tokens.map(({ name, payload }) => [name, JSON.parse(payload)])).toEqual([['id_token', { sub: '00u1' }]]);
  });

  it('can be repeated as curl, with the secrets put in by hand and everything else quoted', () => {
    const exchange: Exchange = {
      at: 0,
      method: 'POST',
      url: 'https://id.example.com/v1/token',
      requestHeaders: [['authorization', 'Basic ••••']],
      form: [
        ['auth_req_id', 'ftSecr…'],
        ['binding_message', "Pay J. O'Doe $(id)"],
      ],
      answer: undefined,
    };
    expect(asCurl(exchange).split(' \\\n  ')).toEqual([
      'curl --request POST',
      "--url 'https://id.example.com/v1/token'",
      '--user "$CLIENT_ID:$CLIENT_SECRET"',
      '--data-urlencode "auth_req_id=$AUTH_REQ_ID"',
      `--data-urlencode 'binding_message=Pay J. O'\\''Doe $(id)'`,
    ]);
  });
});
