/** A rule the way a person would say it. */
import type { Rule } from './server-types.js';

export const ruleGrants = [
  { value: 'authorization_code', label: 'Authorization Code' },
  { value: 'urn:openid:params:grant-type:ciba', label: 'Client-initiated backchannel authentication (CIBA)' },
  { value: 'refresh_token', label: 'Refresh Token' },
  { value: 'client_credentials', label: 'Client Credentials' },
  { value: 'urn:ietf:params:oauth:grant-type:jwt-bearer', label: 'JWT Bearer' },
  { value: 'implicit', label: 'Implicit (hybrid)' },
] as const;

const shortNames: Readonly<Record<string, string>> = {
  authorization_code: 'authorization code',
  'urn:openid:params:grant-type:ciba': 'CIBA',
  refresh_token: 'refresh token',
  client_credentials: 'client credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JWT bearer',
  implicit: 'implicit',
};

type Names = (id: string) => string;

/** `IF grant is CIBA AND person is in Payments THEN access token 1 h, refresh token without end`. */
export function ruleSentence({ conditions, actions }: Pick<Rule, 'conditions' | 'actions'>, nameOf: Names): string {
  const { people, grantTypes, scopes } = conditions;
  const parts = [
    `grant is ${anyOf(grantTypes.include.map((grant) => shortNames[grant] ?? grant))}`,
    ...whom(people, nameOf),
    ...(scopes.include.includes('*') ? [] : [`every scope is ${anyOf(scopes.include)}`]),
  ];
  const { accessTokenLifetimeMinutes: access, refreshTokenLifetimeMinutes: refresh } = actions.token;
  return `IF ${parts.join(' AND ')} THEN access token ${minutes(access)}, refresh token ${refresh === 0 ? 'without end' : minutes(refresh)}`;
}

function whom({ users, groups }: Rule['conditions']['people'], nameOf: Names): readonly string[] {
  const named = [...users.include.map(nameOf), ...groups.include.filter((id) => id !== 'EVERYONE').map((id) => `in ${nameOf(id)}`)];
  const excluded = [...users.exclude.map(nameOf), ...groups.exclude.map((id) => `in ${nameOf(id)}`)];
  const included = groups.include.includes('EVERYONE') ? [] : [`person is ${named.length === 0 ? 'nobody' : anyOf(named)}`];
  return excluded.length === 0 ? included : [...included, `person is not ${anyOf(excluded)}`];
}

function anyOf(list: readonly string[]): string {
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
}

/** `90 min`, `1 h`, `7 d`. */
export function minutes(count: number): string {
  if (count >= 1_440 && count % 1_440 === 0) return `${count / 1_440} d`;
  return count >= 60 && count % 60 === 0 ? `${count / 60} h` : `${count} min`;
}
