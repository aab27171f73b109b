import { grantTypes } from '@countersign/contracts/wire';
import { describe, expect, it } from 'vitest';
import { exampleOrgServer, exampleServer } from '../../testing/oauth-examples.js';
import { type AccessQuestion, evaluateAccess } from './access-policy.js';
import type { AccessPolicy, AccessPolicyRule } from './authorization-server.js';

const lifetimes = { accessTokenSeconds: 3600, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 604_800 };
const rule = (changes: Partial<AccessPolicyRule> = {}): AccessPolicyRule => ({
  id: '0prRule0000000000001',
  name: 'CIBA allowed',
  active: true,
  grantTypes: [grantTypes.ciba],
  groups: ['00gPayers00000000001'],
  users: [],
  scopes: ['openid', 'payments'],
  lifetimes,
  ...changes,
});
const policy = (changes: Partial<AccessPolicy> = {}): AccessPolicy => ({
  id: '00pPolicy00000000001',
  name: 'Bank',
  active: true,
  clients: ['0oaBank0000000000001'],
  rules: [rule()],
  ...changes,
});
const question: AccessQuestion = {
  clientId: '0oaBank0000000000001',
  grantType: grantTypes.ciba,
  scopes: ['openid', 'payments'],
  user: { id: '00uPayer000000000001', groupIds: ['00gPayers00000000001'] },
};
const ask = (policies: readonly AccessPolicy[], changes: Partial<AccessQuestion> = {}) =>
  evaluateAccess(exampleServer({ policies }), { ...question, ...changes });

describe('access policies (okta-api 3.7)', () => {
  it('allows what policy and rule name, with the lifetimes of the rule', () => {
    expect(ask([policy()])).toEqual({ allowed: true, lifetimes, policyId: '00pPolicy00000000001', ruleId: '0prRule0000000000001' });
  });

  describe('one condition that does not hold flips the outcome', () => {
    const flips: readonly (readonly [string, readonly AccessPolicy[], Partial<AccessQuestion>])[] = [
      ['client', [policy()], { clientId: '0oaOther000000000001' }],
      ['grant type', [policy()], { grantType: grantTypes.authorizationCode }],
      ['group', [policy()], { user: { id: '00uPayer000000000001', groupIds: ['00gOthers00000000001'] } }],
      [
        'user',
        [policy({ rules: [rule({ groups: [], users: ['00uPayer000000000001'] })] })],
        { user: { id: '00uOther000000000001', groupIds: [] } },
      ],
      ['scope', [policy()], { scopes: ['openid', 'payments', 'admin'] }],
      ['inactive policy', [policy({ active: false })], {}],
      ['inactive rule', [policy({ rules: [rule({ active: false })] })], {}],
      ['no policy at all', [], {}],
    ];
    it.each(flips)('%s', (_condition, policies, changes) => {
      expect(ask(policies, changes)).toEqual({ allowed: false, reason: 'no_matching_policy' });
    });
  });

  describe('one wider condition flips it back', () => {
    const widened: readonly (readonly [string, AccessPolicy, Partial<AccessQuestion>])[] = [
      ['ALL_CLIENTS', policy({ clients: ['ALL_CLIENTS'] }), { clientId: '0oaOther000000000001' }],
      ['EVERYONE', policy({ rules: [rule({ groups: ['EVERYONE'] })] }), { user: { id: '00uOther000000000001', groupIds: [] } }],
      [
        'the user by name',
        policy({ rules: [rule({ groups: [], users: ['00uOther000000000001'] })] }),
        { user: { id: '00uOther000000000001', groupIds: [] } },
      ],
      ['any scope', policy({ rules: [rule({ scopes: ['*'] })] }), { scopes: ['openid', 'admin'] }],
      [
        'a second grant type',
        policy({ rules: [rule({ grantTypes: [grantTypes.ciba, grantTypes.refreshToken] })] }),
        { grantType: grantTypes.refreshToken },
      ],
      ['a grant without a person', policy(), { user: undefined }],
    ];
    it.each(widened)('%s', (_condition, only, changes) => {
      expect(ask([only], changes)).toMatchObject({ allowed: true });
    });
  });

  it('the order of policies decides: the first that matches ends the search', () => {
    const short = policy({ id: '00pShort000000000001', rules: [rule({ lifetimes: { ...lifetimes, accessTokenSeconds: 300 } })] });
    expect(ask([short, policy()])).toMatchObject({ policyId: '00pShort000000000001', lifetimes: { accessTokenSeconds: 300 } });
    expect(ask([policy(), short])).toMatchObject({ policyId: '00pPolicy00000000001', lifetimes: { accessTokenSeconds: 3600 } });
  });

  it('the order of rules decides inside a policy, and one that does not match is passed over', () => {
    const other = rule({ id: '0prOther000000000001', grantTypes: [grantTypes.authorizationCode] });
    const short = rule({ id: '0prShort000000000001' });
    expect(ask([policy({ rules: [other, short, rule()] })])).toMatchObject({ ruleId: '0prShort000000000001' });
    expect(ask([policy({ rules: [other, rule(), short] })])).toMatchObject({ ruleId: '0prRule0000000000001' });
  });

  it('a policy whose rules do not match leaves the question to the next one', () => {
    const empty = policy({ id: '00pEmpty000000000001', rules: [] });
    expect(ask([empty, policy()])).toMatchObject({ policyId: '00pPolicy00000000001' });
  });

  it('the server of the org has no policies and allows, with its fixed lifetimes', () => {
    const answer = evaluateAccess(exampleOrgServer(), question);
    expect(answer).toMatchObject({ allowed: true, lifetimes: { accessTokenSeconds: 3600, refreshTokenSeconds: 90 * 86_400 } });
  });
});
