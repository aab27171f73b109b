/** The signed-in administrator. Read before any page, and again while a person works, so that the end is known in time. */
import type { AccessScope } from '@countersign/contracts';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { consoleApi } from '../api/client.js';
import type { Session } from '../api/session-paths.js';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    const { data } = await consoleApi.GET('/admin/session', { signal });
    if (data === undefined) throw new Error('The session has no content.');
    return data;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the roles allow what a scope of the management API names. The server decides; this only spares a refusal. */
export function useMay(scope: AccessScope): boolean {
  return mayAs(useSession(), scope);
}

export function mayAs({ scopes }: Pick<Session, 'scopes'>, scope: AccessScope): boolean {
  // to manage implies to read
  return scopes.includes(scope) || scopes.includes(scope.replace(/\.read$/, '.manage'));
}
