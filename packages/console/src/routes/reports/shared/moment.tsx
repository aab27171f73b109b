import type { ReactNode } from 'react';
import { exactTime } from '../../../patterns/relative-time.js';
import { shortTime } from './time-range.js';

/** A moment in a report: rows are compared by it, so it is said exactly. Light, because a thousand of them stand in one table. */
export function Moment({ value }: { readonly value: string }): ReactNode {
  return (
    <time dateTime={value} title={exactTime(Date.parse(value))} style={{ whiteSpace: 'nowrap' }}>
      {shortTime(value)}
    </time>
  );
}
