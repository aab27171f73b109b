/** What stands in place of a page: it is on its way, it failed, or there is none. */
import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { ApiFailure, ServerUnreachable } from '../api/api-failure.js';
import { TextLink } from '../patterns/links.js';
import { PageHeader } from '../patterns/page-header.js';
import { Problem } from '../patterns/problem.js';
import { signInUrl } from '../session/sign-in-again.js';

export function PageLoading(): ReactNode {
  return (
    <Stack gap="lg" aria-hidden>
      <Skeleton height={34} width="32%" />
      <Skeleton height={320} />
    </Stack>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  return (
    <>
      <PageHeader title="This page failed" section="Admin Console" />
      <Problem
        error={error}
        what="show the page"
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </>
  );
}

export function NoSuchPage(): ReactNode {
  return (
    <>
      <PageHeader title="There is no such page" section="Admin Console" />
      <Text>
        The address may be mistyped, or what it showed was removed.{' '}
        <TextLink to="/" underline="always">
          Go to the start
        </TextLink>
        , or search with Ctrl K.
      </Text>
    </>
  );
}

const againMs = 3_000;

/** Before anything is known of the session: no shell, no name of the org. */
export function StartFailed({ error }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  const isUnreachable = error instanceof ServerUnreachable;
  useEffect(() => {
    if (!isUnreachable) return undefined;
    const timer = setInterval(() => void router.invalidate(), againMs);
    return () => clearInterval(timer);
  }, [isUnreachable, router]);
  return (
    <main style={{ maxWidth: 560, margin: '10vh auto', padding: 16 }}>
      <h1>{isUnreachable ? 'The server cannot be reached' : 'Admin Console'}</h1>
      {error instanceof ApiFailure && error.status === 401 ? (
        <Stack align="flex-start">
          <Text>You are not signed in, or may not use the console.</Text>
          <Button component="a" href={signInUrl()}>
            Sign in
          </Button>
        </Stack>
      ) : (
        <Problem error={error} what="open the console" onRetry={() => void router.invalidate()} />
      )}
    </main>
  );
}
