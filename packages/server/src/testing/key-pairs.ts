import { generateKeyPair, type GenerateKeyPair, type KeyPair } from '@countersign/engine';

/** Making RSA keys takes most of a first start: tests share a few, handed out in turn. A store must not see more than `count` of them. */
export function sharedKeyPairs(count = 4): GenerateKeyPair {
  const made: Promise<KeyPair>[] = [];
  let next = 0;
  return (alg) => {
    const index = next++ % count;
    const pair = made[index] ?? generateKeyPair(alg);
    made[index] = pair;
    return pair;
  };
}
