import type { PushMessage, PushSender } from '@countersign/engine';

const maxInFlight = 64;
const retryMs = 500;

/**
 * At most so many pushes in flight per provider; what is above comes back shortly. A provider that answers slowly fills its own
 * lane only and never delays the others.
 */
export function limitPerProvider(sender: PushSender, providerOf: (message: PushMessage) => string): PushSender {
  const inFlight = new Map<string, number>();
  return {
    async send(message) {
      const provider = providerOf(message);
      const current = inFlight.get(provider) ?? 0;
      if (current >= maxInFlight) return { outcome: 'retry', detail: 'the provider is busy', afterMs: retryMs };
      inFlight.set(provider, current + 1);
      try {
        return await sender.send(message);
      } finally {
        const left = (inFlight.get(provider) ?? 1) - 1;
        if (left === 0) inFlight.delete(provider);
        else inFlight.set(provider, left);
      }
    },
  };
}
