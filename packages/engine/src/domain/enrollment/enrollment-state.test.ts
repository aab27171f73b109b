import { describe, expect, it } from 'vitest';
import { lifecycleError, type EnrollmentLifecycle } from './enrollment-state.js';

const active: EnrollmentLifecycle = { userStatus: 'ACTIVE', device: { status: 'ACTIVE' }, enrollment: { status: 'ACTIVE' } };

describe('who may still act on an enrollment (devices protocol 2.10 step 7, section 4)', () => {
  it.each<[string, EnrollmentLifecycle, string | undefined, number | undefined]>([
    ['all active', active, undefined, undefined],
    ['a suspended user', { ...active, userStatus: 'SUSPENDED' }, 'E0000155', 423],
    ['a locked-out user', { ...active, userStatus: 'LOCKED_OUT' }, 'E0000155', 423],
    ['a staged user', { ...active, userStatus: 'STAGED' }, 'E0000155', 423],
    ['a deprovisioned user', { ...active, userStatus: 'DEPROVISIONED' }, 'E0000156', 410],
    ['a suspended device', { ...active, device: { status: 'SUSPENDED' } }, 'E0000152', 403],
    ['a deactivated device', { ...active, device: { status: 'DEACTIVATED' } }, 'E0000153', 410],
    ['a suspended enrollment', { ...active, enrollment: { status: 'SUSPENDED' } }, 'E0000180', 423],
    ['a deleted enrollment', { ...active, enrollment: { status: 'DELETED' } }, 'E0000154', 410],
    [
      'everything frozen: the user first',
      { userStatus: 'SUSPENDED', device: { status: 'SUSPENDED' }, enrollment: { status: 'DELETED' } },
      'E0000155',
      423,
    ],
    [
      'device and enrollment frozen: the device first',
      { ...active, device: { status: 'SUSPENDED' }, enrollment: { status: 'DELETED' } },
      'E0000152',
      403,
    ],
  ])('%s', (_name, lifecycle, code, status) => {
    const error = lifecycleError(lifecycle);
    expect(error?.code).toBe(code);
    expect(error?.status).toBe(status);
  });
});
