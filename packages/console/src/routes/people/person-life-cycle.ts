/** What can be done with an account in its status, each with its effect. */
import { api } from '../../api/client.js';
import type { Act } from '../../patterns/act-menu.js';
import type { Question } from '../../patterns/confirm.js';
import { nameOf, type Person, type PersonStatus } from './person.js';

interface LifeCycleFacts {
  readonly person: Person;
  /** Of the caller. */
  readonly may: { readonly manage: boolean; readonly credentials: boolean; readonly sessions: boolean };
  readonly confirm: (question: Question) => void;
  /** Opens the dialog with the link for a password. */
  readonly onLink: (kind: 'activate' | 'reset') => void;
  /** Opens the dialog that ends the password. */
  readonly onExpire: () => void;
  readonly onDone: () => Promise<unknown>;
  readonly onDeleted: () => void;
}

interface Step {
  readonly label: string;
  readonly from: readonly PersonStatus[];
  readonly text: string;
  readonly dangerous?: boolean;
  readonly right: 'manage' | 'credentials' | 'sessions';
  readonly run: (userId: string) => Promise<unknown>;
}

const living: readonly PersonStatus[] = ['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED'];
const inPath = (userId: string) => ({ params: { path: { userId } } });

const steps: readonly Step[] = [
  {
    label: 'Unlock account',
    from: ['LOCKED_OUT'],
    right: 'credentials',
    text: 'The person can sign in again at once, with the password as it is. Failed attempts are counted from zero.',
    run: (userId) => api.POST('/api/v1/users/{userId}/lifecycle/unlock', inPath(userId)),
  },
  {
    label: 'Unsuspend person',
    from: ['SUSPENDED'],
    right: 'manage',
    text: 'The person can sign in and approve again, with password, devices and groups as they were.',
    run: (userId) => api.POST('/api/v1/users/{userId}/lifecycle/unsuspend', inPath(userId)),
  },
  {
    label: 'End all sessions',
    from: ['ACTIVE', 'LOCKED_OUT', 'SUSPENDED', 'RECOVERY', 'PASSWORD_EXPIRED'],
    right: 'sessions',
    text: 'The person is signed out everywhere, and the tokens that applications hold for them stop working. Devices stay enrolled.',
    run: (userId) => api.DELETE('/api/v1/users/{userId}/sessions', { params: { path: { userId }, query: { oauthTokens: 'true' } } }),
  },
  {
    label: 'Suspend person',
    from: ['ACTIVE'],
    right: 'manage',
    text: 'The person can neither sign in nor approve; requests that wait for them end as failed. Everything else stays and comes back when you unsuspend.',
    dangerous: true,
    run: (userId) => api.POST('/api/v1/users/{userId}/lifecycle/suspend', inPath(userId)),
  },
  {
    label: 'Deactivate person',
    from: living,
    right: 'manage',
    text: 'Ends everything the person has: sessions, tokens, waiting requests, the password and the apps assigned to them. Reactivating does not bring those back.',
    dangerous: true,
    run: (userId) => api.POST('/api/v1/users/{userId}/lifecycle/deactivate', inPath(userId)),
  },
];

export function personActs(facts: LifeCycleFacts): readonly Act[] {
  const { person, may, confirm, onLink, onExpire, onDone, onDeleted } = facts;
  const name = nameOf(person);
  const acts: Act[] = [];
  const hasPassword = person.credentials.password !== undefined;
  if (may.manage && (person.status === 'STAGED' || person.status === 'DEPROVISIONED'))
    acts.push({ label: 'Activate person', run: () => onLink('activate') });
  if (may.manage && person.status === 'PROVISIONED') acts.push({ label: 'Get a new activation link', run: () => onLink('activate') });
  if (may.credentials && hasPassword && ['ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'].includes(person.status))
    acts.push({ label: 'Reset password', run: () => onLink('reset') });
  if (may.credentials && hasPassword && ['ACTIVE', 'PASSWORD_EXPIRED'].includes(person.status))
    acts.push({ label: 'Expire password', run: onExpire });
  for (const { label, from, right, text, dangerous = false, run } of steps) {
    if (!may[right] || !from.includes(person.status)) continue;
    const ask = () =>
      confirm({
        title: `${label}: ${name}`,
        text,
        act: label,
        dangerous,
        run: async () => {
          await run(person.id);
          await onDone();
        },
      });
    acts.push({ label, dangerous, run: ask });
  }
  if (may.manage && person.status === 'DEPROVISIONED') acts.push(deletion());
  return acts;

  function deletion(): Act {
    const ask = () =>
      confirm({
        title: `Delete person: ${name}`,
        text: 'The account, its profile and its enrollments are removed for good. What they decided stays in the system log.',
        act: 'Delete person',
        dangerous: true,
        mustType: person.profile.login,
        run: async () => {
          await api.DELETE('/api/v1/users/{userId}', inPath(person.id));
          onDeleted();
          await onDone();
        },
      });
    return { label: 'Delete person', dangerous: true, run: ask };
  }
}
