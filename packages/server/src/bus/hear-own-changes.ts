import type { Bus, BusMessage } from '@countersign/engine';

/**
 * A bus whose node hears of its own changes before `publish` returns, not when they come back from the database: whoever changed a
 * record through this node and asks it again must not meet the old one in a cache. Hearing a change twice costs a read.
 */
export function hearOwnChanges(bus: Bus): Bus {
  const listeners = new Set<(message: BusMessage) => void>();
  return {
    async publish(messages) {
      try {
        await bus.publish(messages);
      } finally {
        for (const message of messages) if (message.kind === 'changed') for (const listener of listeners) listener(message);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      const end = bus.subscribe(listener);
      return () => {
        listeners.delete(listener);
        end();
      };
    },
    onGap: (listener) => bus.onGap(listener),
  };
}
