import { describe, expect, it } from 'vitest';
import type { FactorMethod } from '../../domain/factor/factor.js';
import { defaultOrgSettings, type SecondFactorPolicy } from '../../domain/org/org.js';
import { metAssuranceClass, needsSecondFactor, secondFactorDemand } from './assurance.js';

const two = 'urn:okta:loa:2fa:any';
const ifPossible = 'urn:okta:loa:2fa:any:ifpossible';
const one = 'urn:okta:loa:1fa:any';

describe('when a second factor is asked for', () => {
  it.each<[SecondFactorPolicy, SecondFactorPolicy | undefined, readonly string[], readonly FactorMethod[], boolean]>([
    ['never', undefined, [], ['totp'], false],
    ['never', undefined, [two], [], true],
    ['never', undefined, [two, one], [], false],
    ['never', undefined, [two, one], ['push'], true],
    ['never', undefined, [one, two], ['totp'], false],
    ['never', undefined, ['nonsense', two], [], true],
    ['never', undefined, [ifPossible], [], false],
    ['never', undefined, [ifPossible], ['push'], true],
    ['whenEnrolled', undefined, [], [], false],
    ['whenEnrolled', undefined, [], ['push'], false],
    ['whenEnrolled', undefined, [], ['passkey'], true],
    ['whenEnrolled', 'never', [], ['passkey'], false],
    ['whenEnrolled', undefined, [one], ['totp'], true],
    ['always', undefined, [], [], true],
    ['always', 'whenEnrolled', [], [], false],
    ['never', 'always', [], [], true],
    ['always', undefined, [one], [], true],
  ])('org %s, app %s, acr_values %j, the person has %j: %s', (policy, own, acrValues, methods, asked) => {
    const settings = { ...defaultOrgSettings, signInPolicy: { ...defaultOrgSettings.signInPolicy, secondFactor: policy } };
    expect(needsSecondFactor(secondFactorDemand({ settings }, { signInSecondFactor: own }, acrValues), methods)).toBe(asked);
  });
});

describe('acr says what was done', () => {
  it.each([
    [[two, one], ['pwd'], one],
    [[two, one], ['pwd', 'otp', 'mfa'], two],
    [[two], ['pwd'], undefined],
    [['urn:okta:loa:1fa:pwd'], ['pwd'], 'urn:okta:loa:1fa:pwd'],
    [['urn:okta:loa:1fa:pwd'], ['pop'], undefined],
    [[ifPossible], ['pwd'], ifPossible],
    [[], ['pwd', 'mfa'], undefined],
  ])('%j asked, %j done: %s', (acrValues, amr, acr) => {
    expect(metAssuranceClass(acrValues, { amr })).toBe(acr);
  });
});
