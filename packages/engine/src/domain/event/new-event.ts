import type { Caller, Engine } from '../../engine.js';
import type { Instant } from '../../ports/clock.js';
import type { LogEntity, SystemLogEvent } from './system-log-event.js';

export interface EventFacts {
  readonly orgId: string;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly actor: LogEntity;
  readonly targets?: readonly LogEntity[];
  readonly outcome?: SystemLogEvent['outcome'];
  readonly severity?: SystemLogEvent['severity'];
  readonly caller?: Caller;
  readonly debugData?: Readonly<Record<string, string>>;
}

/** Fills in id, time and caller. The event is not written here: hand it to the store operation it reports. */
export function newEvent(engine: Pick<Engine, 'clock' | 'random'>, facts: EventFacts): SystemLogEvent {
  const result = facts.outcome?.result ?? 'SUCCESS';
  const publishedAt = engine.clock.now();
  return {
    uuid: timedUuid(publishedAt, engine.random.bytes(16)),
    orgId: facts.orgId,
    publishedAt,
    eventType: facts.eventType,
    severity: facts.severity ?? (result === 'FAILURE' || result === 'DENY' ? 'WARN' : 'INFO'),
    displayMessage: facts.displayMessage,
    actor: facts.actor,
    targets: facts.targets ?? [],
    outcome: facts.outcome ?? { result: 'SUCCESS' },
    requestId: facts.caller?.requestId ?? '',
    ip: facts.caller?.ip ?? '',
    userAgent: facts.caller?.userAgent ?? '',
    debugData: facts.debugData ?? {},
  };
}

/** The server itself as actor. */
export const systemActor: LogEntity = { id: 'system', type: 'SystemPrincipal', displayName: 'Countersign' };

/** RFC 9562 version 4 from 16 random bytes. */
export function uuid(bytes: Uint8Array): string {
  return uuidOf(Buffer.from(bytes), 4);
}

/** RFC 9562 version 7: begins with its time, so that a log ordered by time finds an event by its id. */
export function timedUuid(instant: Instant, bytes: Uint8Array): string {
  const b = Buffer.from(bytes);
  b.writeUIntBE(instant, 0, 6);
  return uuidOf(b, 7);
}

/** The time of a version 7 UUID; undefined: it is another text. */
export function instantOfUuid(text: string): Instant | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(text) ?? [];
  return high === undefined || low === undefined ? undefined : Number.parseInt(high + low, 16);
}

function uuidOf(b: Buffer, version: number): string {
  b[6] = ((b[6] ?? 0) & 0x0f) | (version << 4);
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const hex = b.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
