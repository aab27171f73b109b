import { describe, expect, it } from 'vitest';
import { changeList, parseSearch, writeSearch } from './search-state.js';

describe('the state of a page in its URL', () => {
  it.each([
    ['', {}],
    ['?q=007', { q: '007' }],
    ['?q=true&status=ACTIVE', { q: 'true', status: 'ACTIVE' }],
    ['?q=', {}],
    ['?q=a%26b+c', { q: 'a&b c' }],
  ])('reads %j as words, never as numbers or switches', (text, state) => {
    expect(parseSearch(text)).toEqual(state);
  });

  it.each([{ q: 'a&b=c' }, { q: '"1"', status: 'ACTIVE' }, {}])('writes %j so that it is read back the same', (state) => {
    expect(parseSearch(writeSearch(state))).toEqual(state);
  });

  it('begins at the first page when a filter changes, and keeps the others', () => {
    expect(changeList({ q: 'bank', after: '0oa1', page: '3', type: 'web' }, { status: 'ACTIVE', type: undefined })).toEqual({
      q: 'bank',
      status: 'ACTIVE',
    });
  });
});
