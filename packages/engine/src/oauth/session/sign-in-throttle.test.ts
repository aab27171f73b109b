import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { createSignInThrottle, signInLimits } from './sign-in-throttle.js';

function fail(throttle: ReturnType<typeof createSignInThrottle>, times: number, attempt: (index: number) => { login: string; ip: string }) {
  return Array.from({ length: times }, (_, index) => throttle.begin(attempt(index)));
}

describe('guessing of passwords', () => {
  it('ten failures for a login are counted, the eleventh waits, from whatever address and in whatever case', () => {
    const throttle = createSignInThrottle(new FixedClock());
    const answers = fail(throttle, 11, (index) => ({ login: index % 2 === 0 ? 'ann' : 'ANN', ip: `10.0.0.${index}` }));
    expect(answers.slice(0, 10).every((answer) => answer === undefined)).toBe(true);
    expect(answers[10]).toBe(600);
  });

  it('a hundred failures from an address are counted, the next waits, for whatever login: offices share an address', () => {
    const throttle = createSignInThrottle(new FixedClock());
    const answers = fail(throttle, 101, (index) => ({ login: `user${index}`, ip: '10.0.0.1' }));
    expect(answers.slice(0, 100).every((answer) => answer === undefined)).toBe(true);
    expect(answers[100]).toBe(600);
  });

  it('an IPv6 network counts as one address, and others do not', () => {
    const throttle = createSignInThrottle(new FixedClock());
    const spellings = ['2001:db8:1:2::1', '2001:db8:1:2:aaaa::', '2001:db8:1:2:1:2:3:4'];
    fail(throttle, 100, (index) => ({ login: `user${index}`, ip: spellings[index % 3] ?? '' }));
    expect(throttle.begin({ login: 'x', ip: '2001:db8:1:2:ffff::9' })).toBe(600);
    expect(throttle.begin({ login: 'x', ip: '2001:db8:1:3::1' })).toBeUndefined();
  });

  it('the wait ends with the window, and attempts during it do not prolong it', () => {
    const clock = new FixedClock();
    const throttle = createSignInThrottle(clock);
    const attempt = () => ({ login: 'ann', ip: '10.0.0.1' });
    fail(throttle, 10, attempt);
    clock.advance(signInLimits.windowMs - 1000);
    expect(throttle.begin(attempt())).toBe(1);
    clock.advance(1000);
    expect(throttle.begin(attempt())).toBeUndefined();
  });

  it('a success clears the login and gives the address its attempt back, no more', () => {
    const throttle = createSignInThrottle(new FixedClock(), { ...signInLimits, perAddress: 10 });
    fail(throttle, 9, () => ({ login: 'ann', ip: '10.0.0.1' }));
    expect(throttle.begin({ login: 'ann', ip: '10.0.0.1' })).toBeUndefined();
    throttle.succeeded({ login: 'ann', ip: '10.0.0.1' });
    expect(throttle.begin({ login: 'ann', ip: '10.0.0.2' })).toBeUndefined();
    expect(throttle.begin({ login: 'bob', ip: '10.0.0.1' })).toBeUndefined();
    expect(throttle.begin({ login: 'bob', ip: '10.0.0.1' })).toBe(600);
  });

  it('attempts at the same moment count from their start', () => {
    const throttle = createSignInThrottle(new FixedClock());
    const admitted = fail(throttle, 50, () => ({ login: 'ann', ip: '10.0.0.1' })).filter((answer) => answer === undefined);
    expect(admitted).toHaveLength(10);
  });

  it('memory is bounded: the oldest entries leave first', () => {
    const throttle = createSignInThrottle(new FixedClock(), { ...signInLimits, maxEntries: 100 });
    fail(throttle, 10, () => ({ login: 'ann', ip: '10.0.0.1' }));
    expect(throttle.begin({ login: 'ann', ip: '10.0.0.2' })).toBe(600);
    fail(throttle, 200, (index) => ({ login: `user${index}`, ip: `10.1.${index}.1` }));
    expect(throttle.begin({ login: 'ann', ip: '10.0.0.3' })).toBeUndefined();
  });
});
