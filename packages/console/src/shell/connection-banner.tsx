/** Says that the server does not answer, asks until it does again, and has everything read anew then. */
import { Alert, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { consoleApi } from '../api/client.js';
import { readConnection, watchConnection } from '../api/connection.js';
import { readAnew } from '../api/read-anew.js';
import classes from './shell.module.css';

const askMs = 2_000;

export function ConnectionBanner(): ReactNode {
  const connection = useSyncExternalStore(watchConnection, readConnection);
  const queries = useQueryClient();
  const wasLost = useRef(false);
  const isLost = connection === 'lost';
  useQuery({
    queryKey: ['ready'],
    queryFn: async ({ signal }) => (await consoleApi.GET('/readyz', { signal })).data ?? null,
    enabled: isLost,
    refetchInterval: askMs,
    refetchIntervalInBackground: true,
    retry: false,
    gcTime: 0,
  });
  useEffect(() => {
    if (!isLost && wasLost.current) void readAnew(queries);
    wasLost.current = isLost;
  }, [isLost, queries]);
  return (
    <div role="status" className={classes['connection']}>
      {isLost ? (
        <Alert
          color="yellow"
          variant="light"
          mb="md"
          icon={<Loader size={18} aria-hidden />}
          title="The server cannot be reached"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          What you see may be out of date. Nothing is lost: this page goes on by itself as soon as the server answers.
        </Alert>
      ) : null}
    </div>
  );
}
