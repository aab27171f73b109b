import type { FastifyReply } from 'fastify';

/** Aborts when the connection closes; after the answer that means nothing any more. */
export function watchConnection({ raw }: FastifyReply): AbortSignal {
  if (raw.destroyed || raw.socket?.destroyed === true) return AbortSignal.abort();
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}
