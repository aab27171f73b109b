/** Reading `text/event-stream` (HTML 9.2.6), chunk by chunk. `id` and `retry` are not used: events say what to pull, not what was missed. */

export interface ServerEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly data: string;
}

/** What is known of the event that is not complete yet. */
export interface EventStreamState {
  readonly line: string;
  /** The last chunk ended with CR: a LF in front of the next belongs to it. */
  readonly afterCr: boolean;
  readonly type: string;
  readonly data: readonly string[];
}

export const emptyEventStream: EventStreamState = { line: '', afterCr: false, type: '', data: [] };

/** The events that are complete with `chunk`, and the state to read the next one with. */
export function readEventStream(
  before: EventStreamState,
  chunk: string,
): { readonly state: EventStreamState; readonly events: readonly ServerEvent[] } {
  if (chunk === '') return { state: before, events: [] };
  const text = before.afterCr && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
  const lines = (before.line + text).split(/\r\n|\n|\r/);
  const line = lines.pop() ?? '';
  const events: ServerEvent[] = [];
  let { type, data } = before;
  for (const complete of lines) {
    if (complete === '') {
      if (data.length > 0) events.push({ type: type === '' ? 'message' : type, data: data.join('\n') });
      type = '';
      data = [];
      continue;
    }
    const [field, value] = fieldOf(complete);
    if (field === 'event') type = value;
    else if (field === 'data') data = [...data, value];
  }
  return { state: { line, afterCr: chunk.endsWith('\r'), type, data }, events };
}

/** A comment has an empty name. */
function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)];
}
