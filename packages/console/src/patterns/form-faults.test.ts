import { describe, expect, it } from 'vitest';
import { failureOf } from '../api/api-failure.js';
import { placeFaults } from './form-faults.js';

const names = { label: 'name', 'settings.oauthClient.redirect_uris': 'redirectUris', conditions: 'people' };
const failure = (...causes: readonly string[]) =>
  failureOf(
    400,
    { errorCode: 'E0000001', errorSummary: 'Api validation failed: label', errorCauses: causes.map((errorSummary) => ({ errorSummary })) },
    'r1',
  );

describe('faults of the server', () => {
  it('stand at the field their path names, or at the nearest one above', () => {
    const error = failure(
      'label: must not be blank',
      'settings.oauthClient.redirect_uris.1: must be an absolute URI',
      'conditions.people.users: is unknown',
    );
    expect(placeFaults(error, names)).toEqual({
      fields: { name: 'Must not be blank', redirectUris: 'Must be an absolute URI', people: 'Is unknown' },
      general: [],
    });
  });

  it('are all told when one field has several', () => {
    expect(placeFaults(failure('label: too long', 'label: not visible'), names).fields).toEqual({ name: 'Too long; not visible' });
  });

  it('stay general when no field has them, with their path when there is one', () => {
    expect(placeFaults(failure('is not possible now', 'profile.x: unknown'), names).general).toEqual([
      'is not possible now',
      'profile.x: unknown',
    ]);
  });

  it('are read from answers that are no error objects, too', () => {
    expect(failureOf(500, undefined, undefined)).toMatchObject({
      status: 500,
      faults: [],
      message: 'The server answered with status 500.',
    });
    expect(placeFaults(new Error('x'), names)).toEqual({ fields: {}, general: [] });
  });
});
