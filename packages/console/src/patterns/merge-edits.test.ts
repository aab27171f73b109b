import { describe, expect, it } from 'vitest';
import { mergeEdits } from './merge-edits.js';

const opened = { name: 'App', uris: ['a'] };

describe('what was typed, and what others saved meanwhile', () => {
  it.each([
    ['nobody else', { name: 'Mine', uris: ['a'] }, opened, { name: 'Mine', uris: ['a'] }, false],
    ['another field', { name: 'Mine', uris: ['a'] }, { name: 'App', uris: ['a', 'b'] }, { name: 'Mine', uris: ['a', 'b'] }, false],
    ['the same field', { name: 'Mine', uris: ['a'] }, { name: 'Theirs', uris: ['b'] }, { name: 'Mine', uris: ['b'] }, true],
    ['the same field to the same', { name: 'Both', uris: ['a'] }, { name: 'Both', uris: ['a'] }, { name: 'Both', uris: ['a'] }, false],
    ['a list', { name: 'App', uris: ['c'] }, { name: 'App', uris: ['b'] }, { name: 'App', uris: ['c'] }, true],
  ])('changed by %s', (_by, typed, now, values, isClash) => {
    expect(mergeEdits({ opened, typed, now })).toEqual({ values, isClash });
  });
});
