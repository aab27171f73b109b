/** What surrounds the screens: header, sections, what is true of the whole app right now. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { wrongClockMinutes } from '../accounts/brand-entry.js';
import { brandProperties, onlyTheme, type BrandTheme } from '../accounts/brand-theme.js';
import type { MessageKey } from '../i18n/texts.js';
import { routeOf } from '../state/routes.js';
import { useApp, useAppState } from './app-context.js';
import { BrandMark } from './brand-mark.js';
import { Icon, type IconName } from './icon.js';
import { Notice } from './notice.js';

const sections: readonly {
  readonly path: string;
  readonly screen: string;
  readonly label: MessageKey<'firstView'>;
  readonly icon: IconName;
}[] = [
  { path: '/', screen: 'home', label: 'nav.requests', icon: 'inbox' },
  { path: '/history', screen: 'history', label: 'nav.history', icon: 'clock' },
  { path: '/settings', screen: 'settings', label: 'nav.settings', icon: 'settings' },
];

interface FrameProps {
  readonly title: string;
  /** One question on one screen: no way to anything else. */
  readonly alone?: boolean;
  /** The screen has a heading of its own. */
  readonly ownHeading?: boolean;
  /** Nothing to show yet: the outline shows only when that takes a while. */
  readonly waiting?: boolean;
  /** Of the brand it is about; left out: as the app. */
  readonly theme?: BrandTheme | undefined;
  readonly children: ComponentChildren;
}

/** A page that was just loaded is announced by the browser, with its title. */
let isFirstScreen = true;

export function Frame({ title, alone = false, ownHeading = false, waiting = false, theme, children }: FrameProps) {
  const { translator: t, path, accounts, settings, online, clockAheadMs } = useAppState();
  const main = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const brand = (settings.brands.length === 1 ? settings.brands[0]?.brand : undefined) ?? t('app.title');
  useEffect(() => {
    document.title = title === brand ? brand : `${title} – ${brand}`;
  }, [title, brand]);
  useEffect(() => {
    if (waiting) return;
    // the screen before took the focus along: whoever reads by ear or moves by keys begins at the new one
    if (!isFirstScreen && document.activeElement === document.body) (heading.current ?? main.current)?.focus({ preventScroll: true });
    isFirstScreen = false;
  }, [title, waiting]);
  const clock = wrongClockMinutes(clockAheadMs);
  const withSections = !alone && accounts.length > 0;
  return (
    <div
      class={`frame branded${alone ? ' frame-alone' : ''}${waiting ? ' frame-waiting' : ''}`}
      style={brandProperties(theme ?? onlyTheme(settings.brands))}
    >
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('main')?.focus();
        }}
      >
        {t('app.skip')}
      </a>
      {!alone && (
        <header class="header">
          {settings.brands.length === 1 ? (
            <BrandMark name={brand} filled />
          ) : (
            <span class="header-mark">
              <Icon name="shield" />
            </span>
          )}
          <span class="header-brand">
            <bdi>{brand}</bdi>
          </span>
          {withSections && <Sections current={routeOf(path).screen} />}
        </header>
      )}
      <main ref={main} id="main" class="main" tabIndex={-1}>
        {!online && (
          <Notice kind="warning">
            <p>{t('app.offline')}</p>
          </Notice>
        )}
        {clock !== undefined && (
          <Notice kind="warning">
            <p>{t('app.clockWrong', { minutes: clock })}</p>
          </Notice>
        )}
        {!ownHeading && (
          <h1 ref={heading} class="title" tabIndex={-1}>
            {title}
          </h1>
        )}
        {children}
      </main>
    </div>
  );
}

function Sections({ current }: { readonly current: string }) {
  const { translator: t, pending } = useAppState();
  const { navigate } = useApp();
  return (
    <nav class="sections" aria-label={t('nav.label')}>
      {sections.map(({ path, screen, label, icon }) => (
        <a
          key={path}
          href={path}
          class="section"
          aria-current={screen === current ? 'page' : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            navigate(path);
          }}
        >
          <Icon name={icon} />
          <span>{t(label)}</span>
          {screen === 'home' && pending.length > 0 && <span class="count">{pending.length}</span>}
        </a>
      ))}
    </nav>
  );
}
