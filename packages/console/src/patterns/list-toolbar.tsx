/** Search and filters of a list. What narrows it down is shown as chips that can be taken away one by one. */
import { Group, Menu, Pill, TextInput, Button } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { List } from './use-list.js';

export interface ListFilter {
  /** In the URL. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

interface ListToolbarProps<Row> {
  readonly list: List<Row>;
  readonly searchLabel: string | undefined;
  readonly filters: readonly ListFilter[];
}

const typingMs = 250;

export function ListToolbar<Row>({ list, searchLabel, filters }: ListToolbarProps<Row>): ReactNode {
  const inUrl = list.search['q'] ?? '';
  const [typed, setTyped] = useState(inUrl);
  useEffect(() => setTyped(inUrl), [inUrl]);
  const apply = useDebouncedCallback((q: string) => list.change({ q: q.trim() }), typingMs);
  const chosen = filters.filter(({ name }) => list.search[name] !== undefined);
  if (searchLabel === undefined && filters.length === 0) return null;
  return (
    <Group gap="sm">
      {searchLabel === undefined ? null : (
        <TextInput
          type="search"
          aria-label={searchLabel}
          placeholder={searchLabel}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            apply(event.currentTarget.value);
          }}
          style={{ flex: '1 1 220px', maxWidth: 360 }}
        />
      )}
      {filters.map((filter) => (
        <Menu key={filter.name} position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />}>
              {filter.label}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {filter.options.map(({ value, label }) => (
              <Menu.Item key={value} onClick={() => list.change({ [filter.name]: value })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ))}
      {chosen.map((filter) => {
        const value = list.search[filter.name];
        const label = `${filter.label}: ${filter.options.find((option) => option.value === value)?.label ?? value}`;
        return (
          <Pill
            key={filter.name}
            size="lg"
            withRemoveButton
            removeButtonProps={{ 'aria-label': `Remove the filter ${label}`, tabIndex: 0, 'aria-hidden': false }}
            onRemove={() => list.change({ [filter.name]: undefined })}
          >
            {label}
          </Pill>
        );
      })}
    </Group>
  );
}
