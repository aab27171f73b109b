import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyId } from '@countersign/engine';
import { checkEncryptionKey, checkSealingKeys, loadEncryptionKeys } from './encryption-key.js';
import { StartupError } from './startup-error.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'countersign-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const newKey = () => new Uint8Array(randomBytes(32));
const load = (changes: { encryptionKey?: Uint8Array; previous?: readonly Uint8Array[]; orgExists?: boolean } = {}) =>
  loadEncryptionKeys(
    { encryptionKey: changes.encryptionKey, encryptionKeyPrevious: changes.previous ?? [], dataDir },
    { orgExists: changes.orgExists ?? false, newKey },
  );

describe('encryption key', () => {
  it('is made once, readable by its owner only, and found again', async () => {
    const first = await load();
    const path = join(dataDir, 'encryption-key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await load({ orgExists: true })).keys).toEqual(first.keys);
    expect(first.origin).toBe(path);
  });

  it('is the same for processes that make it at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => load()));
    const stored = readFileSync(join(dataDir, 'encryption-key'), 'utf8').trim();
    for (const { keys } of all) expect(Buffer.from(keys[0]).toString('base64url')).toBe(stored);
  });

  it('of the environment wins and leaves no file', async () => {
    const encryptionKey = newKey();
    const previous = newKey();
    expect(await load({ encryptionKey, previous: [previous] })).toEqual({ keys: [encryptionKey, previous], origin: 'ENCRYPTION_KEY' });
    expect(() => statSync(join(dataDir, 'encryption-key'))).toThrow();
  });

  it.each([0o604, 0o640, 0o644])('S-108 a key file of mode %o is refused', async (mode) => {
    await load();
    chmodSync(join(dataDir, 'encryption-key'), mode);
    await expect(load()).rejects.toThrow(/can be read by others.*chmod 600/);
  });

  it('is not made anew for an org that has secrets', async () => {
    await expect(load({ orgExists: true })).rejects.toThrow(StartupError);
    expect(() => statSync(join(dataDir, 'encryption-key'))).toThrow();
  });

  it('a file with anything else in it is refused', async () => {
    writeFileSync(join(dataDir, 'encryption-key'), 'short', { mode: 0o600 });
    await expect(load()).rejects.toThrow('32 bytes');
  });
});

describe('key check value', () => {
  const [current, earlier] = [newKey(), newKey()];
  const origin = 'ENCRYPTION_KEY';

  it('accepts the key the org was made with', () => {
    expect(checkEncryptionKey({ keys: [current], origin }, keyId(current))).toBe(false);
  });
  it('takes the new value when the earlier key is known', () => {
    expect(checkEncryptionKey({ keys: [current, earlier], origin }, keyId(earlier))).toBe(true);
  });
  it('an earlier key that something stored still needs may not be missing', () => {
    const inUse = [keyId(earlier), keyId(current)];
    expect(() => checkSealingKeys({ keys: [current, earlier], origin }, inUse)).not.toThrow();
    expect(() => checkSealingKeys({ keys: [current], origin }, inUse)).toThrow(StartupError);
    expect(() => checkSealingKeys({ keys: [current], origin }, inUse)).toThrow(/ENCRYPTION_KEY_PREVIOUS/);
  });
  it('refuses another key, saying what to do', () => {
    expect(() => checkEncryptionKey({ keys: [current], origin }, keyId(earlier))).toThrow(/ENCRYPTION_KEY_PREVIOUS/);
  });
});
