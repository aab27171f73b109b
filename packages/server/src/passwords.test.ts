import { expect, it } from 'vitest';
import { createPasswordHasher } from './passwords.js';

const passwords = createPasswordHasher();

it('hashes with argon2id at 19 MiB, two passes, one lane, salted', async () => {
  const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(first).not.toBe(second);
  await expect(passwords.verify('correct horse', first)).resolves.toBe(true);
  await expect(passwords.verify('correct hors', first)).resolves.toBe(false);
});

it('does the work of a comparison for a user without a password', async () => {
  const stored = await passwords.hash('correct horse');
  await passwords.verify('x', undefined);
  const time = async (hash: string | undefined) => {
    const start = performance.now();
    for (let turn = 0; turn < 5; turn += 1) expect(await passwords.verify('wrong', hash)).toBe(false);
    return performance.now() - start;
  };
  const [known, unknown] = [await time(stored), await time(undefined)];
  expect(unknown).toBeGreaterThan(known / 4);
});

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const salt = Buffer.from('salt').toString('base64');
/** Vectors from elsewhere, all of the word `password`. */
it.each([
  ['MD5', { algorithm: 'MD5', saltOrder: 'PREFIX', value: base64('5f4dcc3b5aa765d61d8327deb882cf99') }],
  [
    'SHA-1 with the salt behind',
    { algorithm: 'SHA-1', salt, saltOrder: 'POSTFIX', value: base64('c88e9c67041a74e0357befdff93f87dde0904214') },
  ],
  [
    'SHA-256 with the salt before',
    { algorithm: 'SHA-256', salt, saltOrder: 'PREFIX', value: base64('13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322') },
  ],
  [
    'PBKDF2',
    {
      algorithm: 'PBKDF2',
      salt,
      iterationCount: 1,
      keySize: 32,
      digestAlgorithm: 'SHA256_HMAC',
      value: base64('120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b'),
    },
  ],
] as const)('verifies an imported hash, and keeps it only under argon2id: %s', async (_what, imported) => {
  const stored = await passwords.wrap(imported);
  expect(stored).toContain('$argon2id$');
  expect(stored).not.toContain(imported.value);
  await expect(passwords.verify('password', stored)).resolves.toBe(true);
  await expect(passwords.verify('Password', stored)).resolves.toBe(false);
  // the stolen hash is no password
  await expect(passwords.verify(imported.value, stored)).resolves.toBe(false);
});
