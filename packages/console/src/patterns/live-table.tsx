/** The table of a list that grows while it is read. A new row costs one row: the others are drawn once and left alone. */
import { useRouter } from '@tanstack/react-router';
import { memo, type MouseEvent, type ReactNode } from 'react';
import classes from './list-table.module.css';
import type { ListColumn } from './list-table.js';
import own from './live-table.module.css';

/** With its share of the width: a table that had to look at each cell for it would be slow with a thousand rows. */
export interface LiveColumn<Row> extends ListColumn<Row> {
  readonly width: number;
  /** In pixels: not narrower than this, for what does not wrap. */
  readonly min?: number;
}

/** From so many rows on it counts what is out of sight. */
const many = 150;

interface LiveTableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  /** Defined outside the component, as are the functions: they are compared by identity. */
  readonly columns: readonly LiveColumn<Row>[];
  readonly idOf: (row: Row) => string;
  /** Below `/admin`: what a row opens. */
  readonly hrefOf?: (row: Row) => string;
  /** Or what it opens in its place, and which one is open. */
  readonly open?: { readonly id: string | undefined; readonly toggle: (id: string) => void; readonly content: (row: Row) => ReactNode };
}

export function LiveTable<Row>({ caption, rows, columns, idOf, hrefOf, open }: LiveTableProps<Row>): ReactNode {
  const template = columns.map(({ width, min = 0 }) => `minmax(${min}px, ${width}fr)`).join(' ');
  return (
    <div className={classes['frame']}>
      <table className={`${classes['table']} ${own['table']}`} role="table" data-many={rows.length > many || undefined}>
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row" style={{ gridTemplateColumns: template }}>
            {columns.map(({ id, header, end }) => (
              <th key={id} role="columnheader" scope="col" data-end={end === true || undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => {
            const id = idOf(row);
            const content = open !== undefined && open.id === id ? open.content : undefined;
            return (
              <MemoRow
                key={id}
                row={row}
                template={template}
                columns={columns as readonly ListColumn<unknown>[]}
                href={hrefOf?.(row)}
                id={id}
                toggle={open?.toggle}
                content={content as ((row: unknown) => ReactNode) | undefined}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: unknown;
  readonly template: string;
  readonly columns: readonly ListColumn<unknown>[];
  readonly id: string;
  readonly href: string | undefined;
  readonly toggle: ((id: string) => void) | undefined;
  readonly content: ((row: unknown) => ReactNode) | undefined;
}

const MemoRow = memo(function LiveRow({ row, template, columns, id, href, toggle, content }: RowProps): ReactNode {
  const router = useRouter();
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label, [role=menu]') !== null) return;
    if ((getSelection()?.toString() ?? '') !== '') return;
    if (href === undefined) {
      if (event.button === 0) toggle?.(id);
    } else if (event.button === 1 || event.ctrlKey || event.metaKey) {
      window.open(router.history.createHref(`/admin${href}`), '_blank', 'noopener');
    } else if (event.button === 0) router.history.push(`/admin${href}`);
  };
  const opens = href !== undefined || toggle !== undefined;
  return (
    <>
      <tr role="row" style={{ gridTemplateColumns: template }} data-opens={opens || undefined} onClick={onClick} onAuxClick={onClick}>
        {columns.map((column) => (
          <td role="cell" key={column.id} data-label={column.header} data-end={column.end === true || undefined}>
            {column.cell(row)}
          </td>
        ))}
      </tr>
      {content === undefined ? null : (
        <tr role="row" id={`open-${id}`}>
          <td role="cell" colSpan={columns.length} className={own['open']}>
            {content(row)}
          </td>
        </tr>
      )}
    </>
  );
});
