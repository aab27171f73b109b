/** A menu of acts: of a row, or beside a thing's status. At most five; the destructive ones stand last, apart. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDots } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';

export interface Act {
  readonly label: string;
  readonly run: () => void;
  readonly dangerous?: boolean;
  /** Why it cannot be done now. */
  readonly disabledBecause?: string | undefined;
}

function Items({ acts }: { readonly acts: readonly Act[] }): ReactNode {
  const last = acts.findIndex((act) => act.dangerous === true);
  return acts.map((act, at) => (
    <Fragment key={act.label}>
      {at === last && at > 0 ? <Menu.Divider /> : null}
      <Menu.Item
        disabled={act.disabledBecause !== undefined}
        {...(act.dangerous === true ? { c: 'var(--mantine-color-error)' } : {})}
        onClick={act.run}
      >
        {act.label}
        {act.disabledBecause === undefined ? null : <small style={{ display: 'block' }}>{act.disabledBecause}</small>}
      </Menu.Item>
    </Fragment>
  ));
}

export function RowMenu({ acts, of }: { readonly acts: readonly Act[]; readonly of: string }): ReactNode {
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={`Acts for ${of}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Items acts={acts} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The status as a button whose menu changes it. */
export function StatusMenu({ status, acts }: { readonly status: string; readonly acts: readonly Act[] }): ReactNode {
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />} aria-label={`Status: ${status}. Change it`}>
          {status}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Items acts={acts} />
      </Menu.Dropdown>
    </Menu>
  );
}
