/**
 * What administrators may do. A role is a set of the management API's scopes (okta-api 3.1); who has several roles may do what any of them
 * allows. Every role may read everything but secrets, which take the right to manage their app.
 */
import { accessScopes, type AccessScope, type AdminRole } from '@countersign/contracts';

export interface RoleFacts {
  /** Okta's label. */
  readonly label: string;
  /** What it is for, for people who choose. */
  readonly purpose: string;
  readonly scopes: ReadonlySet<AccessScope>;
}

const everyRead = accessScopes.filter((scope) => scope.endsWith('.read'));

export const roleFacts: Readonly<Record<AdminRole, RoleFacts>> = {
  SUPER_ADMIN: {
    label: 'Super Administrator',
    purpose: 'Everything, administrators and settings of the org included.',
    scopes: new Set(accessScopes),
  },
  APP_ADMIN: {
    label: 'Application Administrator',
    purpose: 'Apps, their secrets and assignments, authorization servers and their policies, test transactions.',
    scopes: new Set<AccessScope>([
      ...everyRead,
      'okta.apps.manage',
      'okta.authorizationServers.manage',
      'okta.transactions.manage',
      'okta.apiTokens.manage',
    ]),
  },
  HELP_DESK_ADMIN: {
    label: 'Help Desk Administrator',
    purpose: 'Passwords, factors, sessions and devices of people who are no administrators.',
    scopes: new Set<AccessScope>([
      ...everyRead,
      'okta.users.credentials.manage',
      'okta.sessions.manage',
      'okta.devices.manage',
      'okta.apiTokens.manage',
    ]),
  },
  READ_ONLY_ADMIN: {
    label: 'Read Only Administrator',
    purpose: 'Looking at everything but secrets.',
    scopes: new Set(everyRead),
  },
};

export function scopesOfRoles(roles: readonly AdminRole[]): ReadonlySet<AccessScope> {
  return new Set(roles.flatMap((role) => [...roleFacts[role].scopes]));
}

/**
 * Whether who holds `held` may do what takes `wanted`: to manage implies to read, and the right to a kind of resource implies the right to
 * its parts (`okta.users.manage` covers `okta.users.credentials.manage`).
 */
export function covers(held: string, wanted: string): boolean {
  if (held === wanted) return true;
  const [, heldResource = '', heldVerb] = /^(okta\..+)\.(read|manage)$/.exec(held) ?? [];
  const [, wantedResource = '', wantedVerb] = /^(okta\..+)\.(read|manage)$/.exec(wanted) ?? [];
  if (heldVerb === undefined || wantedVerb === undefined) return false;
  const sameOrPart = wantedResource === heldResource || wantedResource.startsWith(`${heldResource}.`);
  return sameOrPart && (heldVerb === 'manage' || wantedVerb === 'read');
}

const notForApps: readonly AccessScope[] = ['okta.apiTokens.manage', 'okta.appGrants.manage'];

/**
 * Scopes an app can carry for an administrator. Not those with which it could make itself a token of its own or grant itself other scopes:
 * either would outlive what the administrator gave it and reach further.
 */
export const scopesOfApps: ReadonlySet<string> = new Set(accessScopes.filter((scope) => !notForApps.includes(scope)));
