import { describe, expect, it } from 'vitest';
import { realms } from '../testing/realms.js';

describe.each(realms)('errors $name', ({ modules: { sdk } }) => {
  it('say what happened, what is known, and what to do next', () => {
    const cause = new TypeError('fetch failed');
    const error = new sdk.DeviceError('network_error', { cause, detail: 'offline' });
    expect(error.message).toBe('No answer came from the server. (offline) Check the connection and try again.');
    expect(error).toMatchObject({ name: 'DeviceError', code: 'network_error', nextStep: 'Check the connection and try again.', cause });
  });

  it('are recognised across copies of the SDK', () => {
    expect(realms.map(({ modules }) => modules.sdk.isDeviceError(new sdk.DeviceError('network_error')))).toEqual([true, true]);
    expect([new Error('x'), undefined, 'network_error', { code: 'network_error' }].map((value) => sdk.isDeviceError(value))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
