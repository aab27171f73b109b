/** Everything by name: pages, acts, and what the org holds (Ctrl/⌘ K). */
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconArrowRight, IconBolt, IconHistory, IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { onPaletteAsked } from './palette-store.js';
import { acts } from './palette-acts.js';
import { useRemembered } from './remembered.js';
import { sections } from './sections.js';

const [store, spotlight] = createSpotlight();
const recentMax = 5;

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
      shortcut={null}
      scrollable
      maxHeight={420}
      highlightQuery
      nothingFound="Nothing has this name."
      searchProps={{ leftSection: <IconSearch size={20} />, placeholder: 'Search pages and acts', 'aria-label': 'Search pages and acts' }}
      actions={[
        group('Recent', recentTargets, <IconHistory size={20} />),
        group('Pages', pages, <IconArrowRight size={20} />),
        group('Acts', acts, <IconBolt size={20} />),
      ].filter(({ actions }) => actions.length > 0)}
    />
  );
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
