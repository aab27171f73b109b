/** Chooses the time of a report: a range up to now, or two instants. Says whose clock is meant. */
import { Button, Group, Menu, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { PageSearch } from '../../../patterns/search-state.js';
import { type ReportTime, timeRanges, zoneName } from './time-range.js';

interface TimeFilterProps {
  readonly time: ReportTime;
  /** Whether it can be left open. */
  readonly any?: boolean;
  readonly change: (change: PageSearch) => void;
}

export function TimeFilter({ time, any = false, change }: TimeFilterProps): ReactNode {
  const [isCustom, setCustom] = useState(false);
  const choices = [...(any ? [{ id: 'any', label: 'Any time' }] : []), ...timeRanges];
  return (
    <Popover opened={isCustom} onChange={setCustom} position="bottom-start" trapFocus withRoles={false}>
      <Popover.Target>
        <span>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default" leftSection={<IconClock size={16} aria-hidden />} aria-label={`Time: ${time.label}. Change it`}>
                {time.label}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>Times in {zoneName()}</Menu.Label>
              {choices.map(({ id, label }) => (
                <Menu.Item key={id} onClick={() => change({ time: id, since: undefined, until: undefined })}>
                  {label}
                </Menu.Item>
              ))}
              <Menu.Item onClick={() => setCustom(true)}>Custom …</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Custom time">
        {isCustom ? (
          <CustomTime
            time={time}
            onChoose={(since, until) => {
              change({ time: 'custom', since, until });
              setCustom(false);
            }}
          />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function CustomTime({
  time,
  onChoose,
}: {
  readonly time: ReportTime;
  readonly onChoose: (since: string, until: string) => void;
}): ReactNode {
  const query = time.query(Date.now());
  const [since, setSince] = useState(() => localTime(query.since));
  const [until, setUntil] = useState(() => localTime(query.until));
  const isReversed = since !== '' && until !== '' && since >= until;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReversed) onChoose(isoTime(since), isoTime(until));
      }}
    >
      <Stack gap="sm">
        <TextInput
          type="datetime-local"
          label="From"
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          type="datetime-local"
          label="Until"
          description="Left empty: now."
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
          error={isReversed ? 'Ends before it begins.' : undefined}
        />
        <Text size="xs" c="dimmed">
          In {zoneName()}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" disabled={isReversed}>
            Show this time
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** As the browser's field wants it: without a zone, in its own. */
function localTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  const at = Date.parse(iso);
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function isoTime(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}
