/** The demo is left in the middle. Needs the build (npm run build). */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'demo-test-'))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

describe('the demo', () => {
  it('ends its processes and removes its directory on Ctrl-C', async () => {
    const child = spawn(process.execPath, [main, 'demo', '--json'], {
      env: { PATH: process.env['PATH'], TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve));
    const orgUrl = await new Promise<string>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const [line = ''] = text.split('\n');
        if (line.includes('org_url')) resolve(String((JSON.parse(line) as Record<string, unknown>)['org_url']));
      });
    });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
    await expect(fetch(`${orgUrl}/healthz`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
