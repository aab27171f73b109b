import { createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';
import type { ImportedHash, PasswordHasher } from '@countersign/engine';

/** argon2id, OWASP's first recommendation: 19 MiB, two passes, one lane. Runs off the event loop. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswordHasher(): PasswordHasher {
  let decoy: Promise<string> | undefined;
  return {
    hash: (password) => hash(password, cost),
    wrap: async ({ value, ...recipe }) =>
      `${wrapped}${Buffer.from(JSON.stringify(recipe)).toString('base64url')}$${await hash(canonical(value), cost)}`,
    async verify(password, stored) {
      if (stored !== undefined) return stored.startsWith(wrapped) ? verifyWrapped(password, stored) : verify(stored, password);
      // the same work for an unknown user, so that the time of an answer tells nothing
      decoy ??= hash('nobody has this password', cost);
      await verify(await decoy, password);
      return false;
    },
  };
}

/**
 * Hashes of other systems are quick to try out: what is stored is argon2id over them, and how to get from a password to them. So a stolen
 * table gives away no more of these people than of others.
 */
const wrapped = 'imported$';
type Recipe = ImportedHash extends infer Kind ? (Kind extends ImportedHash ? Omit<Kind, 'value'> : never) : never;

async function verifyWrapped(password: string, stored: string): Promise<boolean> {
  const rest = stored.slice(wrapped.length);
  const end = rest.indexOf('$');
  // as `wrap` wrote it
  const recipe = JSON.parse(Buffer.from(rest.slice(0, end), 'base64url').toString()) as Recipe;
  return verify(rest.slice(end + 1), (await digest(password, recipe)).toString('base64'));
}

const derive = promisify(pbkdf2);

async function digest(password: string, recipe: Recipe): Promise<Buffer> {
  const salt = Buffer.from(recipe.salt ?? '', 'base64');
  if (recipe.algorithm === 'PBKDF2')
    return derive(password, salt, recipe.iterationCount, recipe.keySize, recipe.digestAlgorithm === 'SHA256_HMAC' ? 'sha256' : 'sha512');
  const parts = [Buffer.from(password, 'utf8')];
  if (recipe.saltOrder === 'PREFIX') parts.unshift(salt);
  else parts.push(salt);
  return createHash(recipe.algorithm.replace('-', '')).update(Buffer.concat(parts)).digest();
}

/** Base64 has more than one spelling of the same bytes. */
const canonical = (value: string): string => Buffer.from(value, 'base64').toString('base64');
