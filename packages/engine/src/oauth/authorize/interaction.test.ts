import { describe, expect, it } from 'vitest';
import type { Prompt } from './authorization-request.js';
import { parseMaxAge, parsePrompt } from './authorization-request.js';
import { signInReason } from './interaction.js';

const now = Date.UTC(2026, 0, 15, 12);
const request = { prompt: new Set<Prompt>(), maxAgeSeconds: undefined, hintedUserId: undefined };
const session = { userId: '00uA', authTime: now - 600_000 };

describe('OpenID Connect Core 3.1.2.1 when a session does not suffice', () => {
  it.each([
    ['nothing special', {}, undefined],
    ['prompt=login', { prompt: new Set<Prompt>(['login']) }, 'prompted'],
    ['prompt=select_account', { prompt: new Set<Prompt>(['select_account']) }, 'prompted'],
    ['prompt=consent', { prompt: new Set<Prompt>(['consent']) }, undefined],
    ['prompt=none', { prompt: new Set<Prompt>(['none']) }, undefined],
    ['max_age reached to the second', { maxAgeSeconds: 600 }, undefined],
    ['max_age passed', { maxAgeSeconds: 599 }, 'too-long-ago'],
    ['max_age=0', { maxAgeSeconds: 0 }, 'too-long-ago'],
    ['the hinted person', { hintedUserId: '00uA' }, undefined],
    ['another person hinted', { hintedUserId: '00uB' }, 'other-person'],
  ])('%s', (_name, change, reason) => {
    expect(signInReason({ ...request, ...change }, session, { now, justSignedIn: false })).toBe(reason);
  });

  it.each([
    ['prompt=login', { prompt: new Set<Prompt>(['login']) }, undefined],
    ['max_age=0', { maxAgeSeconds: 0 }, undefined],
    ['another person hinted', { hintedUserId: '00uB' }, 'other-person'],
  ])('%s after a sign-in for this request', (_name, change, reason) => {
    expect(signInReason({ ...request, ...change }, session, { now, justSignedIn: true })).toBe(reason);
  });

  it('max_age=0 asks even a person who signed in this very millisecond', () => {
    expect(signInReason({ ...request, maxAgeSeconds: 0 }, { ...session, authTime: now }, { now, justSignedIn: false })).toBe(
      'too-long-ago',
    );
  });
});

describe('prompt and max_age are read strictly', () => {
  it.each([
    [undefined, []],
    ['none', ['none']],
    ['login consent', ['login', 'consent']],
    ['login  login', ['login']],
  ])('prompt=%s', (text, expected) => {
    expect([...parsePrompt(text)]).toEqual(expected);
  });

  it.each(['none login', 'Login', 'register', 'login,consent'])('prompt=%s is invalid_request', (text) => {
    expect(() => parsePrompt(text)).toThrowError(expect.objectContaining({ code: 'invalid_request' }));
  });

  it.each([
    [undefined, undefined],
    ['0', 0],
    ['3600', 3600],
  ])('max_age=%s', (text, expected) => {
    expect(parseMaxAge(text)).toBe(expected);
  });

  it.each(['-1', '1.5', 'x', '1e3', ' 1', '12345678901'])('max_age=%s is invalid_request', (text) => {
    expect(() => parseMaxAge(text)).toThrowError(expect.objectContaining({ code: 'invalid_request' }));
  });
});
