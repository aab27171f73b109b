/**
 * Where a reader of the system log is. An event is written a moment after its time: a reader that asks at that moment would get past
 * it. Therefore a cursor never lies in the last seconds; it names the events of those seconds that were delivered already.
 * It holds nothing but what the reader has seen, and is checked, not signed.
 */
import { lastInstant } from '@countersign/contracts';
import type { LogPosition } from '../../ports/management/system-log-store.js';
import { ApiError } from '../api-error.js';

export interface LogCursor {
  readonly position: LogPosition;
  /** Ids of delivered events that follow the position. */
  readonly seen: readonly string[];
}

/** Keeps a cursor short enough for a URL. */
export const maxSeen = 40;

const form = /^(?<at>\d{1,15})_(?<uuid>[0-9a-f-]{0,36})(?<seen>(?:_[0-9a-f-]{1,36}){0,40})$/;

/** `{time}_{uuid}` and `_{uuid}` for each that was seen: nothing a URL would have to escape. */
export function writeLogCursor({ position, seen }: LogCursor): string {
  return [position.at, position.uuid, ...seen].join('_');
}

/** Throws E0000029. */
export function readLogCursor(text: string): LogCursor {
  const { at, uuid, seen } = form.exec(text)?.groups ?? {};
  if (at === undefined || uuid === undefined || seen === undefined || Number(at) > lastInstant)
    throw new ApiError('E0000029', { causes: ['after: is no cursor of this list'] });
  return { position: { at: Number(at), uuid }, seen: seen.split('_').slice(1) };
}
