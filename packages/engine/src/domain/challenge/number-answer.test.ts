import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../testing/fixed-clock.js';
import { sampleChallenge, sampleOrg } from '../../testing/sample-challenge.js';
import { TestDevice } from '../../testing/test-device.js';
import type { NumberChallenge } from '../backchannel-request/number-challenge.js';
import { challengeClaims } from './challenge-claims.js';

function claimsWith(numberChallenge: NumberChallenge | undefined) {
  const clock = new FixedClock();
  const context = sampleChallenge({ device: new TestDevice({ now: () => clock.now() }), now: clock.now() });
  return challengeClaims(sampleOrg, { ...context, request: { ...context.request, numberChallenge } }, clock.now());
}

describe('the number in a challenge (S-013)', () => {
  it('is one of the choices, and nothing tells which', () => {
    const choices = ['80', '17', '52'];
    expect(claimsWith({ answer: '52', choices }).cs_number).toEqual({ choices });
    expect(claimsWith({ answer: '52', choices })).toEqual(claimsWith({ answer: '80', choices }));
  });

  it('is not there at all when it is typed', () => {
    expect(claimsWith({ answer: '52', choices: undefined }).cs_number).toEqual({});
    expect(claimsWith({ answer: '52', choices: undefined })).toEqual(claimsWith({ answer: '80', choices: undefined }));
  });

  it('is not spoken of without number matching', () => {
    expect(claimsWith(undefined)).not.toHaveProperty('cs_number');
  });
});
