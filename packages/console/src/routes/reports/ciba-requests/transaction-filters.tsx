/** What narrows the requests down: state, client, person, device, time. */
import { Button, Group, Menu, Popover, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { apiQuery } from '../../../api/client.js';
import { DirectoryPicker, useNames } from '../../../patterns/directory-picker.js';
import type { PageSearch } from '../../../patterns/search-state.js';
import { FilterPills, type Narrowing } from '../shared/filter-pills.js';
import { TimeFilter } from '../shared/time-filter.js';
import type { ReportTime } from '../shared/time-range.js';
import { statuses, statusNames, statusOf } from './transaction.js';

interface TransactionFiltersProps {
  readonly search: PageSearch;
  readonly time: ReportTime;
  readonly change: (change: PageSearch) => void;
}

const typingMs = 200;

export function TransactionFilters({ search, time, change }: TransactionFiltersProps): ReactNode {
  const narrowings = useNarrowings(search);
  return (
    <Group gap="sm">
      <Menu position="bottom-start">
        <Menu.Target>
          <FilterButton label="Status" />
        </Menu.Target>
        <Menu.Dropdown>
          {statusNames.map((name) => (
            <Menu.Item key={name} onClick={() => change({ status: name })}>
              {statuses[name].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <FieldFilter label="Client">{(close) => <ClientField onChoose={(client) => close(() => change({ client }))} />}</FieldFilter>
      <FieldFilter label="User">
        {(close) => (
          <DirectoryPicker
            kind="users"
            label="User"
            value={[]}
            onChange={(ids) => close(() => change({ user: ids[0] }))}
            path="user"
            inPopover
          />
        )}
      </FieldFilter>
      <FieldFilter label="Device">{(close) => <DeviceField onChoose={(device) => close(() => change({ device }))} />}</FieldFilter>
      <TimeFilter time={time} any change={change} />
      <FilterPills narrowings={narrowings} onRemove={(name) => change({ [name]: undefined })} />
    </Group>
  );
}

function FilterButton({ label, ...rest }: { readonly label: string } & Record<string, unknown>): ReactNode {
  return (
    <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />} {...rest}>
      {label}
    </Button>
  );
}

interface FieldFilterProps {
  readonly label: string;
  /** Gets a function that closes the field and then applies what was chosen. */
  readonly children: (close: (then: () => void) => void) => ReactNode;
}

function FieldFilter({ label, children }: FieldFilterProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus width={300} returnFocus>
      <Popover.Target>
        <FilterButton label={label} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={`Filter by ${label.toLowerCase()}`}>
        {isOpen
          ? children((then) => {
              setOpen(false);
              then();
            })
          : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function ClientField({ onChoose }: { readonly onChoose: (clientId: string) => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, typingMs);
  const apps = apiQuery.useQuery('get', '/api/v1/apps', { params: { query: { limit: 50, ...(q === '' ? {} : { q }) } } });
  return (
    <Select
      label="Client"
      placeholder="Search applications"
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      comboboxProps={{ withinPortal: false }}
      nothingFoundMessage={apps.isFetching ? 'Searching…' : 'No application has this name.'}
      data={(apps.data ?? []).map(({ label, credentials }) => ({ value: credentials.oauthClient.client_id, label }))}
      onChange={(value) => {
        if (value !== null) onChoose(value);
      }}
    />
  );
}

function DeviceField({ onChoose }: { readonly onChoose: (deviceId: string) => void }): ReactNode {
  const [typed, setTyped] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') onChoose(typed.trim());
      }}
    >
      <TextInput
        label="Device ID"
        description="In the details of a request, or under Devices."
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" mt="sm" size="sm" disabled={typed.trim() === ''}>
        Filter by device
      </Button>
    </form>
  );
}

function useNarrowings(search: PageSearch): readonly Narrowing[] {
  const { status, client, user, device } = search;
  const state = statusOf(status);
  const app = apiQuery.useQuery(
    'get',
    '/api/v1/apps/{appId}',
    { params: { path: { appId: client ?? '' } } },
    { enabled: client !== undefined },
  );
  const [person] = useNames('users', user === undefined ? [] : [user]);
  return [
    ...(state === undefined ? [] : [{ name: 'status', label: `Status: ${statuses[state].label}` }]),
    ...(client === undefined ? [] : [{ name: 'client', label: `Client: ${app.data?.label ?? client}` }]),
    ...(user === undefined ? [] : [{ name: 'user', label: `User: ${person?.label ?? user}` }]),
    ...(device === undefined ? [] : [{ name: 'device', label: `Device: ${device}` }]),
  ];
}
