/**
 * What the management of an org needs, and who does it. Every change here goes the same way: judge what only the store can tell,
 * write record and event in one transaction, then tell the other nodes. HTTP and the first start call the same functions.
 */
import type { Caller, Engine } from '../../engine.js';
import type { BusMessage } from '../../ports/bus.js';
import type { ManagementStores } from '../../ports/management/management-stores.js';
import { newEvent, systemActor } from '../event/new-event.js';
import type { LogEntity, SystemLogEvent } from '../event/system-log-event.js';
import type { ChangedFields } from './changed-fields.js';

export interface Administration {
  readonly management: ManagementStores;
  readonly engine: Pick<Engine, 'bus' | 'clock' | 'random'>;
}

/** Who changes something, for the system log, and in which org. */
export interface Actor {
  readonly orgId: string;
  readonly entity: LogEntity;
  /** Undefined: the server itself, at its first start. */
  readonly caller?: Caller;
}

/** The server as actor. */
export const systemAdministrator = (orgId: string): Actor => ({ orgId, entity: systemActor });

interface ChangeFacts {
  readonly eventType: string;
  readonly displayMessage: string;
  readonly targets: readonly LogEntity[];
  readonly debugData?: Readonly<Record<string, string>>;
  /** What an update changed of the first target. */
  readonly changes?: ChangedFields | undefined;
}

export function changeEvent(admin: Pick<Administration, 'engine'>, actor: Actor, { changes, ...facts }: ChangeFacts): SystemLogEvent {
  const [first, ...others] = facts.targets;
  return newEvent(admin.engine, {
    orgId: actor.orgId,
    actor: actor.entity,
    ...(actor.caller === undefined ? {} : { caller: actor.caller }),
    ...facts,
    ...(changes === undefined || first === undefined ? {} : { targets: [{ ...first, changeDetails: changes }, ...others] }),
  });
}

/** The event of a request that ended because its user, app or device did; the store adds the request as a target. */
export function endedRequestEvent(admin: Pick<Administration, 'engine'>, actor: Actor, cause: LogEntity): SystemLogEvent {
  return changeEvent(admin, actor, {
    eventType: 'x.ciba.request.fail',
    displayMessage: 'A backchannel authentication request ended without a decision',
    targets: [cause],
    debugData: { reason: 'frozen' },
  });
}

/** Tells every node after the commit. The change stands whether or not the message arrives (bus.ts), so a failing bus fails nothing. */
export async function announce(admin: Pick<Administration, 'engine'>, messages: readonly BusMessage[]): Promise<void> {
  if (messages.length === 0) return;
  try {
    await admin.engine.bus.publish(messages);
  } catch {
    // caches are re-read by age, held polls by their sweep
  }
}

/** Wakes the polls of requests that ended. */
export const decided = (authReqIdHashes: readonly string[]): readonly BusMessage[] =>
  authReqIdHashes.map((authReqIdHash) => ({ kind: 'request-changed', authReqIdHash }));
