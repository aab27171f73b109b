import type { ReactNode } from 'react';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.js';

/** Code to be copied. Lines wrap: nothing has to be scrolled sideways to be read. */
export function CodeBlock({ code, what }: { readonly code: string; readonly what: string }): ReactNode {
  return (
    <div className={classes['block']}>
      <pre>
        <code>{code}</code>
      </pre>
      <CopyButton value={code} what={what} />
    </div>
  );
}
