/** A user and an administrator's role, as they are answered (okta-api 3.10). */
import type { AdminRole, userOutput } from '@countersign/contracts';
import { roleFacts, type User } from '@countersign/engine';
import type { z } from 'zod';
import type { Presented } from './handlers.js';
import { link, type Link, optionalTime, time } from './links.js';

export function presentUser(user: User, orgUrl: string): Presented<z.output<typeof userOutput>> {
  const path = `/users/${user.id}`;
  return {
    id: user.id,
    status: user.status,
    created: time(user.createdAt),
    activated: optionalTime(user.activatedAt),
    statusChanged: optionalTime(user.statusChangedAt),
    lastLogin: optionalTime(user.lastLoginAt),
    lastUpdated: time(user.updatedAt),
    passwordChanged: optionalTime(user.passwordChangedAt),
    type: { id: 'default' },
    profile: {
      firstName: null,
      lastName: null,
      mobilePhone: null,
      secondEmail: null,
      ...user.profile,
      login: user.login,
      email: user.email,
    },
    credentials: { ...(user.passwordHash === undefined ? {} : { password: {} }), provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: link(orgUrl, path, 'GET', 'POST', 'PUT', 'DELETE'), ...lifecycleLinks(user, path, orgUrl) },
  };
}

function lifecycleLinks(user: User, path: string, orgUrl: string): Readonly<Record<string, Link>> {
  const step = (verb: string) => ({ [verb]: link(orgUrl, `${path}/lifecycle/${verb}`, 'POST') });
  switch (user.status) {
    case 'DEPROVISIONED':
      return { ...step('activate'), delete: link(orgUrl, path, 'DELETE') };
    case 'STAGED':
      return { ...step('activate'), ...step('deactivate') };
    case 'SUSPENDED':
      return { ...step('unsuspend'), ...step('deactivate') };
    case 'LOCKED_OUT':
      return { ...step('unlock'), ...step('deactivate') };
    case 'ACTIVE':
      return { ...step('suspend'), ...step('deactivate'), changePassword: link(orgUrl, `${path}/credentials/change_password`, 'POST') };
    default:
      return step('deactivate');
  }
}

/** A role is named by its type: a user has each at most once. */
export function presentAdminRole(user: User, role: AdminRole, orgUrl: string): object {
  return {
    id: role,
    type: role,
    label: roleFacts[role].label,
    status: 'ACTIVE',
    assignmentType: 'USER',
    _links: { assignee: link(orgUrl, `/users/${user.id}`), self: link(orgUrl, `/users/${user.id}/roles/${role}`, 'DELETE') },
  };
}
