/** `npm run demo -- --browser`: the whole story by the real pages, as a person would press them. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../tools/chromium.mjs';

const command = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url));

let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'demo-test-'))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

function play(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly facts: readonly Readonly<Record<string, unknown>>[] }> {
  const env = { PATH: process.env['PATH'], HOME: temporary, TMPDIR: temporary, CHROMIUM: findChromium() };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, 'demo', '--browser', '--json', ...args], { env, encoding: 'utf8' }, (error, stdout) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      // one JSON object a line is what --json promises
      const facts = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code: Number(error?.code ?? 0), facts });
    });
  });
}

describe('the demo in a browser', () => {
  it('plays from the set-up of the phone to the proof at the bank, and keeps a picture of each step', async () => {
    const pictures = join(temporary, 'pictures');
    const { code, facts } = await play('--screenshots', pictures);
    expect(facts.map(({ step }) => step)).toEqual(['server', 'enroll', 'sign_in', 'request', 'consent', 'decision', 'outcome', 'result']);
    expect(facts.at(-2)).toMatchObject({ proof: expect.stringContaining('All signatures are good'), balance: '17,076.17 EUR' });
    expect(facts.at(-1)).toEqual({ step: 'result', ok: true, outcome: 'approved' });
    expect(code).toBe(0);
    expect(readdirSync(pictures)).toHaveLength(11);
    // servers and browser are gone, and so is what they wrote
    expect(readdirSync(temporary).filter((name) => name.startsWith('countersign-demo'))).toEqual([]);
  }, 60_000);

  it('plays a refusal', async () => {
    const { code, facts } = await play('--deny');
    expect(facts.at(-2)).toMatchObject({ balance: '17,326.17 EUR' });
    expect([code, facts.at(-1)]).toEqual([0, { step: 'result', ok: true, outcome: 'denied' }]);
  }, 60_000);
});
