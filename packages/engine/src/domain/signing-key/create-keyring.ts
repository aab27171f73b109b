/**
 * The keys of all authorization servers, read once and kept as key objects. The store judges who rotates; the bus tells the other nodes.
 * A lost message costs nothing: sets are read again after an hour, and a key signs only after it was published for a day.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Bus } from '../../ports/bus.js';
import type { Clock, Instant } from '../../ports/clock.js';
import type { EventStore } from '../../ports/event-store.js';
import type { Random } from '../../ports/random.js';
import type { SigningKeyStore } from '../../ports/signing-key-store.js';
import type { AuthorizationServer } from '../authorization-server/authorization-server.js';
import { newEvent, systemActor } from '../event/new-event.js';
import { type GenerateKeyPair, generateKeyPair, newSigningKey } from './generate-key.js';
import type { ReadyKey, SigningKeyring } from './keyring.js';
import { findSigningKey, jwksMaxAgeSeconds, nextRotationAt, publishedKeys } from './rotation.js';
import type { SigningKey } from './signing-key.js';

export interface KeyringNeeds {
  readonly store: SigningKeyStore;
  readonly bus: Bus;
  readonly clock: Clock;
  /** For the ids of events; keys come from the system's own generator, which takes no source. */
  readonly random?: Random;
  /** Where rotations that were due are reported; those on request are reported by who requests them. */
  readonly events?: EventStore;
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
  return new StoredKeyring(needs);
}

class StoredKeyring implements SigningKeyring {
  readonly #needs: KeyringNeeds;
  readonly #generateKeyPair: GenerateKeyPair;
  /** By the server's id. */
  readonly #entries = new Map<string, Entry>();
  /** By `kid`: imported once. */
  readonly #publicKeys = new Map<string, KeyObject>();

