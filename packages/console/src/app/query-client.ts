/** How long what was read stays fresh, and what is tried again. */
import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from '../api/api-failure.js';

const staleMs = 15_000;

export function createAppQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: staleMs,
        // what the server refused it will refuse again; what did not arrive is read anew when the connection is back
        retry: (count, error) => !(error instanceof ApiFailure) && count < 1,
        refetchOnWindowFocus: true,
        // "offline" as the browser sees it says nothing of a server on this machine
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
