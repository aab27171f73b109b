import { grantTypes } from '@countersign/contracts/wire';
import { describe, expect, it } from 'vitest';
import type { AccessPolicy, AccessPolicyRule, Claim } from '../../domain/authorization-server/authorization-server.js';
import { exampleClient, exampleOrg, exampleServer, exampleUser } from '../../testing/oauth-examples.js';
import { FixedClock } from '../../testing/fixed-clock.js';
import { SeededRandom } from '../../testing/seeded-random.js';
import { type PreviewInput, previewTokens } from './preview-tokens.js';

const lifetimes = { accessTokenSeconds: 600, refreshTokenSeconds: 0, refreshTokenIdleSeconds: 604_800 };
const rule = (id: string, changes: Partial<AccessPolicyRule> = {}): AccessPolicyRule => ({
  id,
  name: id,
  active: true,
  grantTypes: [grantTypes.ciba],
  groups: ['EVERYONE'],
  users: [],
  scopes: ['*'],
  lifetimes,
  ...changes,
});
const policy = (id: string, rules: readonly AccessPolicyRule[], changes: Partial<AccessPolicy> = {}): AccessPolicy => ({
  id,
  name: id,
  active: true,
  clients: ['ALL_CLIENTS'],
  rules,
  ...changes,
});
const claim = (name: string, changes: Partial<Claim>): Claim => ({
  name,
  claimType: 'RESOURCE',
  valueType: 'EXPRESSION',
  value: 'user.firstName',
  groupFilterType: undefined,
  alwaysIncludeInToken: true,
  scopes: [],
  active: true,
  ...changes,
});

const server = exampleServer({
  claims: [
    claim('first', {}),
    claim('iss', {}),
    claim('team', { claimType: 'IDENTITY', valueType: 'GROUPS', value: 'Pay', groupFilterType: 'STARTS_WITH' }),
  ],
  policies: [
    policy('off', [rule('unread')], { active: false }),
    policy('others', [rule('unread')], { clients: ['another'] }),
    policy('chosen', [
      rule('sleeping', { active: false }),
      rule('code', { grantTypes: [grantTypes.authorizationCode] }),
      rule('narrow', { scopes: ['openid'] }),
      rule('not you', { excludedUsers: ['00uExampleUser000001'] }),
      rule('not yours', { excludedGroups: ['00gPay'] }),
      rule('strangers', { groups: [], users: ['someone'] }),
      rule('winner'),
      rule('too late'),
    ]),
    policy('later', [rule('unread')]),
  ],
});

function preview(changes: Partial<PreviewInput> & { readonly assigned?: boolean } = {}) {
  const { assigned = true, ...input } = changes;
  const engine = {
    authenticators: { findById: async () => undefined, findByMobileClientId: async () => undefined },
    clients: { findByClientId: async () => undefined, isAssigned: async () => assigned },
    clock: new FixedClock(Date.UTC(2026, 0, 15)),
    keyring: { signingKey: async () => ({ kid: 'k1', alg: 'RS256' as const }) },
    random: new SeededRandom('preview'),
    users: { listGroupIds: async () => ['00gPay'], listGroupNames: async () => ['Payers'] },
  };
  const client = exampleClient({ backchannel: {} as never });
  // the parts that a preview never reaches are left out
  return previewTokens(engine as never, {
    org: exampleOrg,
    server,
    client,
    grantType: grantTypes.ciba,
    user: exampleUser(),
    scopes: ['openid', 'profile', 'payments'],
    ...input,
  });
}

describe('a token preview', () => {
  it('says for every policy and rule which condition was the first that did not hold', async () => {
    const { access, lifetimes: granted, allowed } = await preview();
    expect(allowed).toBe(true);
    expect(granted).toEqual(lifetimes);
    expect(access.policies.map(({ id, verdict, unmet }) => [id, verdict, unmet])).toEqual([
      ['off', 'unmet', 'inactive'],
      ['others', 'unmet', 'client'],
      ['chosen', 'matched', undefined],
      ['later', 'notReached', undefined],
    ]);
    expect(access.policies[2]?.rules.map(({ id, verdict, unmet }) => [id, verdict, unmet])).toEqual([
      ['sleeping', 'unmet', 'inactive'],
      ['code', 'unmet', 'grant_type'],
      ['narrow', 'unmet', 'scopes'],
      ['not you', 'unmet', 'user_excluded'],
      ['not yours', 'unmet', 'group_excluded'],
      ['strangers', 'unmet', 'people'],
      ['winner', 'matched', undefined],
      ['too late', 'notReached', undefined],
    ]);
    expect(access.policies[0]?.rules.map(({ verdict }) => verdict)).toEqual(['notReached']);
  });

  it('has the tokens that would be issued, each claim with its origin', async () => {
    const { accessToken, idToken, ignoredClaims } = await preview();
    expect(accessToken?.header).toEqual({ alg: 'RS256', kid: 'k1' });
    expect(accessToken?.payload).toMatchObject({
      sub: 'test.user@email.com',
      first: 'Test',
      iss: server.issuer,
      scp: ['openid', 'profile', 'payments'],
    });
    expect(accessToken?.origins).toMatchObject({ first: { kind: 'claim' }, iss: { kind: 'server' }, sub: { kind: 'server' } });
    expect(idToken?.payload).toMatchObject({ sub: '00uExampleUser000001', team: ['Payers'], name: 'Test User', at_hash: 'not signed' });
    expect(idToken?.origins).toMatchObject({ team: { kind: 'claim' }, name: { kind: 'scope' }, amr: { kind: 'server' } });
    for (const token of [accessToken, idToken]) {
      expect(Object.keys(token?.origins ?? {})).toEqual(Object.keys(token?.payload ?? {}));
      expect(Object.values(token?.origins ?? {}).every(({ text }) => text !== '')).toBe(true);
    }
    expect(ignoredClaims).toEqual([{ name: 'iss', reason: 'the name is reserved' }]);
  });

  it.each([
    ['server_inactive', { server: { ...server, active: false } }],
    ['grant_not_registered', { client: exampleClient({ grantTypes: new Set() }) }],
    ['client_inactive', { client: exampleClient({ active: false, backchannel: {} as never }) }],
    ['user_inactive', { user: exampleUser({ status: 'SUSPENDED' }) }],
    ['user_not_assigned', { assigned: false }],
    ['scope', { scopes: ['profile'] }],
  ] as const)('names what else refuses: %s', async (code, changes) => {
    const { allowed, refusals } = await preview(changes);
    expect(allowed).toBe(false);
    expect(refusals.map((one) => one.code)).toEqual([code]);
  });

  it('without a person tells of policies alone', async () => {
    expect(await preview({ user: undefined })).toMatchObject({ allowed: true, accessToken: undefined, idToken: undefined });
  });
});
