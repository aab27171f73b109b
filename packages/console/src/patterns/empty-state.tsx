/** An empty list: what would be here and how the first one is made. And its other kind: nothing matches. */
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card.module.css';
import { CodeBlock } from './code-block.js';

export interface EmptyStateProps {
  readonly title: string;
  /** What this is, in one sentence. */
  readonly text: ReactNode;
  /** The button that makes the first one. */
  readonly act?: ReactNode;
  readonly docs?: { readonly label: string; readonly href: string };
  /** The same by the API. */
  readonly code?: string;
}

export function EmptyState({ title, text, act, docs, code }: EmptyStateProps): ReactNode {
  return (
    <div className={classes['card']}>
      <Stack gap="sm" align="flex-start" maw={640}>
        <Title order={2}>{title}</Title>
        <Text size="sm">{text}</Text>
        <Group>
          {act}
          {docs === undefined ? null : (
            <Anchor href={docs.href} size="sm" target="_blank" rel="noreferrer">
              {docs.label}
            </Anchor>
          )}
        </Group>
        {code === undefined ? null : (
          <div style={{ width: '100%' }}>
            <Text size="sm" c="dimmed" mb={4}>
              The same by the API
            </Text>
            <CodeBlock code={code} what="command" />
          </div>
        )}
      </Stack>
    </div>
  );
}

export function NoMatch({ what, onClear }: { readonly what: string; readonly onClear: () => void }): ReactNode {
  return (
    <div className={classes['card']}>
      <Stack gap="sm" align="flex-start">
        <Text>No {what} match what you are looking for.</Text>
        <Button variant="default" onClick={onClear}>
          Clear search and filters
        </Button>
      </Stack>
    </div>
  );
}
