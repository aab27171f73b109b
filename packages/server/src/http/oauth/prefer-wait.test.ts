import { describe, expect, it } from 'vitest';
import { preferredWaitSeconds } from './prefer-wait.js';

describe('Prefer: wait (RFC 7240 2)', () => {
  it.each<readonly [string, string | readonly string[] | undefined, number | undefined]>([
    ['never: nothing was sent', undefined, undefined],
    ['never: nothing is in it', '', undefined],
    ['alone', 'wait=5', 5],
    ['in any case, with blanks', 'WAIT = 5', 5],
    ['quoted', 'wait="5"', 5],
    ['after a preference with a parameter', 'return=minimal; foo=bar, wait=7; x', 7],
    ['among others', 'respond-async, wait=5', 5],
    ['with parameters', 'wait=5; foo="a, wait=9"', 5],
    ['in a second header line', ['respond-async', 'wait=5'], 5],
    ['twice: the first counts', 'wait=5, wait=9', 5],
    ['longer than anyone lives', 'wait=99999999999999999999', 999_999],
    ['zero', 'wait=0', undefined],
    ['negative', 'wait=-1', undefined],
    ['a fraction', 'wait=1.5', undefined],
    ['no number', 'wait=soon', undefined],
    ['without a value', 'wait', undefined],
    ['as text of another preference', 'foo="a, wait=5"', undefined],
    ['as parameter of another preference', 'respond-async; wait=5', undefined],
    ['as the end of another name', 'await=5', undefined],
    ['in quotes that never end', 'foo="wait=5, wait=5', undefined],
  ])('is read %s', (_, header, expected) => {
    expect(preferredWaitSeconds(header)).toBe(expected);
  });
});
