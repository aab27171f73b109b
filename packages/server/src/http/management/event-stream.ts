/** Server-sent events (WHATWG HTML 9.2) over the framework: begins the answer, writes what a tail reads, ends with its caller. */
import { ApiError, type LiveTail, type TailBatch, type TailStream } from '@countersign/engine';
import type { FastifyReply } from 'fastify';
import type { Exchange } from './handlers.js';

/** What a reader that does not keep up may leave unread, in bytes. */
const maxUnread = 1_000_000;

/** Throws E0000047 when the caller, or the node, has as many streams as it may. */
export function openEventStream(
  tail: LiveTail,
  { reply }: Pick<Exchange, 'reply'>,
  stream: Pick<TailStream, 'caller' | 'mayGoOn' | 'read'>,
): void {
  const { raw } = reply;
  const close = tail.open({
    ...stream,
    send(what) {
      raw.write(what === 'heartbeat' ? ': beat\n\n' : textOf(what));
      return raw.writableLength <= maxUnread;
    },
    end: (why) => (why === 'over' ? raw.end() : raw.destroy()),
  });
  if (close === undefined) throw new ApiError('E0000047', { reason: 'too many streams' });
  raw.once('close', close);
  begin(reply);
}

/** The framework lets go of the answer here; what it had set so far goes out with it. */
function begin(reply: FastifyReply): void {
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  reply.hijack();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) reply.raw.setHeader(name, value);
  // proxies are not to collect it
  reply.raw.setHeader('x-accel-buffering', 'no');
  reply.raw.write(': open\n\n');
}

/** Only the last one names the place: a reader that is cut off before gets all of them again. */
function textOf({ messages, position }: TailBatch): string {
  return messages
    .map(({ event, data }, index) => {
      const id = index === messages.length - 1 ? `id: ${position}\n` : '';
      return `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    })
    .join('');
}
