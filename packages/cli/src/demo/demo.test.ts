/** The demo as a person starts it: processes over TCP, and nothing left behind. Needs the build (npm run build). */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess } from '../../../../tests/support/start-process.js';
import { factsOf, type CliRun } from '../testing/run-cli.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The demo's temporary directory is made in here, so that the test sees whether it goes away. */
let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'demo-test-'))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

const environment = () => ({ PATH: process.env['PATH'], TMPDIR: temporary });

function play(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<CliRun> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, 'demo', ...args],
      { env: { ...environment(), ...env }, encoding: 'utf8' },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr, facts: factsOf(args, stdout) });
      },
    );
  });
}

describe('the demo', () => {
  it('needs no running server, tells the story in words, and removes everything', async () => {
    // Settings of the surrounding shell must not reach the demo's own server.
    const played = await play({ DATABASE_URL: 'postgres://nobody@localhost:1/none', ISSUER_URL: 'https://id.example.com' });
    expect(played.code, played.stdout + played.stderr).toBe(0);
    for (const words of [
      'Server',
      'Device',
      'asks test.user@email.com',
      'Transfer 250.00 EUR to ACME GmbH?',
      'approves',
      'ID token',
      '✓ Approved',
    ]) {
      expect(played.stdout).toContain(words);
    }
    // No terminal, no colour; no secret and no token in sight.
    expect(played.stdout).not.toContain('\u001b');
    expect(played.stdout).not.toContain('eyJ');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('plays with a running server, approved and denied, and leaves no enrollment there', async () => {
    const server = await startProcess({ store: 'pglite' });
    try {
      const facts = { COUNTERSIGN_QUICKSTART: join(server.dataDir, 'quickstart.json') };
      const approved = await play(facts, '--url', server.facts.orgUrl, '--json');
      expect(approved.code, approved.stdout + approved.stderr).toBe(0);
      expect(approved.facts.map((fact) => fact['step'])).toEqual([
        'server',
        'enroll',
        'request',
        'pending',
        'consent',
        'decision',
        'tokens',
        'result',
      ]);
      expect(approved.facts.every((fact) => fact['ok'] === true)).toBe(true);
      const last = approved.facts.at(-1) ?? {};
      expect(Object.keys(last)).toEqual(['step', 'ok', 'outcome', 'id_token', 'access_token']);
      expect(last).toMatchObject({
        outcome: 'approved',
        id_token: { iss: server.facts.issuer, aud: server.facts.clientId, email: 'test.user@email.com' },
        access_token: { iss: server.facts.issuer, cid: server.facts.clientId },
      });
      const denied = await play(facts, '--url', server.facts.orgUrl, '--json', '--deny');
      expect(denied.code, denied.stdout + denied.stderr).toBe(0);
      expect(denied.facts.at(-1)).toEqual({ step: 'result', ok: true, outcome: 'denied' });
      // The two demo devices are gone: nobody is left to ask.
      const failed = await play({ ...facts, COUNTERSIGN_CLIENT_SECRET: 'wrong' }, '--url', server.facts.orgUrl, '--json');
      expect(failed.code).toBe(5);
      expect(failed.facts.at(-1)).toMatchObject({ step: 'result', ok: false, error: { code: 'invalid_client' } });
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
