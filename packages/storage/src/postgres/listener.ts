import type pg from 'pg';
import { toSqlError } from '../sql-errors.js';

/** LISTEN for a whole process on one connection of its own, made again whenever it is lost. */
export interface Listener {
  listen(channel: string, onMessage: (payload: string) => void, onGap: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

interface Subscription {
  readonly channel: string;
  readonly onMessage: (payload: string) => void;
  readonly onGap: () => void;
}

const firstRetryMs = 100;
const lastRetryMs = 5_000;
/** A connection whose other end vanished without a word is found out by asking. */
const heartbeatMs = 30_000;

export function createListener(createClient: () => pg.Client): Listener {
  const subscriptions = new Set<Subscription>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async (): Promise<pg.Client> => {
    const next = createClient();
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ channel, payload = '' }) => {
      for (const subscription of subscriptions) if (subscription.channel === channel) subscription.onMessage(payload);
    });
    try {
      await next.connect();
      for (const channel of new Set([...subscriptions].map((one) => one.channel))) await next.query(`listen ${quoted(channel)}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw toSqlError(error);
    }
    client = next;
    heartbeat = setInterval(() => void beat(next), heartbeatMs).unref();
    return next;
  };

  const connected = async (): Promise<pg.Client> => {
    if (client !== undefined) return client;
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  };

  const beat = async (current: pg.Client): Promise<void> => {
    const answer = current.query('select 1');
    const late = new Promise<never>((_, reject) => setTimeout(reject, heartbeatMs / 3, new Error('late')).unref());
    await Promise.race([answer, late]).catch(() => lost(current));
  };

  const lost = (which: pg.Client): void => {
    if (which !== client) return;
    client = undefined;
    clearInterval(heartbeat);
    // Not awaited: the other end may never answer.
    void which.end().catch(() => undefined);
    if (!closed) reconnect(firstRetryMs);
  };

  const reconnect = (delayMs: number): void => {
    retry = setTimeout(() => {
      connected().then(
        () => {
          for (const subscription of subscriptions) subscription.onGap();
        },
        () => {
          if (!closed) reconnect(Math.min(delayMs * 2, lastRetryMs));
        },
      );
    }, delayMs);
  };

  return {
    async listen(channel, onMessage, onGap) {
      const subscription = { channel, onMessage, onGap };
      subscriptions.add(subscription);
      try {
        // The name is listened to again when the connection was already there; PostgreSQL takes that as it is.
        await (await connected()).query(`listen ${quoted(channel)}`);
      } catch (error) {
        subscriptions.delete(subscription);
        throw toSqlError(error);
      }
      return async () => {
        subscriptions.delete(subscription);
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      subscriptions.clear();
      await connecting?.catch(() => undefined);
      const last = client;
      client = undefined;
      await last?.end().catch(() => undefined);
    },
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
