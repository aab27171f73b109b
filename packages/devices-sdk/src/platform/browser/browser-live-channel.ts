import type { LiveChannel, PageGroup } from '../../ports/live-channel.js';
import { createFetchEventStreams } from '../fetch-event-stream.js';

/** The live channel of a page: one stream per browser by Web Locks, what it brings told to other pages by BroadcastChannel. */
export function createBrowserLiveChannel(): LiveChannel {
  return {
    open: createFetchEventStreams<AbortSignal>({
      fetch: (url, init) => fetch(url, init),
      newAbort: () => new AbortController(),
      newDecoder: () => new TextDecoder(),
    }),
    after(milliseconds, work) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
    connectivity: {
      isOnline: () => navigator.onLine,
      onChange(listener) {
        const stop = new AbortController();
        for (const event of ['online', 'offline']) globalThis.addEventListener(event, listener, { signal: stop.signal });
        return () => stop.abort();
      },
    },
    pages,
  };
}

const pages: PageGroup = {
  lead(name, lead) {
    const stop = new AbortController();
    let resign = (): void => stop.abort();
    const held = navigator.locks.request(name, { signal: stop.signal }, () => {
      lead();
      return new Promise<void>((resolve) => (resign = resolve));
    });
    // Rejected when nobody led before it was called off.
    held.catch(() => undefined);
    return () => resign();
  },
  join(name, receive) {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') receive(data);
    };
    return { send: (message) => channel.postMessage(message), leave: () => channel.close() };
  },
};
