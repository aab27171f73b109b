import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { exampleClient, FixedClock } from '../../testing/index.js';
import { clientVerificationKeys } from './client-keys.js';

const minute = 60_000;
const pairs = { first: generateKeyPairSync('ec', { namedCurve: 'P-256' }), second: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const published = (kid: keyof typeof pairs) => ({ ...pairs[kid].publicKey.export({ format: 'jwk' }), kid });
const client = exampleClient({ authMethod: 'private_key_jwt', jwksUri: 'https://bank.example.com/jwks' });

describe('keys from a jwks_uri (R-010, S-083)', () => {
  let clock: FixedClock;
  let answer: () => unknown;
  let fetches: string[];
  let engine: Parameters<typeof clientVerificationKeys>[0];
  beforeEach(() => {
    clock = new FixedClock();
    fetches = [];
    answer = () => ({ keys: [published('first')] });
    engine = {
      clock,
      outboundHttp: {
        fetchJson(url) {
          fetches.push(url);
          return Promise.resolve().then(answer);
        },
      },
    };
  });
  const find = async (kid: string | undefined, alg = 'ES256') => (await clientVerificationKeys(engine, client, { alg, kid })).length;

  it('are fetched once and kept', async () => {
    expect(await find('first')).toBe(1);
    clock.advance(9 * minute);
    expect(await find('first')).toBe(1);
    expect(fetches).toEqual(['https://bank.example.com/jwks']);
  });

  it('are fetched once for callers who ask together', async () => {
    expect(await Promise.all([find('first'), find('first'), find(undefined)])).toEqual([1, 1, 1]);
    expect(fetches).toHaveLength(1);
  });

  it('are fetched again for an unknown kid, at most once a minute', async () => {
    await find('first');
    answer = () => ({ keys: [published('first'), published('second')] });
    expect(await find('second')).toBe(0);
    clock.advance(minute);
    expect(await find('second')).toBe(1);
    for (let attempt = 0; attempt < 20; attempt++) expect(await find('third')).toBe(0);
    expect(fetches).toHaveLength(2);
  });

  it('stop counting when they were removed and the cache life is over', async () => {
    await find('first');
    answer = () => ({ keys: [published('second')] });
    clock.advance(10 * minute);
    expect(await find('first')).toBe(0);
  });

  it('survive a failing address for an hour, and no longer', async () => {
    await find('first');
    answer = () => {
      throw new Error('connection refused');
    };
    clock.advance(59 * minute);
    expect(await find('first')).toBe(1);
    clock.advance(2 * minute);
    expect(await find('first')).toBe(0);
  });

  it.each([
    ['no object', 'text'],
    ['no array', { keys: 'x' }],
    ['unreadable keys', { keys: [null, 1, { kty: 'EC' }, { kty: 'oct', k: 'AAAA' }, { kty: 'RSA', n: 1, e: [] }] }],
  ])('are none when the answer holds %s', async (_case, body) => {
    answer = () => body;
    expect(await find(undefined)).toBe(0);
  });

  it('fit the algorithm, by kind, curve and their own alg', async () => {
    expect(await find('first', 'ES384')).toBe(0);
    expect(await find('first', 'RS256')).toBe(0);
    expect(await find('first', 'none')).toBe(0);
    clock.advance(10 * minute);
    answer = () => ({ keys: [{ ...published('first'), alg: 'ES512' }] });
    expect(await find('first')).toBe(0);
  });
});
