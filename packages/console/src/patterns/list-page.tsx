/** The pattern of every list: search, filters as chips, a table whose rows open, pages, and each state a list can be in. */
import { Button, Group, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { counted } from './counted.js';
import { Delayed } from './delayed.js';
import { EmptyState, type EmptyStateProps, NoMatch } from './empty-state.js';
import { type ListFilter, ListToolbar } from './list-toolbar.js';
import { ListTable, type ListTableProps } from './list-table.js';
import { Problem } from './problem.js';
import type { List } from './use-list.js';

interface ListPageProps<Row> extends Omit<ListTableProps<Row>, 'rows'> {
  readonly list: List<Row>;
  /** What the rows are, in the plural: `applications`. */
  readonly what: string;
  readonly searchLabel?: string;
  readonly filters?: readonly ListFilter[];
  /** Shown when there is nothing at all yet. */
  readonly empty: EmptyStateProps;
}

export function ListPage<Row>({ list, what, searchLabel, filters = [], empty, ...table }: ListPageProps<Row>): ReactNode {
  const { rows, error } = list;
  if (list.isEmpty) return <EmptyState {...empty} />;
  return (
    <Stack gap="md">
      <ListToolbar list={list} searchLabel={searchLabel} filters={filters} />
      {error !== undefined && error !== null ? (
        <Problem error={error} what={`load the ${what}`} onRetry={list.retry} />
      ) : rows === undefined ? (
        <Delayed>
          <ListSkeleton />
        </Delayed>
      ) : rows.length === 0 ? (
        <NoMatch what={what} onClear={list.clear} />
      ) : (
        <ListTable rows={rows} {...table} />
      )}
      <VisuallyHidden role="status">{rows === undefined ? '' : `${counted(rows.length, what)} on page ${list.page}`}</VisuallyHidden>
      {rows !== undefined && (list.page > 1 || list.hasNext) ? <Pages list={list} /> : null}
    </Stack>
  );
}

function Pages<Row>({ list }: { readonly list: List<Row> }): ReactNode {
  return (
    <Group justify="flex-end" gap="sm">
      <Text size="sm" c="dimmed">
        Page {list.page}
      </Text>
      <Button variant="default" size="sm" disabled={list.page === 1} onClick={list.goBack}>
        Previous
      </Button>
      <Button variant="default" size="sm" disabled={!list.hasNext} onClick={list.goNext}>
        Next
      </Button>
    </Group>
  );
}

function ListSkeleton(): ReactNode {
  return (
    <Stack gap={1} aria-hidden>
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={52} radius="sm" />
      ))}
    </Stack>
  );
}
