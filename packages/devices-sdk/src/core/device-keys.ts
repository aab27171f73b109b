import type { DeviceKey } from '@countersign/contracts/wire';
import type { KeyPurpose } from '../ports/key-store.js';
import type { DeviceContext } from './context.js';
import { newUuid } from './uuid.js';

/** A key an enrollment is about to be made with. `isNew` says whether it may be thrown away if the enrollment fails. */
export interface PreparedKey {
  readonly jwk: DeviceKey;
  readonly isNew: boolean;
}

/**
 * A key under a kid of its own. `ordinal` tells keys of one purpose apart where kids come from a seed, and a kid that exists
 * already (the same seed again) keeps its key.
 */
export async function prepareKey(context: DeviceContext, purpose: KeyPurpose, ordinal: string): Promise<PreparedKey> {
  const kid = newUuid(context.ports.random, `kid/${purpose}/${ordinal}`);
  const existing = await context.ports.keys.find(kid);
  return existing === undefined ? { jwk: await context.ports.keys.create(kid, purpose), isNew: true } : { jwk: existing, isNew: false };
}

/** Takes back what `prepareKey` made for an attempt that failed. */
export async function discardKeys(context: DeviceContext, keys: readonly (PreparedKey | undefined)[]): Promise<void> {
  for (const key of keys) {
    if (key?.isNew === true) await context.ports.keys.delete(key.jwk.kid);
  }
}

/** Deletes keys that nothing refers to any more; those in `stillUsed` stay. */
export async function dropKeys(
  context: DeviceContext,
  kids: readonly (string | undefined)[],
  stillUsed: readonly (string | undefined)[],
): Promise<void> {
  for (const kid of kids) {
    if (kid !== undefined && !stillUsed.includes(kid)) await context.ports.keys.delete(kid);
  }
}
