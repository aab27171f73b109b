import { describe, expect, it } from 'vitest';
import { readCodeText } from './code-text.js';

const origin = 'https://approve.example';
const code = '7K3Q9FWD7K3Q9FWD7K3Q9FWD7K3Q';

describe('what a person pastes, types or scans', () => {
  it.each([
    ['the code', code],
    ['the code in groups', code.replace(/(.{4})(?=.)/g, '$1-')],
    ['the code with blanks around and inside', ` ${code.slice(0, 14)} ${code.slice(14)}\n`],
    ['the whole link', `${origin}/enroll#${code.replace(/(.{4})(?=.)/g, '$1-')}`],
  ])('is read: %s', (_name, text) => {
    expect(readCodeText(text, origin)).toEqual({ kind: 'code', code });
  });

  it.each(['', 'abc', `${code}A`, `${code.slice(1)}!`, `${origin}/enroll`, `${origin}/#short`, 'javascript:alert(1)'])(
    'is no code: %s',
    (text) => {
      expect(readCodeText(text, origin)).toEqual({ kind: 'incomplete' });
    },
  );

  it('may be a link of another app, which is named', () => {
    expect(readCodeText(`https://approve.other.example/enroll#${code}`, origin)).toEqual({
      kind: 'other-app',
      host: 'approve.other.example',
    });
  });
});
