/** What was read is read again after a change: all of it but client secrets, each reading of which is logged. */
import type { Query, QueryClient } from '@tanstack/react-query';

/** First part of the key of queries that are read only where a person asks for them. */
export const clientSecretsKey = 'client-secrets';

export const isReadFreely = ({ queryKey }: Pick<Query, 'queryKey'>): boolean => queryKey[0] !== clientSecretsKey;

/** Resolves when what the page shows is there anew. */
export function readAnew(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: isReadFreely });
}
