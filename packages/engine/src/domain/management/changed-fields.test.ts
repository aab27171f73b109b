import { describe, expect, it } from 'vitest';
import { changedFields } from './changed-fields.js';

describe('changed fields of an event', () => {
  it.each<[string, object, object, object | undefined]>([
    ['nothing', { a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 2] } }, undefined],
    ['a value', { a: 1, b: 1 }, { a: 2, b: 1 }, { from: { a: 1 }, to: { a: 2 } }],
    ['a nested value', { a: { b: { c: false } } }, { a: { b: { c: true } } }, { from: { 'a.b.c': false }, to: { 'a.b.c': true } }],
    ['a list, as one value', { a: ['x'] }, { a: ['x', 'y'] }, { from: { a: ['x'] }, to: { a: ['x', 'y'] } }],
    ['something new', {}, { a: null }, { from: {}, to: { a: null } }],
    ['something gone', { a: { b: 'x' } }, { a: {} }, { from: { 'a.b': 'x' }, to: {} }],
    ['undefined, as absent', { a: undefined }, {}, undefined],
  ])('%s', (_what, before, after, expected) => {
    expect(changedFields(before, after)).toEqual(expected);
  });

  it('cuts long values and long lists of fields, and stays text', () => {
    const long = changedFields({ a: '😀'.repeat(500), b: [] }, { a: 'short', b: Array.from({ length: 500 }, () => 'item') });
    for (const value of [long?.from['a'], long?.to['b']]) {
      const text = typeof value === 'string' ? value : '';
      expect([text.length > 100, text.length < 300, text.isWellFormed()]).toEqual([true, true, true]);
    }
    const many = Object.fromEntries(Array.from({ length: 500 }, (_value, index) => [`field${index}`, index]));
    expect(Object.keys(changedFields({}, many)?.to ?? {}).length).toBeLessThanOrEqual(40);
  });
});
