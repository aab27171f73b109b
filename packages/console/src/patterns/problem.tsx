/** What went wrong, what to do next, and the id under which the server's log has it. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { ApiFailure, ServerUnreachable } from '../api/api-failure.js';
import { CopyButton } from './copy-button.js';

interface ProblemProps {
  readonly error: unknown;
  /** What was tried, as the object of "could not": `load the applications`. */
  readonly what: string;
  readonly onRetry?: (() => void) | undefined;
}

export function Problem({ error, what, onRetry }: ProblemProps): ReactNode {
  const failure = error instanceof ApiFailure ? error : undefined;
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={`Could not ${what}`}>
      <Text size="sm">{explain(error)}</Text>
      {failure === undefined ? null : (
        <ul>
          {failure.faults.map(({ field, message }) => (
            <li key={`${field}${message}`}>{field === undefined ? message : `${field}: ${message}`}</li>
          ))}
        </ul>
      )}
      <Group mt="sm" gap="sm">
        {onRetry === undefined ? null : (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
        {failure?.requestId === undefined ? null : (
          <Group gap={4}>
            <Text size="xs">
              Request id <code>{failure.requestId}</code>
            </Text>
            <CopyButton value={failure.requestId} what="request id" />
          </Group>
        )}
      </Group>
    </Alert>
  );
}

export function explain(error: unknown): string {
  if (error instanceof ServerUnreachable)
    return 'The server could not be reached. What you see and what you have typed stays here; try again once it answers.';
  if (error instanceof ApiFailure) {
    if (error.status === 403) return 'Your roles do not allow this. An administrator with more rights can do it or give you the role.';
    if (error.status === 404) return 'It does not exist, or was removed in the meantime.';
    if (error.status === 429) return 'Too many calls in a short time. Wait a minute, then try again.';
    if (error.status >= 500) return 'The server failed. If it happens again, look for the request id in its log.';
    return error.message;
  }
  return 'The page itself failed. Load it again; if it keeps happening, report what you did.';
}

interface BoundaryProps {
  readonly what: string;
  readonly children: ReactNode;
}

/** Keeps a failure within its part of the page. */
export class ProblemBoundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Problem error={this.state.error} what={this.props.what} onRetry={() => this.setState({ error: undefined })} />;
  }
}
