import type { Transport } from '../ports/transport.js';

/** As much of `fetch` as a transport needs; `Signal` is the platform's AbortSignal. */
export type FetchLike<Signal> = (url: string, init: FetchInit<Signal>) => Promise<{ readonly status: number; text(): Promise<string> }>;

export interface FetchInit<Signal> {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: Signal;
  cache: 'no-store';
  credentials: 'omit';
  redirect: 'error';
}

/** A transport over the platform's `fetch`. Without `timeoutSignal` requests end when the platform gives up. */
export function createFetchTransport<Signal>(platform: {
  readonly fetch: FetchLike<Signal>;
  readonly timeoutSignal?: (milliseconds: number) => Signal;
}): Transport {
  return async (request) => {
    const response = await platform.fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(platform.timeoutSignal === undefined ? {} : { signal: platform.timeoutSignal(request.timeoutMs) }),
    });
    return { status: response.status, body: await response.text() };
  };
}
