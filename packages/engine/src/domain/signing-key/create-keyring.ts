/**
 * The keys of all authorization servers, read once and kept as key objects. The store judges who rotates; the bus tells the other nodes.
 * A lost message costs nothing: sets are read again after an hour, and a key signs only after it was published for a day.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Bus } from '../../ports/bus.js';
import type { Clock, Instant } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import type { SigningKeyStore } from '../../ports/signing-key-store.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import { type GenerateKeyPair, generateKeyPair, newSigningKey } from './generate-key.js';
import type { ReadyKey, SigningKeyring } from './keyring.js';
import { findSigningKey, jwksMaxAgeSeconds, nextRotationAt, publishedKeys } from './rotation.js';
import type { SigningKey } from './signing-key.js';

export interface KeyringNeeds {
  readonly store: SigningKeyStore;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Not drawn from: keys come from the system's generator, which takes no source. */
  readonly random?: Random;
  readonly generateKeyPair?: GenerateKeyPair;
  /** Servers whose keys `rotateDue` looks after before they were used for the first time. */
  readonly listServers?: () => Promise<readonly AuthorizationServer[]>;
}

interface KeySet {
  readonly keys: readonly SigningKey[];
  readonly signing: ReadyKey;
  readonly readAt: Instant;
}
interface Entry {
  server: AuthorizationServer;
  set: KeySet | undefined;
  /** Something changed since the set was read, or while it is being read. */
  stale: boolean;
  reading: Promise<KeySet> | undefined;
}

const keptMs = 3_600_000;
/** An unknown `kid` makes us read again, but not more often than this. */
const rereadAfterMs = 10_000;

export function createSigningKeyring(needs: KeyringNeeds): SigningKeyring {
  const { store, bus, clock } = needs;
  const making = { generateKeyPair: needs.generateKeyPair ?? generateKeyPair };
  const entries = new Map<string, Entry>();
  const publicKeys = new Map<string, KeyObject>();

  bus.subscribe((message) => {
    if (message.kind === 'changed' && message.record === 'signing-key') forget(message.id);
  });
  bus.onGap(() => forget(''));

  /** `id` is a server's; any other one, or none, means all. */
  function forget(id: string): void {
    const entry = entries.get(id);
    for (const each of entry === undefined ? entries.values() : [entry]) each.stale = true;
  }

  function current(server: AuthorizationServer): KeySet | Promise<KeySet> {
    let entry = entries.get(server.id);
    if (entry === undefined) entries.set(server.id, (entry = { server, set: undefined, stale: false, reading: undefined }));
    entry.server = server;
    const { set } = entry;
    return set !== undefined && !entry.stale && clock.now() - set.readAt < keptMs && set.signing.alg === server.signingAlg
      ? set
      : read(entry);
  }

  /** One reader per server; the flag is cleared before it reads, so that a change meanwhile is not missed. */
  function read(entry: Entry): Promise<KeySet> {
    entry.reading ??= (async () => {
      try {
        entry.stale = false;
        return (entry.set = ready(await listOrCreate(entry.server), entry));
      } finally {
        entry.reading = undefined;
      }
    })();
    return entry.reading;
  }

  /** The first use of a server makes its keys; of several nodes that do so at once the store lets one through. */
  async function listOrCreate(server: AuthorizationServer): Promise<readonly SigningKey[]> {
    const found = await store.list(server.orgId, server.id);
    if (findSigningKey(found, 'ACTIVE', server.signingAlg) !== undefined) return found;
    const now = clock.now();
    const made = await Promise.all([
      newSigningKey(server, 'ACTIVE', { ...making, now }),
      newSigningKey(server, 'NEXT', { ...making, now }),
    ]);
    await store.insert(made);
    await bus.publish([{ kind: 'changed', record: 'signing-key', id: server.id }]);
    return store.list(server.orgId, server.id);
  }

  function ready(keys: readonly SigningKey[], entry: Entry): KeySet {
    const active = findSigningKey(keys, 'ACTIVE', entry.server.signingAlg);
    if (active === undefined) throw new Error(`The authorization server ${entry.server.id} has no active signing key.`);
    const kept = entry.set?.signing;
    const signing =
      kept?.kid === active.kid ? kept : { kid: active.kid, alg: active.alg, privateKey: createPrivateKey(active.privateKeyPem) };
    return { keys, signing, readAt: clock.now() };
  }

  function publicKey(key: SigningKey): KeyObject {
    let known = publicKeys.get(key.kid);
    if (known === undefined) publicKeys.set(key.kid, (known = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' })));
    return known;
  }

  async function rotate(server: AuthorizationServer, active: SigningKey): Promise<void> {
    const now = clock.now();
    const next = await newSigningKey(server, 'NEXT', { ...making, now });
    await store.rotate({ orgId: server.orgId, authorizationServerId: server.id, activeKid: active.kid, next, now });
    // also when another node was first: this one has to read what it did
    forget(server.id);
    await bus.publish([{ kind: 'changed', record: 'signing-key', id: server.id }]);
  }

  async function reread(server: AuthorizationServer): Promise<readonly SigningKey[]> {
    forget(server.id);
    return (await current(server)).keys;
  }

  return {
    async signingKey(server) {
      const set = current(server);
      return (set instanceof Promise ? await set : set).signing;
    },
    async verificationKey(server, kid) {
      const set = await current(server);
      const find = (keys: readonly SigningKey[]) => keys.find((candidate) => candidate.kid === kid);
      const key = find(set.keys) ?? (clock.now() - set.readAt >= rereadAfterMs ? find(await reread(server)) : undefined);
      return key === undefined ? undefined : publicKey(key);
    },
    async jwks(server) {
      const { keys } = await current(server);
      const now = clock.now();
      const published = publishedKeys(keys, now).filter((key) => key.alg === server.signingAlg);
      return { keys: published.map((key) => key.publicJwk), maxAgeSeconds: jwksMaxAgeSeconds(server, keys, now) };
    },
    async rotateDue() {
      for (const server of (await needs.listServers?.()) ?? []) await current(server);
      for (const { server } of [...entries.values()]) {
        const keys = await reread(server);
        const active = findSigningKey(keys, 'ACTIVE', server.signingAlg);
        if (active !== undefined && (nextRotationAt(server, keys) ?? Infinity) <= clock.now()) await rotate(server, active);
      }
    },
    async rotateNow(server) {
      const active = findSigningKey(await reread(server), 'ACTIVE', server.signingAlg);
      if (active !== undefined) await rotate(server, active);
    },
  };
}
