import { describe, expect, it } from 'vitest';
import { changedFields } from './changed-fields.js';

describe('changed fields of an event', () => {
  it.each<[string, object, object, object]>([
    ['nothing', { a: 1, b: { c: [1, 2] } }, { a: 1, b: { c: [1, 2] } }, {}],
    ['a value', { a: 1 }, { a: 2 }, { a: '1 -> 2' }],
    ['a nested value', { a: { b: { c: false } } }, { a: { b: { c: true } } }, { 'a.b.c': 'false -> true' }],
    ['a list, as one value', { a: ['x'] }, { a: ['x', 'y'] }, { a: '["x"] -> ["x","y"]' }],
    ['something new', {}, { a: null }, { a: 'none -> null' }],
    ['something gone', { a: { b: 'x' } }, { a: {} }, { 'a.b': '"x" -> none' }],
    ['undefined, as absent', { a: undefined }, {}, {}],
  ])('%s', (_what, before, after, expected) => {
    expect(changedFields(before, after)).toEqual(expected);
  });

  it('cuts long values and long lists of fields, and stays text', () => {
    const long = changedFields({ a: '😀'.repeat(500) }, { a: 'short' })['a'] ?? '';
    expect(long.length).toBeLessThan(300);
    expect(long.isWellFormed()).toBe(true);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_value, index) => [`field${index}`, index]));
    expect(Object.keys(changedFields({}, many)).length).toBeLessThanOrEqual(40);
  });
});
