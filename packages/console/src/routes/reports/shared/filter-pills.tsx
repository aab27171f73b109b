import { Pill } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Narrowing {
  /** In the URL. */
  readonly name: string;
  readonly label: string;
}

/** What narrows the report down, each to be taken away by itself. */
export function FilterPills({
  narrowings,
  onRemove,
}: {
  readonly narrowings: readonly Narrowing[];
  readonly onRemove: (name: string) => void;
}): ReactNode {
  return narrowings.map(({ name, label }) => (
    <Pill
      key={name}
      size="lg"
      withRemoveButton
      removeButtonProps={{ 'aria-label': `Remove the filter ${label}`, tabIndex: 0, 'aria-hidden': false }}
      onRemove={() => onRemove(name)}
    >
      {label}
    </Pill>
  ));
}
