import { describe, expect, it } from 'vitest';
import { administratorOf, mayAccess, narrowed } from './administrator.js';
import { covers, roleFacts, scopesOfRoles } from './roles.js';

describe('what a scope covers', () => {
  it.each([
    ['okta.apps.read', 'okta.apps.read', true],
    ['okta.apps.manage', 'okta.apps.read', true],
    ['okta.apps.read', 'okta.apps.manage', false],
    ['okta.users.manage', 'okta.users.credentials.manage', true],
    ['okta.users.read', 'okta.users.credentials.read', true],
    ['okta.users.credentials.manage', 'okta.users.manage', false],
    ['okta.users.credentials.manage', 'okta.users.read', false],
    ['okta.app.manage', 'okta.apps.manage', false],
    ['okta.apps.manage', 'okta.appGrants.manage', false],
    ['okta.manage', 'okta.apps.manage', false],
    ['apps.manage', 'apps.read', false],
  ])('%s, %s: %s', (held, wanted, covered) => {
    expect(covers(held, wanted)).toBe(covered);
  });
});

describe('roles', () => {
  it('add up, and each but the strongest leaves administrators to the strongest', () => {
    const both = scopesOfRoles(['APP_ADMIN', 'HELP_DESK_ADMIN']);
    expect(both.has('okta.apps.manage') && both.has('okta.users.credentials.manage')).toBe(true);
    for (const role of ['APP_ADMIN', 'HELP_DESK_ADMIN', 'READ_ONLY_ADMIN'] as const)
      for (const scope of [
        'okta.roles.manage',
        'okta.appGrants.manage',
        'okta.users.manage',
        'okta.groups.manage',
        'okta.orgs.manage',
      ] as const)
        expect([role, scope, roleFacts[role].scopes.has(scope)]).toEqual([role, scope, false]);
  });

  it('and the scopes of a token meet in the narrower of the two', () => {
    const user = { id: '00u', orgId: '00o', login: 'help@example.com', profile: {} };
    const helpDesk = administratorOf(user, ['HELP_DESK_ADMIN'], { kind: 'access-token', clientId: '0oa' });
    const token = narrowed(helpDesk, new Set(['okta.users.manage', 'okta.apps.manage', 'okta.apiTokens.manage', 'openid']));
    expect(mayAccess(token, 'okta.users.credentials.manage')).toBe(true);
    expect(mayAccess(token, 'okta.apps.read')).toBe(true);
    for (const scope of [
      'okta.users.manage',
      'okta.apps.manage',
      'okta.apiTokens.manage',
      'okta.apiTokens.read',
      'okta.groups.read',
    ] as const)
      expect([scope, mayAccess(token, scope)]).toEqual([scope, false]);
    expect(() => administratorOf(user, [], { kind: 'access-token', clientId: '0oa' })).toThrow('E0000006');
  });
});
