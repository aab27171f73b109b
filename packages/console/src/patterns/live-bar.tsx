/** Start, pause and state of a live tail, and how much is new while somebody reads further down. */
import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowUp, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './live-bar.module.css';
import { StatusBadge, type Tone } from './status-badge.js';
import type { LiveList, TailState } from './use-live-list.js';

interface LiveBarProps {
  readonly list: LiveList<unknown>;
  /** What the rows are, in the plural: `events`. */
  readonly what: string;
  readonly start: () => void;
  readonly stop: () => void;
  /** Why it cannot be followed. */
  readonly cannot?: string | undefined;
}

const states: Readonly<Record<TailState, { readonly tone: Tone; readonly label: string }>> = {
  off: { tone: 'idle', label: 'Not live' },
  connecting: { tone: 'waiting', label: 'Connecting' },
  live: { tone: 'good', label: 'Live' },
  paused: { tone: 'idle', label: 'Paused' },
  lost: { tone: 'warning', label: 'Connection lost, trying again' },
};

export function LiveBar({ list, what, start, stop, cannot }: LiveBarProps): ReactNode {
  const { tail, rows } = list;
  return (
    <div className={classes['bar']}>
      {tail === 'off' ? (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={cannot !== undefined}
          onClick={start}
        >
          Start live tail
        </Button>
      ) : (
        <>
          <Button
            size="sm"
            variant="default"
            leftSection={tail === 'paused' ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            onClick={tail === 'paused' ? list.resume : list.pause}
          >
            {tail === 'paused' ? 'Resume live tail' : 'Pause live tail'}
          </Button>
          <Button size="sm" variant="subtle" onClick={stop}>
            Stop live tail
          </Button>
        </>
      )}
      <span role="status" className={classes['state']}>
        <StatusBadge {...states[tail]} />
        {tail === 'lost' ? <VisuallyHidden>What happens meanwhile is read when the connection is back.</VisuallyHidden> : null}
      </span>
      {cannot === undefined ? null : <span className={classes['count']}>{cannot}</span>}
      {rows === undefined ? null : (
        <span className={classes['count']}>
          {rows.length.toLocaleString('en')}
          {list.hasOlder ? '+' : ''} {rows.length === 1 ? what.replace(/s$/, '') : what}
        </span>
      )}
    </div>
  );
}

/** Stands above the table and stays in sight. */
export function NewRows({ list, what }: { readonly list: LiveList<unknown>; readonly what: string }): ReactNode {
  return (
    <div className={classes['waiting']}>
      {list.waiting === 0 ? null : (
        <Button size="sm" radius="xl" rightSection={<IconArrowUp size={16} aria-hidden />} onClick={list.showWaiting}>
          {list.waiting.toLocaleString('en')} new {list.waiting === 1 ? what.replace(/s$/, '') : what}
        </Button>
      )}
    </div>
  );
}
