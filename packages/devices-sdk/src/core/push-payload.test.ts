import { describe, expect, it } from 'vitest';
import { realms } from '../testing/realms.js';

describe.each(realms)('the ids in a Web Push message $name', ({ modules: { sdk } }) => {
  const ids = { transactionId: 'ft1', enrollmentId: 'pfd1' };

  it.each([
    { what: 'an object', payload: ids, found: ids },
    { what: 'JSON text', payload: JSON.stringify(ids), found: ids },
    { what: 'further members', payload: { ...ids, v: 2 }, found: ids },
    { what: 'one id only', payload: { transactionId: 'ft1' }, found: undefined },
    { what: 'a number for an id', payload: { ...ids, enrollmentId: 7 }, found: undefined },
    { what: 'text that is no JSON', payload: 'ft1', found: undefined },
    { what: 'nothing', payload: undefined, found: undefined },
  ])('are read from $what', ({ payload, found }) => {
    const read = sdk.parseWakeUp(payload);
    expect(read === undefined ? undefined : { ...read }).toEqual(found);
  });
});
