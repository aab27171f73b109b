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
