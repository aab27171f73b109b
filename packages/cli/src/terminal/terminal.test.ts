import { DeviceError } from '@countersign/devices-sdk';
import { describe, expect, it } from 'vitest';
import { asCliError, CliError } from './cli-error.js';
import { exitCodeHelp, exitCodes } from './exit-codes.js';
import { createOutput } from './output.js';
import { printable } from './printable.js';

function capture(options: { json?: boolean; isTTY?: boolean; env?: Record<string, string> }) {
  const written = { stdout: '', stderr: '' };
  const output = createOutput(
    { json: options.json ?? false },
    {
      stdout: { write: (text) => (written.stdout += text), isTTY: options.isTTY ?? false },
      stderr: { write: (text) => (written.stderr += text) },
      env: options.env ?? {},
    },
  );
  return { output, written };
}

describe('output', () => {
  it('is words or facts, never both', () => {
    const words = capture({});
    words.output.line('hello');
    words.output.fact({ ok: true });
    expect(words.written).toEqual({ stdout: 'hello\n', stderr: '' });
    const facts = capture({ json: true });
    facts.output.line('hello');
    facts.output.fact({ ok: true });
    expect(facts.written).toEqual({ stdout: '{"ok":true}\n', stderr: '' });
  });

  it.each([
    { isTTY: true, env: {}, coloured: true },
    { isTTY: true, env: { NO_COLOR: '1' }, coloured: false },
    { isTTY: true, env: { NO_COLOR: '' }, coloured: true },
    { isTTY: true, env: { TERM: 'dumb' }, coloured: false },
    { isTTY: false, env: {}, coloured: false },
    { isTTY: true, env: {}, json: true, coloured: false },
  ])('has colour: $coloured for $isTTY $env', ({ coloured, ...options }) => {
    expect(capture(options).output.paint('good', 'x') !== 'x').toBe(coloured);
  });

  it('errors say the next step, on standard error or as a fact', () => {
    const error = new CliError({ code: 'x', message: 'It broke.', next: 'Fix it.', exitCode: exitCodes.refused });
    const words = capture({});
    words.output.error(error);
    expect(words.written).toEqual({ stdout: '', stderr: 'error: It broke.\n  next: Fix it.\n' });
    const facts = capture({ json: true });
    facts.output.error(error);
    expect(JSON.parse(facts.written.stdout)).toEqual({ ok: false, error: { code: 'x', message: 'It broke.', next: 'Fix it.' } });
  });
});

describe('text from outside', () => {
  it.each([
    ['Pay 50 € to Łukasz 日本 🙂', 'Pay 50 € to Łukasz 日本 🙂'],
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['50 EUR\u202e RUE 05', '50 EUR\\u{202e} RUE 05'],
    ['one\r\ntwo', 'one\\u{d}\\u{a}two'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe('failures', () => {
  it.each([
    ['network_error', 4],
    ['challenge_expired', 7],
    ['challenge_closed', 7],
    ['key_missing', 3],
    ['access_denied', 5],
  ] as const)('%s of the SDK ends with exit code %i', (code, exitCode) => {
    const error = asCliError(new DeviceError(code));
    expect(error).toMatchObject({ code, exitCode });
    expect(error?.message).not.toContain(error?.next);
  });

  it('a fault of our own is not dressed up', () => {
    expect(asCliError(new TypeError('bug'))).toBeUndefined();
  });

  it('every exit code below 100 is documented in the help', () => {
    const documented = [...exitCodeHelp.matchAll(/(\d)\s{2}/g)].map(([, digit]) => Number(digit)).sort((a, b) => a - b);
    expect(documented).toEqual(Object.values(exitCodes).filter((code) => code < 100));
  });
});
