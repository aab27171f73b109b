/** The tabs of a detail page; which one is open stands in the URL. */
import { Stack, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './detail-tabs.module.css';
import { ProblemBoundary } from './problem.js';
import type { PageSearch } from './search-state.js';

export interface DetailTab {
  /** In the URL: `sign-on`. */
  readonly id: string;
  readonly label: string;
  readonly content: () => ReactNode;
}

export function DetailTabs({ tabs, label }: { readonly tabs: readonly DetailTab[]; readonly label: string }): ReactNode {
  const search: PageSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [first] = tabs;
  const current = tabs.find(({ id }) => id === search['tab']) ?? first;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => showSelected(list.current), [current?.id]);
  if (first === undefined || current === undefined) return null;
  return (
    <Tabs
      value={current.id}
      keepMounted={false}
      onChange={(id) => void navigate({ to: '.', search: id === null || id === first.id ? {} : { tab: id } })}
    >
      <Tabs.List ref={list} aria-label={label} mb="lg" className={classes['list'] ?? ''}>
        {tabs.map(({ id, label: name }) => (
          <Tabs.Tab key={id} value={id}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id, label: name, content }) => (
        <Tabs.Panel key={id} value={id}>
          <ProblemBoundary what={`show ${name}`}>
            <Stack gap="lg">{id === current.id ? content() : null}</Stack>
          </ProblemBoundary>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** On phones the tabs scroll sideways: the open one is in sight. */
function showSelected(list: HTMLElement | null): void {
  const tab = list?.querySelector<HTMLElement>('[aria-selected=true]');
  if (list === null || tab === null || tab === undefined) return;
  const end = tab.offsetLeft + tab.offsetWidth - list.clientWidth;
  if (end > list.scrollLeft) list.scrollLeft = end;
  else if (tab.offsetLeft < list.scrollLeft) list.scrollLeft = tab.offsetLeft;
}
