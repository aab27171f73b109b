/** The scopes and claims every new authorization server has (okta-api 3.7): what OpenID Connect Core 5.4 names, and what devices ask for. */
import type { Random } from '../../ports/random.js';
import type { ClaimRecord, ScopeRecord } from '../../ports/management/managed-authorization-server-store.js';
import { newId } from '../id.js';

const connectScopes: readonly (readonly [name: string, description: string])[] = [
  ['openid', 'Signals that a request is an OpenID request.'],
  ['profile', 'Access to the default profile claims.'],
  ['email', 'Access to the e-mail address.'],
  ['address', 'Access to the postal address.'],
  ['phone', 'Access to the phone number.'],
  ['offline_access', 'Access while the person is away: a refresh token.'],
];
const deviceSso = ['device_sso', 'Sign-in shared between the apps of one device.'] as const;
const groups = ['groups', 'The groups the person is in.'] as const;

const accountAreas: readonly (readonly [area: string, verbs: readonly string[]])[] = [
  ['', ['read', 'manage']],
  ['appAuthenticator.', ['read', 'manage', 'maintenance.read', 'maintenance.manage']],
  ['authenticators.', ['read', 'manage']],
  ['customAuthenticator.', ['read', 'manage']],
  ['email.', ['read', 'manage']],
  ['oktaApplications.', ['read']],
  ['organization.', ['read']],
  ['password.', ['read', 'manage']],
  ['phone.', ['read', 'manage']],
  ['profile.', ['read', 'manage']],
];
const accountScopes = accountAreas.flatMap(([area, verbs]) => verbs.map((verb) => `okta.myAccount.${area}${verb}`));

/** 27 scopes of a custom server; the org's own server has `groups` in place of `device_sso`. */
export function systemScopes(random: Random, kind: 'org' | 'custom'): readonly ScopeRecord[] {
  const make = (name: string, description: string, system: boolean): ScopeRecord => ({
    id: newId(random, 'scp'),
    name,
    displayName: null,
    description,
    system,
    isDefault: false,
    optional: false,
    consent: 'IMPLICIT',
    metadataPublish: 'ALL_CLIENTS',
  });
  const [extra, extraDescription] = kind === 'org' ? groups : deviceSso;
  return [
    ...connectScopes.map(([name, description]) => make(name, description, true)),
    make(extra, extraDescription, true),
    ...accountScopes.map((name) => make(name, 'Access to the own account.', kind === 'org')),
  ];
}

const profileClaims = [
  'name',
  'nickname',
  'preferred_username',
  'given_name',
  'middle_name',
  'family_name',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
];
/** With an access token beside it the ID token carries only these; the rest comes from userinfo (okta-api 2.11). */
const alwaysInIdToken: ReadonlySet<string> = new Set(['name', 'preferred_username', 'email']);

/** One claim of access tokens (`sub`) and 18 of ID tokens. */
export function systemClaims(random: Random): readonly ClaimRecord[] {
  const identity = (name: string, scope: string): ClaimRecord => ({
    id: newId(random, 'ocl'),
    name,
    status: 'ACTIVE',
    system: true,
    claimType: 'IDENTITY',
    valueType: 'SYSTEM',
    value: '',
    groupFilterType: null,
    alwaysIncludeInToken: alwaysInIdToken.has(name),
    scopes: [scope],
  });
  const subject: ClaimRecord = {
    ...identity('sub', 'openid'),
    claimType: 'RESOURCE',
    valueType: 'EXPRESSION',
    value: '(appuser != null) ? appuser.userName : app.clientId',
    alwaysIncludeInToken: true,
    scopes: [],
  };
  return [
    subject,
    ...profileClaims.map((name) => identity(name, 'profile')),
    identity('email', 'email'),
    identity('email_verified', 'email'),
    identity('address', 'address'),
    identity('phone_number', 'phone'),
  ];
}
