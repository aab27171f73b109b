import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '@countersign/engine';

/** argon2id, OWASP's first recommendation: 19 MiB, two passes, one lane. Runs off the event loop. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function createPasswordHasher(): PasswordHasher {
  let decoy: Promise<string> | undefined;
  return {
    hash: (password) => hash(password, cost),
    async verify(password, stored) {
      if (stored !== undefined) return verify(stored, password);
      // the same work for an unknown user, so that the time of an answer tells nothing
      decoy ??= hash('nobody has this password', cost);
      await verify(await decoy, password);
      return false;
    },
  };
}
