import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/index.js';
import { clientFailureLimits as limits, createClientFailureGuard } from './client-failure-guard.js';

describe('failed client authentications (S-091)', () => {
  it('lock the pair of client and address, and neither the client elsewhere nor others there', () => {
    const guard = createClientFailureGuard(new FixedClock());
    for (let turn = 0; turn < limits.perPair; turn += 1) guard.failed('client', '192.0.2.1');
    expect(guard.lockedSeconds('client', '192.0.2.1')).toBe(60);
    expect(guard.lockedSeconds('client', '192.0.2.2')).toBeUndefined();
    expect(guard.lockedSeconds('other', '192.0.2.1')).toBeUndefined();
  });

  it('are forgotten after the window; then there is nothing to look up', () => {
    const clock = new FixedClock();
    const guard = createClientFailureGuard(clock);
    expect(guard.isIdle()).toBe(true);
    for (let turn = 0; turn < limits.perPair; turn += 1) guard.failed('client', '192.0.2.1');
    expect(guard.isIdle()).toBe(false);
    clock.advance(limits.windowMs);
    expect(guard.isIdle()).toBe(true);
    expect(guard.lockedSeconds('client', '192.0.2.1')).toBeUndefined();
  });

  it('of an address that tries many client ids stop being recorded', () => {
    const guard = createClientFailureGuard(new FixedClock());
    const recorded = Array.from({ length: limits.recordedPerSource + 50 }, (_, turn) => guard.failed(`client-${turn}`, '192.0.2.1'));
    expect(recorded.filter(Boolean)).toHaveLength(limits.recordedPerSource);
    expect(guard.failed('client-0', '192.0.2.2')).toBe(true);
  });
});
