import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.js';
import classes from './fields.module.css';

/** An id, to be read and copied. */
export function EntityId({ value, what = 'id' }: { readonly value: string; readonly what?: string }): ReactNode {
  return (
    <span className={classes['id']}>
      <code>{value}</code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
