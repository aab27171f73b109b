/** The console's only way to the server: the management API and the console's own endpoints, typed by the schemas of contracts. */

import createFetchClient, { type Middleware } from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { failureOf, ServerUnreachable } from './api-failure.js';
import type { ManagementPaths } from './management-paths.js';
import { reportConnection } from './connection.js';
import type { SessionPaths } from './session-paths.js';
import { reportSignedOut } from './signed-out.js';

/** Statuses a proxy or a starting server answers with: nothing was done, the call can be repeated. */
const unavailable: ReadonlySet<number> = new Set([502, 503, 504]);

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept', 'application/json');
    // a form of another site cannot set it: the server takes changes by cookie only with it
    request.headers.set('x-countersign-console', '1');
    return request;
  },
  async onResponse({ response }) {
    if (unavailable.has(response.status)) {
      reportConnection('lost');
      throw new ServerUnreachable('The server is not available at the moment.');
    }
    reportConnection('fine');
    if (response.ok) return undefined;
    const failure = failureOf(response.status, await bodyOf(response), response.headers.get('x-okta-request-id') ?? undefined);
    if (response.status === 401) reportSignedOut();
    throw failure;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    reportConnection('lost');
    return new ServerUnreachable('The server cannot be reached.', { cause: error });
  },
};

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}

const options = { baseUrl: location.origin, credentials: 'same-origin' as const };

export const api = createFetchClient<ManagementPaths>(options);
api.use(speak);
/** The same as hooks of TanStack Query. */
export const apiQuery = createQueryClient(api);

export const consoleApi = createFetchClient<SessionPaths>(options);
consoleApi.use(speak);
