import { contentText, entryText, type LogEntry } from '@countersign/evidence';
import { sha256 } from '../digest.js';
import type { LogEntity, SystemLogEvent } from './system-log-event.js';

const maxReason = 255;

/** The reason of an outcome as readers of the log get it. */
export function shownReason({ outcome }: Pick<SystemLogEvent, 'outcome'>): string | undefined {
  return outcome.reason?.slice(0, maxReason).toWellFormed();
}

/** What a seal keeps of an event: made from the row, it equals what anybody makes from the event as the API lists it. */
export function digestOfEvent(event: SystemLogEvent): string {
  const entry = entryOf(event);
  return sha256(entryText(entry, sha256(contentText(entry))));
}

function entryOf(event: SystemLogEvent): LogEntry {
  const { uuid, publishedAt, eventType, severity, displayMessage, actor, targets, outcome, requestId, ip, userAgent, debugData } = event;
  return {
    published: new Date(publishedAt).toISOString(),
    eventType,
    severity,
    result: outcome.result,
    content: {
      uuid,
      displayMessage,
      actor: entityOf(actor),
      targets: targets.map(entityOf),
      reason: shownReason(event) ?? null,
      requestId: orNull(requestId),
      ip: orNull(ip),
      userAgent: orNull(userAgent),
      debugData,
    },
  };
}

function entityOf({ id, type, alternateId, displayName }: LogEntity) {
  return { id, type, alternateId: alternateId ?? null, displayName: displayName ?? null };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
