/** The walk of the README, block by block as it stands there; only host, directory and the id to paste differ. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { member } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

let server: ServerProcess;
let directory: string;
beforeAll(async () => {
  server = await startProcess();
  directory = mkdtempSync(join(tmpdir(), 'countersign-readme-'));
  symlinkSync(server.dataDir, join(directory, 'data'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await server.stop();
});

/** The shell blocks below "A walk with curl", in order. */
function walk(): readonly string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## A walk with curl'), readme.indexOf('## Where to go next'));
  return [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.replaceAll('http://localhost:8080', server.url));
}

/** Runs blocks in one shell, as a person would in one terminal. */
async function bash(...blocks: readonly string[]): Promise<string> {
  const { PATH = '' } = process.env;
  const environment = { PATH: `${join(root, 'node_modules/.bin')}:${PATH}`, HOME: directory };
  const script = blocks.join('\n').replaceAll('npx countersign', `node ${join(root, 'packages/cli/bin/countersign.js')}`);
  const { stdout } = await run('bash', ['-euc', script], { cwd: directory, env: environment });
  return stdout;
}

describe('the README', () => {
  it('walks from an enrolled device to tokens', async () => {
    const [enroll = '', credentials = '', ask = '', poll = '', approve = '', ...more] = walk();
    expect(more).toEqual([]);
    expect(await bash(enroll)).toContain('phone is enrolled for test.user@email.com');
    const acknowledgement: unknown = JSON.parse(await bash(credentials, ask));
    expect(acknowledgement).toMatchObject({ expires_in: 300, interval: 5 });
    const pollWithId = poll.replace('auth_req_id=ft…', `auth_req_id=${String(member(acknowledgement, 'auth_req_id'))}`);
    expect(pollWithId).not.toBe(poll);
    expect(await bash(credentials, pollWithId)).toContain('"authorization_pending"');
    expect(await bash(approve)).toContain('Pay 500 EUR to J. Doe');
    expect(JSON.parse(await bash(credentials, pollWithId))).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid email',
    });
    expect(await bash(credentials, pollWithId)).toContain('"invalid_grant"');
  });
});
