/**
 * Seals of the system log (security model S-118): what has settled is sealed, batch by batch, each seal a statement
 * signed with the org's key that names the one before. Whoever keeps the digest of one seal can tell later whether anything up to it
 * was changed, removed or added. Writing an event has no part in it.
 */
import { canonicalJson, type LogSeal, type LogSealClaims, logSealType } from '@countersign/evidence';
import type { Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { LogSealStore } from '../../ports/management/log-seal-store.js';
import type { SystemLogStore } from '../../ports/management/system-log-store.js';
import { sha256 } from '../digest.js';
import { digestOfEvent } from '../event/log-entry.js';
import type { SystemLogEvent } from '../event/system-log-event.js';
import { signJwt } from '../jwt/sign-jwt.js';
import type { Org } from '../org/org.js';
import { orgKey } from './org-key.js';

export interface LogSealer {
  readonly management: { readonly systemLog: SystemLogStore; readonly logSeals: LogSealStore };
  readonly engine: Pick<Engine, 'authorizationServers' | 'clock' | 'keyring' | 'org'>;
}

export const sealing = {
  /** An event is in the log so long after its time at the latest; what comes later counts as added. */
  settledAfterMs: 120_000,
  /** Events of a seal: few enough that digesting them holds nobody up. */
  batchEvents: 500,
  /** Seals of one run; the next run goes on. */
  batchesPerRun: 400,
} as const;

/**
 * Seals what has settled, until `stopping` aborts. Nodes may do so at once: each number is taken once. Resolves to how many seals it
 * made.
 */
export async function sealLog(sealer: LogSealer, stopping?: AbortSignal): Promise<number> {
  const org = await sealer.engine.org.get();
  let made = 0;
  while (stopping?.aborted !== true && made < sealing.batchesPerRun && (await sealNext(sealer, org))) made += 1;
  return made;
}

/** Seals of the org, from the one after `after`. */
export function listLogSeals(
  { management }: { readonly management: Pick<LogSealer['management'], 'logSeals'> },
  query: { readonly orgId: string; readonly after: number; readonly limit: number },
): Promise<readonly LogSeal[]> {
  const { orgId, ...page } = query;
  return management.logSeals.list(orgId, page);
}

/** False when there was nothing to seal, or somebody else did. */
async function sealNext({ engine, management }: LogSealer, org: Org): Promise<boolean> {
  const last = await management.logSeals.last(org.id);
  const from = last?.until ?? 0;
  const batch = await readBatch(management.systemLog, { orgId: org.id, from, settled: engine.clock.now() - sealing.settledAfterMs });
  if (batch === undefined) return false;
  const digests = batch.events.map(digestOfEvent).toSorted();
  const number = (last?.number ?? 0) + 1;
  const claims: LogSealClaims = {
    iss: org.url,
    number,
    from: new Date(from).toISOString(),
    until: new Date(batch.until).toISOString(),
    count: digests.length,
    events: sha256(canonicalJson(digests)),
    previous: last === undefined ? null : sha256(last.seal),
    iat: Math.floor(engine.clock.now() / 1000),
  };
  const seal = await signJwt(await orgKey(engine, org), claims, logSealType);
  return management.logSeals.add({ orgId: org.id, number, seal, digests, until: batch.until });
}

interface Batch {
  readonly events: readonly SystemLogEvent[];
  /** Not included. */
  readonly until: Instant;
}

/** Whole milliseconds, so that every event is in exactly one stretch. Undefined: there are none. */
async function readBatch(
  log: SystemLogStore,
  { orgId, from, settled }: { readonly orgId: string; readonly from: Instant; readonly settled: Instant },
): Promise<Batch | undefined> {
  const read = (until: Instant, limit: number) =>
    log.list({ orgId, order: 'ascending', since: from, until, after: undefined, words: [], filter: undefined, limit });
  const found = await read(settled, sealing.batchEvents + 1);
  const first = found[0];
  const next = found[sealing.batchEvents];
  if (first === undefined) return undefined;
  if (next === undefined) return { events: found, until: settled };
  if (next.publishedAt > first.publishedAt)
    return { events: found.filter(({ publishedAt }) => publishedAt < next.publishedAt), until: next.publishedAt };
  // more than a batch in one millisecond
  const until = first.publishedAt + 1;
  return { events: await read(until, Number.MAX_SAFE_INTEGER), until };
}
