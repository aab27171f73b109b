import { describe, expect, it } from 'vitest';
import { invalidScope } from '../errors.js';
import { answerUrl, codeAnswer, errorAnswer, type ReturnAddress } from './respond.js';

const address: ReturnAddress = {
  redirectUri: 'https://a.example/cb',
  responseMode: 'query',
  state: 'a b&c=d#é',
  issuer: 'https://id.example/oauth2/default',
};

describe('authorization responses', () => {
  it('R-044 a code comes with state and issuer', () => {
    const query = new URL(answerUrl(codeAnswer(address, 'abc'))).searchParams;
    expect(Object.fromEntries(query)).toEqual({ code: 'abc', state: address.state, iss: address.issuer });
  });

  it('R-044 an error comes with description, state and issuer', () => {
    const query = new URL(answerUrl(errorAnswer(address, invalidScope('No scope.')))).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      error: 'invalid_scope',
      error_description: 'No scope.',
      state: address.state,
      iss: address.issuer,
    });
  });

  it('leaves out a state that was not sent', () => {
    expect(codeAnswer({ ...address, state: undefined }, 'abc').parameters.map(([name]) => name)).toEqual(['code', 'iss']);
  });

  it.each([
    ['https://a.example/cb', 'https://a.example/cb?code='],
    ['https://a.example/cb?x=1', 'https://a.example/cb?x=1&code='],
    ['https://a.example/cb?', 'https://a.example/cb?code='],
    ['com.example.app:/Callback', 'com.example.app:/Callback?code='],
    ['http://127.0.0.1:51004', 'http://127.0.0.1:51004?code='],
  ])('RFC 6749 3.1.2 keeps %s as it was registered', (redirectUri, start) => {
    expect(answerUrl(codeAnswer({ ...address, redirectUri }, 'abc')).startsWith(`${start}abc&`)).toBe(true);
  });
});