  constructor(needs: KeyringNeeds) {
    this.#needs = needs;
    this.#generateKeyPair = needs.generateKeyPair ?? generateKeyPair;
    needs.bus.subscribe((message) => {
      if (message.kind === 'changed' && message.record === 'signing-key') this.#forget(message.id);
    });
    needs.bus.onGap(() => this.#forget(''));
  }

  async signingKey(server: AuthorizationServer): Promise<ReadyKey> {
    const set = this.#current(server);
    return (set instanceof Promise ? await set : set).signing;
  }

  async verificationKey(server: AuthorizationServer, kid: string): Promise<KeyObject | undefined> {
    const set = await this.#current(server);
    const find = (keys: readonly SigningKey[]) => keys.find((candidate) => candidate.kid === kid);
    const mayReread = this.#needs.clock.now() - set.readAt >= rereadAfterMs;
    const key = find(set.keys) ?? (mayReread ? find(await this.#reread(server)) : undefined);
    return key === undefined ? undefined : this.#publicKey(key);
  }

  async jwks(server: AuthorizationServer): ReturnType<SigningKeyring['jwks']> {
    const { keys } = await this.#current(server);
    const now = this.#needs.clock.now();
    const published = publishedKeys(keys, now).filter((key) => key.alg === server.signingAlg);
    return { keys: published.map((key) => key.publicJwk), maxAgeSeconds: jwksMaxAgeSeconds(server, keys, now) };
  }

  async rotateDue(): Promise<void> {
    for (const server of (await this.#needs.listServers?.()) ?? []) await this.#current(server);
    for (const { server } of [...this.#entries.values()]) {
      const keys = await this.#reread(server);
      const active = findSigningKey(keys, 'ACTIVE', server.signingAlg);
      const due = (nextRotationAt(server, keys) ?? Infinity) <= this.#needs.clock.now();
      if (active !== undefined && due && (await this.#rotate(server, active))) await this.#report(server);
    }
  }

  async rotateNow(server: AuthorizationServer): Promise<void> {
    const active = findSigningKey(await this.#reread(server), 'ACTIVE', server.signingAlg);
    if (active !== undefined) await this.#rotate(server, active);
  }

  async withdraw(server: AuthorizationServer, kid: string): Promise<boolean> {
    const { clock, store } = this.#needs;
    const key = (await this.#reread(server)).find((candidate) => candidate.kid === kid);
    if (key === undefined) return false;
    if (key.status === 'ACTIVE') await this.#rotate(server, key);
    const next = await this.#make(server, 'NEXT');
    const change = { orgId: server.orgId, authorizationServerId: server.id, kid, next, now: clock.now() };
    const withdrawn = await store.withdraw(change);
    this.#forget(server.id);
    await this.#announce(server);
    return withdrawn;
  }

  #current(server: AuthorizationServer): KeySet | Promise<KeySet> {
    let entry = this.#entries.get(server.id);
    if (entry === undefined) this.#entries.set(server.id, (entry = { server, set: undefined, stale: false, reading: undefined }));
    entry.server = server;
    const { set } = entry;
    const fresh = set !== undefined && !entry.stale && this.#needs.clock.now() - set.readAt < keptMs;
    return fresh && set.signing.alg === server.signingAlg ? set : this.#read(entry);
  }

  async #reread(server: AuthorizationServer): Promise<readonly SigningKey[]> {
    this.#forget(server.id);
    return (await this.#current(server)).keys;
  }

  /** `id` is a server's; any other one, or none, means all. */
  #forget(id: string): void {
    const entry = this.#entries.get(id);
    for (const each of entry === undefined ? this.#entries.values() : [entry]) each.stale = true;
  }

  /** One reader per server; the flag is cleared before it reads, so that a change meanwhile is not missed. */
  #read(entry: Entry): Promise<KeySet> {
    entry.reading ??= (async () => {
      try {
        entry.stale = false;
        return (entry.set = this.#ready(await this.#listOrCreate(entry.server), entry));
      } finally {
        entry.reading = undefined;
      }
    })();
    return entry.reading;
  }

  /** The first use of a server makes its keys; of several nodes that do so at once the store lets one through. */
  async #listOrCreate(server: AuthorizationServer): Promise<readonly SigningKey[]> {
    const { store } = this.#needs;
    const found = await store.list(server.orgId, server.id);
    if (findSigningKey(found, 'ACTIVE', server.signingAlg) !== undefined) return found;
    await store.insert(await Promise.all([this.#make(server, 'ACTIVE'), this.#make(server, 'NEXT')]));
    await this.#announce(server);
    return store.list(server.orgId, server.id);
  }

  #make(server: AuthorizationServer, status: 'ACTIVE' | 'NEXT'): Promise<SigningKey> {
    return newSigningKey(server, status, { now: this.#needs.clock.now(), generateKeyPair: this.#generateKeyPair });
  }

  #ready(keys: readonly SigningKey[], entry: Entry): KeySet {
    const active = findSigningKey(keys, 'ACTIVE', entry.server.signingAlg);
    if (active === undefined) throw new Error(`The authorization server ${entry.server.id} has no active signing key.`);
    const kept = entry.set?.signing;
    const signing =
      kept?.kid === active.kid ? kept : { kid: active.kid, alg: active.alg, privateKey: createPrivateKey(active.privateKeyPem) };
    return { keys, signing, readAt: this.#needs.clock.now() };
  }

  #publicKey(key: SigningKey): KeyObject {
    let known = this.#publicKeys.get(key.kid);
    if (known === undefined) this.#publicKeys.set(key.kid, (known = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' })));
    return known;
  }

  /** False: another node was first, and this one reads what it did. */
  async #rotate(server: AuthorizationServer, active: SigningKey): Promise<boolean> {
    const { clock, store } = this.#needs;
    const next = await this.#make(server, 'NEXT');
    const change = { orgId: server.orgId, authorizationServerId: server.id, activeKid: active.kid, next, now: clock.now() };
    const won = await store.rotate(change);
    this.#forget(server.id);
    await this.#announce(server);
    return won;
  }

  #announce(server: AuthorizationServer): Promise<void> {
    return this.#needs.bus.publish([{ kind: 'changed', record: 'signing-key', id: server.id }]);
  }

  async #report(server: AuthorizationServer): Promise<void> {
    const { clock, events, random } = this.#needs;
    if (events === undefined || random === undefined) return;
    const event = newEvent(
      { clock, random },
      {
        orgId: server.orgId,
        eventType: server.kind === 'org' ? 'app.oauth2.key.rollover' : 'app.oauth2.as.key.rollover',
        displayMessage: 'Rotate authorization server keys',
        actor: systemActor,
        targets: [{ id: server.id, type: 'AuthorizationServer', displayName: server.name }],
      },
    );
    await events.append(event);
  }
}
