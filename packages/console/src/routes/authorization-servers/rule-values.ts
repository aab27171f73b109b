/** A rule as the editor has it, and back. */
import type { Rule } from './server-types.js';

export interface RuleValues {
  name: string;
  grants: string[];
  who: 'everyone' | 'selected';
  userIds: string[];
  groupIds: string[];
  /** Whoever else is meant: never these. */
  notUserIds: string[];
  notGroupIds: string[];
  whichScopes: 'any' | 'selected';
  scopes: string[];
  accessMinutes: number;
  refreshMinutes: number;
  windowMinutes: number;
}

export function ruleValues(rule: Rule | undefined): RuleValues {
  if (rule === undefined) {
    const lifetimes = { accessMinutes: 60, refreshMinutes: 0, windowMinutes: 10_080 };
    const people = { userIds: [], groupIds: [], notUserIds: [], notGroupIds: [] };
    return { name: '', grants: [], who: 'everyone', ...people, whichScopes: 'any', scopes: [], ...lifetimes };
  }
  const { people, grantTypes, scopes } = rule.conditions;
  const { token } = rule.actions;
  return {
    name: rule.name,
    grants: [...grantTypes.include],
    who: people.groups.include.includes('EVERYONE') ? 'everyone' : 'selected',
    userIds: [...people.users.include],
    groupIds: people.groups.include.filter((id) => id !== 'EVERYONE'),
    notUserIds: [...people.users.exclude],
    notGroupIds: [...people.groups.exclude],
    whichScopes: scopes.include.includes('*') ? 'any' : 'selected',
    scopes: scopes.include.filter((name) => name !== '*'),
    accessMinutes: token.accessTokenLifetimeMinutes,
    refreshMinutes: token.refreshTokenLifetimeMinutes,
    windowMinutes: token.refreshTokenWindowMinutes,
  };
}

/** What the editor does not show stays as it was: status, place. */
export function ruleBody(values: RuleValues, rule: Rule | undefined) {
  const isEveryone = values.who === 'everyone';
  return {
    type: 'RESOURCE_ACCESS' as const,
    name: values.name.trim(),
    status: rule?.status ?? ('ACTIVE' as const),
    ...(rule === undefined ? {} : { priority: rule.priority }),
    conditions: {
      people: {
        users: { include: isEveryone ? [] : values.userIds, exclude: values.notUserIds },
        groups: { include: isEveryone ? ['EVERYONE'] : values.groupIds, exclude: values.notGroupIds },
      },
      grantTypes: { include: values.grants },
      scopes: { include: values.whichScopes === 'any' ? ['*'] : values.scopes },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: values.accessMinutes,
        refreshTokenLifetimeMinutes: values.refreshMinutes,
        refreshTokenWindowMinutes: values.windowMinutes,
      },
    },
  };
}
