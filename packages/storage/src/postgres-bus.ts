import type { Bus, BusMessage } from '@countersign/engine';
import { createBatch } from './batch.js';
import { busChannel, formatMessages, parsePayload } from './bus-payload.js';
import type { Database } from './database.js';

export interface PostgresBus extends Bus {
  close(): Promise<void>;
}

const notifySql = `select pg_notify('${busChannel}', payload) from jsonb_array_elements_text($1::jsonb) payload`;

/** The bus over LISTEN and NOTIFY. Works on the embedded engine too, where the only node hears itself. */
export async function createPostgresBus({ database }: { readonly database: Database }): Promise<PostgresBus> {
  const listeners = new Set<(message: BusMessage) => void>();
  const gapListeners = new Set<() => void>();
  const stop = await database.listen(
    busChannel,
    (payload) => {
      for (const message of parsePayload(payload)) for (const listener of listeners) listener(message);
    },
    () => {
      for (const listener of gapListeners) listener();
    },
  );
  const publish = createBatch<readonly BusMessage[], undefined>({
    async flush(batches) {
      await database.query({ name: 'bus-publish', text: notifySql, values: [JSON.stringify(formatMessages(batches.flat()))] });
      return batches.map(() => undefined);
    },
  });
  return {
    async publish(messages) {
      if (messages.length > 0) await publish(messages);
    },
    subscribe: (listener) => added(listeners, listener),
    onGap: (listener) => added(gapListeners, listener),
    close: stop,
  };
}

function added<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => set.delete(item);
}
