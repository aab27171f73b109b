import { Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { exactTime, relativeTime } from './relative-time.js';

const tickMs = 30_000;

/** A moment: how long ago, and on hover, focus or tap exactly when. */
export function Time({ value }: { readonly value: string | null | undefined }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  if (value === null || value === undefined) return 'never';
  const at = Date.parse(value);
  return (
    <Tooltip label={exactTime(at)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={value}>{relativeTime(at, now)}</time>
    </Tooltip>
  );
}
