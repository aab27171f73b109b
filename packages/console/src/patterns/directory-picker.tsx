/** People or groups, found by name at the server: a directory may hold a hundred thousand. */
import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueries, keepPreviousData } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../api/client.js';

type Kind = 'groups' | 'users';

interface Named {
  readonly value: string;
  readonly label: string;
}

interface DirectoryPickerProps {
  readonly kind: Kind;
  readonly label: string;
  readonly description?: ReactNode;
  /** Ids. */
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
  /** Name of the form's field. */
  readonly path: string;
  readonly error?: ReactNode;
  /** In a popover, which a click on an option outside of it would close. */
  readonly inPopover?: boolean;
}

const typingMs = 200;
const found = 20;

export function DirectoryPicker({
  kind,
  label,
  description,
  value,
  onChange,
  path,
  error,
  inPopover = false,
}: DirectoryPickerProps): ReactNode {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, typingMs);
  const matches = useQuery({
    queryKey: ['directory', kind, q],
    queryFn: ({ signal }) => find(kind, q, signal),
    placeholderData: keepPreviousData,
  });
  const chosen = useNames(kind, value);
  const isSearched = typed === q && !matches.isPlaceholderData;
  const options = new Map([...chosen, ...(matches.data ?? [])].map((named) => [named.value, named]));
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={kind === 'groups' ? 'Search groups' : 'Search people'}
      data={[...options.values()]}
      value={[...value]}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // the server searches; until it has, nobody is offered who does not match
      filter={({ options: given }) =>
        isSearched ? given : given.filter((option) => 'label' in option && matchesWord(option.label, typed))
      }
      hidePickedOptions
      nothingFoundMessage={matches.isFetching ? 'Searching…' : 'Nobody has this name.'}
      comboboxProps={{ withinPortal: !inPopover }}
      data-path={path}
      error={error}
    />
  );
}

function matchesWord(label: string, typed: string): boolean {
  return label.toLowerCase().includes(typed.trim().toLowerCase());
}

/** Names of ids, each read once. */
export function useNames(kind: Kind, ids: readonly string[]): readonly Named[] {
  return useQueries({
    queries: ids.map((id) => ({ queryKey: ['directory-name', kind, id], queryFn: () => nameOf(kind, id), staleTime: 60_000 })),
    combine: (answers) => answers.map(({ data }, at) => ({ value: ids[at] ?? '', label: data ?? ids[at] ?? '' })),
  });
}

async function find(kind: Kind, q: string, signal: AbortSignal): Promise<readonly Named[]> {
  const query = { limit: found, ...(q === '' ? {} : { q }) };
  if (kind === 'groups') {
    const { data = [] } = await api.GET('/api/v1/groups', { params: { query }, signal });
    return data.map(({ id, profile }) => ({ value: id, label: profile.name }));
  }
  const { data = [] } = await api.GET('/api/v1/users', { params: { query }, signal });
  return data.map(({ id, profile }) => ({ value: id, label: profile.login }));
}

async function nameOf(kind: Kind, id: string): Promise<string> {
  // the word that stands for everybody, here and below
  if (id === 'EVERYONE') return 'Everyone';
  if (kind === 'groups') return (await api.GET('/api/v1/groups/{groupId}', { params: { path: { groupId: id } } })).data?.profile.name ?? id;
  return (await api.GET('/api/v1/users/{userId}', { params: { path: { userId: id } } })).data?.profile.login ?? id;
}
