/** A user as it is answered (okta-api 3.10). */
import type { userOutput } from '@countersign/contracts';
import type { User } from '@countersign/engine';
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
