/** A `fetch` that writes down what goes out and what comes back, for whichever approval the call is made. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { maskedHeaders, maskedValue, readAnswerBody, type Exchange } from './exchange.js';

export interface Log {
  readonly exchanges: Exchange[];
  /** Called after each change. */
  readonly changed: () => void;
  /** How long polls ask to be held now; 0 for an answer at once. */
  readonly holdSeconds: () => number;
}

export interface Recorder {
  /** Requests made inside `work` are written to `log`. */
  record<T>(log: Log, work: () => Promise<T>): Promise<T>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export const cibaGrantType = 'urn:openid:params:grant-type:ciba';

export function createRecorder(now: () => number): Recorder {
  const current = new AsyncLocalStorage<Log>();
  return {
    record: (log, work) => current.run(log, work),
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      const form = [...new URLSearchParams(init.body instanceof URLSearchParams || typeof init.body === 'string' ? init.body : '')];
      const log = current.getStore();
      const holdSeconds = log?.holdSeconds() ?? 0;
      // step 4: "tell me when the person has decided, I can wait" (RFC 7240 4.3)
      if (holdSeconds > 0 && form.some(([, value]) => value === cibaGrantType)) headers.set('prefer', `wait=${holdSeconds}`);
      const exchange: Exchange = {
        at: now(),
        method: init.method ?? 'GET',
        url,
        requestHeaders: maskedHeaders(headers),
        form: form.map(([name, value]) => [name, maskedValue(name, value)]),
        answer: undefined,
      };
      log?.exchanges.push(exchange);
      log?.changed();
      try {
        const response = await fetch(url, { ...init, headers });
        const body = readAnswerBody(await response.clone().text());
        exchange.answer = { status: response.status, ms: now() - exchange.at, headers: maskedHeaders(response.headers), ...body };
        return response;
      } catch (error) {
        exchange.answer = { status: 0, ms: now() - exchange.at, headers: [], body: 'No answer: the connection failed.', tokens: [] };
        throw error;
      } finally {
        log?.changed();
      }
    },
  };
}
