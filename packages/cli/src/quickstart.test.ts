import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readQuickstart, requireFact } from './quickstart.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'quickstart-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const facts = {
  orgUrl: 'http://localhost:8080',
  clientId: '0oaWeb',
  user: { login: 'test.user@email.com', password: 'secret' },
  apiToken: 'x',
};

describe('what is known without being told', () => {
  it('comes from the file the server wrote', () => {
    writeFileSync(join(folder, 'quickstart.json'), JSON.stringify(facts));
    expect(readQuickstart({ env: { DATA_DIR: folder } }, {})).toMatchObject({
      orgUrl: 'http://localhost:8080',
      clientId: '0oaWeb',
      login: 'test.user@email.com',
      password: 'secret',
      issuer: undefined,
    });
  });

  it('comes from the environment before the file, and from a named file before the default', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, JSON.stringify(facts));
    const env = { COUNTERSIGN_QUICKSTART: join(folder, 'missing.json'), COUNTERSIGN_LOGIN: 'ada@example.com' };
    expect(readQuickstart({ env }, { quickstart: path })).toMatchObject({ login: 'ada@example.com', clientId: '0oaWeb' });
  });

  it('is nothing where no server was started, but a file that was named must be there', () => {
    expect(readQuickstart({ env: { DATA_DIR: folder } }, {}).orgUrl).toBeUndefined();
    expect(() => readQuickstart({ env: {} }, { quickstart: join(folder, 'missing.json') })).toThrow(
      expect.objectContaining({ code: 'no_quickstart_file', exitCode: 3 }),
    );
  });

  it('is asked for by the option and the variable that give it', () => {
    expect(requireFact('clientSecret', 'x', '--client-secret')).toBe('x');
    expect(() => requireFact('clientSecret', undefined, '--client-secret')).toThrow(
      expect.objectContaining({ next: expect.stringContaining('COUNTERSIGN_CLIENT_SECRET'), exitCode: 3 }),
    );
  });
});
