/** The table of a list. A row opens on click, its name is a link for keyboards and middle clicks; on phones rows become cards. */
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, type ReactNode, useMemo } from 'react';
import { type Act, RowMenu } from './act-menu.js';
import classes from './list-table.module.css';

export interface ListColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  readonly end?: boolean;
}

export interface ListTableProps<Row> {
  /** Names the table. */
  readonly caption: string;
  readonly rows: readonly Row[];
  /** The first one holds the name of the row, usually a link. Define them outside the component: they are compared by identity. */
  readonly columns: readonly ListColumn<Row>[];
  readonly idOf: (row: Row) => string;
  readonly nameOf: (row: Row) => string;
  /** Below `/admin`. */
  readonly hrefOf?: (row: Row) => string;
  readonly actsOf?: (row: Row) => readonly Act[];
}

const features = tableFeatures({});

export function ListTable<Row>({ caption, rows, columns, idOf, nameOf, hrefOf, actsOf }: ListTableProps<Row>): ReactNode {
  const router = useRouter();
  const defined = useMemo(() => {
    const helper = createColumnHelper<typeof features, { readonly row: Row }>();
    return columns.map(({ id, header, cell }) => helper.display({ id, header, cell: (context) => cell(context.row.original.row) }));
  }, [columns]);
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
  const table = useTable({ features, columns: defined, data, getRowId: ({ row }) => idOf(row) });
  const isEnd = (id: string) => columns.find((column) => column.id === id)?.end === true || undefined;
  return (
    <div className={classes['frame']}>
      <table className={classes['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" data-end={isEnd(header.column.id)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
              {actsOf === undefined ? null : (
                <th className={classes['acts']}>
                  <span className="visually-hidden">Acts</span>
                </th>
              )}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => {
            const item = row.original.row;
            const href = hrefOf?.(item);
            const open = (event: MouseEvent) => {
              if (href !== undefined)
                openRow(event, router.history.createHref(`/admin${href}`), () => router.history.push(`/admin${href}`));
            };
            return (
              <tr key={row.id} data-opens={href !== undefined || undefined} onClick={open} onAuxClick={open}>
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} data-label={String(cell.column.columnDef.header)} data-end={isEnd(cell.column.id)}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
                {actsOf === undefined ? null : (
                  <td className={classes['acts']}>
                    <RowMenu acts={actsOf(item)} of={nameOf(item)} />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Links and buttons within the row do their own; selecting text opens nothing. */
function openRow(event: MouseEvent, href: string, push: () => void): void {
  if (event.target instanceof Element && event.target.closest('a, button, input, label, [role=menu]') !== null) return;
  if ((getSelection()?.toString() ?? '') !== '') return;
  if (event.button === 1 || event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener');
  else if (event.button === 0) push();
}
