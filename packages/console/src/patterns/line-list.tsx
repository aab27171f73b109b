/** A short list within a card: each line says what it is and has at most one act. */
import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface Line {
  readonly id: string;
  readonly content: ReactNode;
  /** Dimmed, beneath. */
  readonly note?: ReactNode;
  readonly act?: ReactNode;
}

export function LineList({
  lines,
  none,
  label,
}: {
  readonly lines: readonly Line[];
  readonly none: string;
  readonly label: string;
}): ReactNode {
  if (lines.length === 0) return <Text size="sm">{none}</Text>;
  return (
    <Stack component="ul" gap={10} aria-label={label} m={0} p={0} style={{ listStyle: 'none' }}>
      {lines.map(({ id, content, note, act }) => (
        <Group key={id} component="li" justify="space-between" wrap="nowrap" gap="sm">
          <div style={{ minWidth: 0, overflowWrap: 'anywhere', fontSize: 14 }}>
            {content}
            {note === undefined ? null : (
              <Text size="xs" c="dimmed" component="div">
                {note}
              </Text>
            )}
          </div>
          {act}
        </Group>
      ))}
    </Stack>
  );
}
