/** Everything by name: pages, acts, and what the org holds (Ctrl/⌘ K). */
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconArrowRight, IconBolt, IconHistory, IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { keepPreviousData } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { apiQuery } from '../api/client.js';
import { mayAs, useSession } from '../session/session.js';
import { hitAddress, kindNames, type SearchHit } from './hit-address.js';
import { onPaletteAsked } from './palette-store.js';
import { acts } from './palette-acts.js';
import { useRemembered } from './remembered.js';
import { sections } from './sections.js';

const [store, spotlight] = createSpotlight();
const recentMax = 5;
const foundName = 'Found';

type SpotlightFilterResult = SpotlightActionGroupData[];

interface Target {
  readonly label: string;
  readonly description: string;
  readonly to: string;
}

const pages: readonly Target[] = sections.flatMap((section) =>
  [section, ...section.entries].flatMap(({ label, to }) =>
    to === undefined ? [] : [{ label, to, description: section.label === label ? 'Page' : `Page in ${section.label}` }],
  ),
);

export function CommandPalette(): ReactNode {
  const router = useRouter();
  const [recent, setRecent] = useRemembered('recent', '[]');
  useEffect(() => {
    spotlight.open();
    return onPaletteAsked(() => spotlight.open());
  }, []);
  const [typed, setTyped] = useState('');
  const found = useFound(typed.trim());
  const firstFound = found?.[0]?.to;
  useEffect(() => {
    if (typed !== '') selectFirst();
  }, [typed, firstFound]);
  const session = useSession();
  const allowed = acts.filter(({ access }) => mayAs(session, access));
  const recentTargets = readRecent(recent);
  const go = (target: Target) => {
    setRecent(JSON.stringify([target, ...recentTargets.filter(({ to }) => to !== target.to)].slice(0, recentMax)));
    void router.navigate({ to: target.to });
  };
  const group = (name: string, targets: readonly Target[], icon: ReactNode): SpotlightActionGroupData => ({
    group: name,
    actions: targets.map((target) => ({
      id: `${name}:${target.to}`,
      label: target.label,
      description: target.description,
      leftSection: icon,
      onClick: () => go(target),
    })),
  });
  return (
    <Spotlight
      store={store}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      shortcut={null}
      scrollable
      maxHeight={420}
      highlightQuery
      query={typed}
      onQueryChange={setTyped}
      filter={(query, groups) => narrow(query, groups)}
      nothingFound={found === undefined ? 'Searching…' : 'Nothing has this name or id.'}
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: 'Search people, apps, servers, ids, pages and acts',
        'aria-label': 'Search people, apps, servers, ids, pages and acts',
      }}
      actions={[
        group(foundName, found ?? [], <IconSearch size={20} />),
        group('Recent', recentTargets, <IconHistory size={20} />),
        group('Pages', pages, <IconArrowRight size={20} />),
        group('Acts', allowed, <IconBolt size={20} />),
      ].filter(({ actions }) => actions.length > 0)}
    />
  );
}

/** Marks the row that Enter takes. The library does it before the rows of this key are drawn, and not when more are found later. */
function selectFirst(): void {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/** What the server found is found; the rest by what it is called. */
function narrow(query: string, groups: readonly (SpotlightActionGroupData | SpotlightActionData)[]): SpotlightFilterResult {
  const words = query.trim().toLowerCase();
  return groups.flatMap((group) => {
    if (!('actions' in group)) return [];
    if (group.group === foundName || words === '') return [group];
    const actions = group.actions.filter(({ label = '' }) => label.toLowerCase().includes(words));
    return actions.length === 0 ? [] : [{ ...group, actions }];
  });
}

const typingMs = 200;

/** Undefined while the answer is on its way. */
function useFound(typed: string): readonly Target[] | undefined {
  const [q] = useDebouncedValue(typed, typingMs);
  const { data, isPending } = apiQuery.useQuery(
    'get',
    '/api/v1/search',
    { params: { query: { q } } },
    { enabled: q.length > 1, placeholderData: keepPreviousData },
  );
  if (typed.length < 2) return [];
  if (isPending || typed !== q) return undefined;
  return (data ?? []).flatMap((hit) => {
    const to = hitAddress(hit);
    return to === undefined ? [] : [{ label: hit.label, description: describe(hit), to }];
  });
}

/** What it is and, of people and apps, what tells those of one name apart. */
function describe({ kind, label, note }: SearchHit): string {
  const tells = kind === 'USER' || kind === 'APP' ? note : null;
  return tells === null || tells === label ? kindNames[kind] : `${kindNames[kind]} · ${tells}`;
}

function readRecent(text: string): readonly Target[] {
  const isTarget = (value: unknown): value is Target =>
    typeof value === 'object' &&
    value !== null &&
    ['label', 'description', 'to'].every((name) => typeof Reflect.get(value, name) === 'string');
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isTarget) : [];
  } catch {
    return [];
  }
}
