/** What is looked for in the log: words, and an expression of the filter language whose faults are shown where they are. */
import { Anchor, Button, Group, Menu, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { docsHref } from '../shared/docs-link.js';
import { filterFault } from './filter-fault.js';
import { filterExamples } from './log-filter.js';

interface QueryBoxProps {
  readonly q: string;
  readonly filter: string;
  /** What the server said to the filter. */
  readonly refusal: string | undefined;
  readonly onSearch: (asked: { readonly q: string; readonly filter: string }) => void;
}

export function QueryBox({ q, filter, refusal, onSearch }: QueryBoxProps): ReactNode {
  const [words, setWords] = useState(q);
  const [typed, setTyped] = useState(filter);
  const [isTouched, setTouched] = useState(false);
  useEffect(() => setWords(q), [q]);
  useEffect(() => setTyped(filter), [filter]);
  const fault = filterFault(typed);
  const error = fault !== undefined && isTouched ? <FaultAt text={typed} {...fault} /> : typed === filter ? refusal : undefined;
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (fault === undefined) onSearch({ q: words.trim(), filter: typed.trim() });
      }}
    >
      <Stack gap="xs">
        <Group gap="sm" align="flex-start">
          <TextInput
            type="search"
            aria-label="Search words"
            placeholder="Search words"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            style={{ flex: '1 1 200px', maxWidth: 260 }}
          />
          <TextInput
            aria-label="Filter expression"
            placeholder='eventType eq "user.session.start"'
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setTouched(false);
            }}
            onBlur={() => setTouched(true)}
            error={error}
            spellCheck={false}
            autoCapitalize="off"
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            style={{ flex: '3 1 260px' }}
          />
          <Button type="submit">Search log</Button>
        </Group>
        <Group gap="md">
          <Menu position="bottom-start" width={420}>
            <Menu.Target>
              <Button size="compact-sm" variant="subtle">
                Examples of filters
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {filterExamples.map(({ label, filter: example }) => (
                <Menu.Item key={label} onClick={() => onSearch({ q: words.trim(), filter: example })}>
                  {label}
                  <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                    {example}
                  </Text>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Anchor href={docsHref('docs/system-log.md#filters')} size="sm">
            How filters are written
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}

function FaultAt({ text, at, message }: { readonly text: string; readonly at: number; readonly message: string }): ReactNode {
  return (
    <>
      At character {at + 1}, {message}
      {at > 0 ? (
        <>
          : <code>{text.slice(Math.max(0, at - 24), at)}</code>
          <strong aria-hidden>▲</strong>
          <code>{text.slice(at, at + 16)}</code>
        </>
      ) : null}
      .
    </>
  );
}
