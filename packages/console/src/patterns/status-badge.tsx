/** A state as colour, word and shape: the colour alone says nothing. */
import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleDashed, IconCircleXFilled, IconClockHour4 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './status-badge.module.css';

export type Tone = 'good' | 'idle' | 'waiting' | 'warning' | 'bad';

const icons = {
  good: IconCircleCheckFilled,
  idle: IconCircleDashed,
  waiting: IconClockHour4,
  warning: IconAlertTriangleFilled,
  bad: IconCircleXFilled,
} as const;

export function StatusBadge({ tone, label }: { readonly tone: Tone; readonly label: string }): ReactNode {
  const Icon = icons[tone];
  return (
    <span className={classes['badge']} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {label}
    </span>
  );
}

/** `ACTIVE` and `INACTIVE`: the life of most records. */
export function ActivityBadge({ status }: { readonly status: string }): ReactNode {
  return <StatusBadge tone={status === 'ACTIVE' ? 'good' : 'idle'} label={status === 'ACTIVE' ? 'Active' : 'Inactive'} />;
}
