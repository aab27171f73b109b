/** What has to be read before it can be shown: nothing for a moment, then a skeleton; the failure with a way to try again. */
import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Delayed } from './delayed.js';
import { Problem } from './problem.js';

interface Reading<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface LoadedProps<Data> {
  readonly query: Reading<Data>;
  /** As the object of "could not": `load the application`. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

export function Loaded<Data>({ query, what, children }: LoadedProps<Data>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null && query.error !== undefined)
    return <Problem error={query.error} what={what} onRetry={() => void query.refetch()} />;
  return (
    <Delayed>
      <Stack gap="lg" aria-hidden>
        <Skeleton height={36} width="40%" />
        <Skeleton height={160} />
        <Skeleton height={240} />
      </Stack>
    </Delayed>
  );
}
