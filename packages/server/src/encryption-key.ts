/** The key that encrypts secrets at rest (decisions 3.6): handed in by the environment, or a file of our own in development mode. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { keyId } from '@countersign/engine';
import { StartupError } from './startup-error.js';

const fileName = 'encryption-key';

export interface EncryptionKeys {
  /** The first encrypts, all decrypt. */
  readonly keys: readonly [Uint8Array, ...Uint8Array[]];
  /** Where the key was found, for the banner. */
  readonly origin: string;
}

export interface EncryptionKeySource {
  readonly encryptionKey: Uint8Array | undefined;
  readonly encryptionKeyPrevious: readonly Uint8Array[];
  readonly dataDir: string;
}

/**
 * Finds the keys; makes the file on a first start only. `orgExists` and no key at all is refused: a new key could read nothing.
 * That the file may be used at all (loopback issuer) is judged by `deploymentFaults`.
 */
export async function loadEncryptionKeys(
  source: EncryptionKeySource,
  facts: { readonly orgExists: boolean; readonly newKey: () => Uint8Array },
): Promise<EncryptionKeys> {
  if (source.encryptionKey !== undefined)
    return { keys: [source.encryptionKey, ...source.encryptionKeyPrevious], origin: 'ENCRYPTION_KEY' };
  const path = join(source.dataDir, fileName);
  const key = (await readKeyFile(path)) ?? (await makeKeyFile(path, source.dataDir, facts));
  return { keys: [key, ...source.encryptionKeyPrevious], origin: path };
}

/**
 * Compares with the value the org keeps. Refuses a key that cannot read what is stored.
 * True: the current key is another one than stored, but the stored one is known too; the org takes the new value.
 */
export function checkEncryptionKey(keys: EncryptionKeys, storedCheck: string): boolean {
  const ids = keys.keys.map(keyId);
  if (ids[0] === storedCheck) return false;
  if (ids.includes(storedCheck)) return true;
  throw new StartupError(
    `The encryption key (${keys.origin}) is not the one this org's secrets were encrypted with. ` +
      'Every node needs the same ENCRYPTION_KEY; after a rotation the earlier one belongs into ENCRYPTION_KEY_PREVIOUS.',
  );
}

/**
 * Refuses to start where something stored is encrypted with a key this node does not have: it would fail later, one request at a time.
 * After a rotation the earlier key is needed as long as anything is sealed with it.
 */
export function checkSealingKeys(keys: EncryptionKeys, inUse: readonly string[]): void {
  const known = new Set(keys.keys.map(keyId));
  const missing = inUse.filter((id) => !known.has(id));
  if (missing.length === 0) return;
  throw new StartupError(
    `Some of this org's secrets are encrypted with a key that is not configured (key id ${missing.join(', ')}). ` +
      'Put every earlier key into ENCRYPTION_KEY_PREVIOUS: rotation does not encrypt anew what is stored.',
  );
}

async function readKeyFile(path: string): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new StartupError(`The encryption key file ${path} cannot be read.`, { cause: error });
  }
  await refuseReadableByOthers(path, 0o077);
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== 32) throw new StartupError(`The encryption key file ${path} does not hold 32 bytes in base64url.`);
  return new Uint8Array(key);
}

/** Security model S-108: keys other people of the machine can read are no keys. `mask`: the permissions that must be absent. */
export async function refuseReadableByOthers(path: string, mask: number): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform === 'win32' || (mode & mask) === 0) return;
  throw new StartupError(`The key file ${path} can be read by others (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${path}`);
}

async function makeKeyFile(
  path: string,
  directory: string,
  facts: { readonly orgExists: boolean; readonly newKey: () => Uint8Array },
): Promise<Uint8Array> {
  if (facts.orgExists) {
    throw new StartupError(
      `This org's secrets are encrypted, but there is no key: neither ENCRYPTION_KEY nor ${path}. Put the key back, or point DATA_DIR to where it is.`,
    );
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = facts.newKey();
  // written aside and linked, so that a second process never reads half a key and the first one wins
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${Buffer.from(key).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return key;
  } catch (error) {
    const winner = await readKeyFile(path);
    if (winner === undefined) throw error;
    return winner;
  } finally {
    await unlink(draft);
  }
}
