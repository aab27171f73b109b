import { describe, expect, it } from 'vitest';
import { minutes, ruleSentence } from './rule-sentence.js';

const everyone = { users: { include: [], exclude: [] }, groups: { include: ['EVERYONE'], exclude: [] } };
const token = { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 };
const ciba = 'urn:openid:params:grant-type:ciba';
const names = (id: string) => ({ g1: 'Payments', u1: 'ada@example.com', u2: 'bob@example.com' })[id] ?? id;

describe('a rule as a sentence', () => {
  it.each([
    [
      'everyone and every scope need no words',
      everyone,
      [ciba],
      ['*'],
      'IF grant is CIBA THEN access token 1 h, refresh token without end',
    ],
    [
      'people and groups are named',
      { users: { include: ['u1'], exclude: [] }, groups: { include: ['g1'], exclude: [] } },
      [ciba, 'authorization_code'],
      ['*'],
      'IF grant is CIBA or authorization code AND person is ada@example.com or in Payments THEN access token 1 h, refresh token without end',
    ],
    [
      'exceptions and scopes are conditions of their own',
      { users: { include: [], exclude: ['u2'] }, groups: { include: ['EVERYONE'], exclude: [] } },
      ['client_credentials'],
      ['openid', 'payments'],
      'IF grant is client credentials AND person is not bob@example.com AND every scope is openid or payments THEN access token 1 h, refresh token without end',
    ],
    [
      'empty lists of people are nobody',
      { users: { include: [], exclude: [] }, groups: { include: [], exclude: [] } },
      [ciba],
      ['*'],
      'IF grant is CIBA AND person is nobody THEN access token 1 h, refresh token without end',
    ],
  ])('%s', (_name, people, grants, scopes, sentence) => {
    const rule = { conditions: { people, grantTypes: { include: grants }, scopes: { include: scopes } }, actions: { token } };
    expect(ruleSentence(rule, names)).toBe(sentence);
  });

  it.each([
    [5, '5 min'],
    [90, '90 min'],
    [120, '2 h'],
    [10_080, '7 d'],
  ])('says %i minutes as %s', (count, text) => {
    expect(minutes(count)).toBe(text);
  });
});
