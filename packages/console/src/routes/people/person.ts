/** A user of the management API as the console's pages use it; here they are called people, as in the guide. */
import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';
import type { Tone } from '../../patterns/status-badge.js';

export type Person = MethodResponse<typeof apiQuery, 'get', '/api/v1/users/{userId}'>;
export type PersonStatus = Person['status'];

export const statusNames: Readonly<Record<PersonStatus, string>> = {
  STAGED: 'Staged',
  PROVISIONED: 'Pending activation',
  ACTIVE: 'Active',
  RECOVERY: 'Password reset',
  PASSWORD_EXPIRED: 'Password expired',
  LOCKED_OUT: 'Locked out',
  SUSPENDED: 'Suspended',
  DEPROVISIONED: 'Deactivated',
};

export const statusTones: Readonly<Record<PersonStatus, Tone>> = {
  STAGED: 'idle',
  PROVISIONED: 'waiting',
  ACTIVE: 'good',
  RECOVERY: 'waiting',
  PASSWORD_EXPIRED: 'warning',
  LOCKED_OUT: 'bad',
  SUSPENDED: 'warning',
  DEPROVISIONED: 'idle',
};

/** An attribute of the profile as text; empty when there is none. */
export function attribute(person: Person, name: string): string {
  const value = person.profile[name];
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The display name, else first and last name, else the username. */
export function nameOf(person: Person): string {
  const full = [attribute(person, 'firstName'), attribute(person, 'lastName')].filter((part) => part !== '').join(' ');
  return attribute(person, 'displayName') || full || person.profile.login;
}
