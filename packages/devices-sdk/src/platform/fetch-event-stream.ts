import type { LiveChannel, StreamEnd } from '../ports/live-channel.js';
import type { FetchInit } from './fetch-transport.js';

/** As much of a streaming `fetch` as an event stream needs; `Signal` is the platform's AbortSignal. */
export interface StreamingPlatform<Signal> {
  fetch(url: string, init: FetchInit<Signal>): Promise<StreamingResponse>;
  newAbort(): { readonly signal: Signal; abort(): void };
  newDecoder(): { decode(bytes: Uint8Array | undefined, options: { stream: boolean }): string };
}

export interface StreamingResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> } } | null;
  text(): Promise<string>;
}

/** Event streams over the platform's `fetch`, which can send a bearer token; `EventSource` cannot. */
export function createFetchEventStreams<Signal>(platform: StreamingPlatform<Signal>): LiveChannel['open'] {
  return (request, receiver) => {
    const abort = platform.newAbort();
    let closed = false;
    const read = async (): Promise<StreamEnd> => {
      const response = await platform.fetch(request.url, {
        method: 'GET',
        headers: { ...request.headers },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: abort.signal,
      });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (response.status !== 200 || !isStream || response.body === null) {
        return { end: 'refused', response: { status: response.status, body: await response.text() } };
      }
      if (!closed) receiver.opened();
      const reader = response.body.getReader();
      const decoder = platform.newDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return { end: 'finished' };
        const text = decoder.decode(value, { stream: true });
        if (!closed && text !== '') receiver.text(text);
      }
    };
    const tell = (end: StreamEnd): void => {
      if (!closed) receiver.ended(end);
    };
    read().then(tell, (cause: unknown) => tell({ end: 'broken', cause }));
    return () => {
      closed = true;
      abort.abort();
    };
  };
}
