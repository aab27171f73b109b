/** The frame of every page: skip link, header with org and environment, navigation, and the one `main`. */
import { ActionIcon, Drawer, Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconMenu2, IconSearch } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useSession } from '../session/session.js';
import { PasswordOnly } from '../session/password-only.js';
import { SessionWarning } from '../session/session-warning.js';
import { ConnectionBanner } from './connection-banner.js';
import { Navigation } from './navigation.js';
import { openPalette, usePaletteWanted } from './palette-store.js';
import { useRemembered } from './remembered.js';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.js';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.js')).CommandPalette }));

export function Shell(): ReactNode {
  const [folded, setFolded] = useRemembered('navigation', 'open');
  const [drawer, setDrawer] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 1023px)', matchMedia('(max-width: 1023px)').matches, { getInitialValueInEffect: false });
  const isFolded = folded === 'folded';
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  const { org } = useSession();
  const paletteWanted = usePaletteWanted();
  return (
    <div className={classes['shell']} data-folded={isFolded || undefined}>
      <a href="#main" className={classes['skip']}>
        Skip to the page
      </a>
      <header className={classes['header']} data-production={!org.development || undefined}>
        <ActionIcon
          className={classes['burger'] ?? ''}
          variant="subtle"
          size={40}
          aria-label="Open navigation"
          onClick={() => setDrawer(true)}
        >
          <IconMenu2 size={22} />
        </ActionIcon>
        <Link to="/" className={classes['org'] ?? ''}>
          <span className={classes['name']} title={org.name}>
            {org.name}
          </span>
          <span className={classes['environment']}>{org.development ? 'Development' : 'Production'}</span>
        </Link>
        <UnstyledButton className={classes['search'] ?? ''} onClick={openPalette}>
          <IconSearch size={18} aria-hidden />
          <span className={classes['searchLabel']}>Search</span>
          <kbd aria-hidden>{/mac/i.test(navigator.platform) ? '⌘ K' : 'Ctrl K'}</kbd>
        </UnstyledButton>
        <UserMenu />
      </header>
      {isNarrow ? (
        <Drawer
          opened={drawer}
          onClose={() => setDrawer(false)}
          title={org.name}
          size={288}
          closeButtonProps={{ 'aria-label': 'Close navigation' }}
        >
          <nav aria-label="Main">
            <Navigation folded={false} onNavigate={() => setDrawer(false)} />
          </nav>
        </Drawer>
      ) : (
        <nav aria-label="Main" className={classes['navigation']}>
          <div className={classes['sections']}>
            <Navigation folded={isFolded} />
          </div>
          <Tooltip label={isFolded ? 'Show names' : 'Show icons only'} position="right">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={40}
              aria-label={isFolded ? 'Show names in the navigation' : 'Show icons only in the navigation'}
              onClick={() => setFolded(isFolded ? 'open' : 'folded')}
            >
              {isFolded ? <IconLayoutSidebarLeftExpand size={20} /> : <IconLayoutSidebarLeftCollapse size={20} />}
            </ActionIcon>
          </Tooltip>
        </nav>
      )}
      <main id="main" ref={main} tabIndex={-1} className={classes['main']}>
        <ConnectionBanner />
        <PasswordOnly />
        <Outlet />
        <div id="overlays" />
      </main>
      <SessionWarning />
      {paletteWanted ? (
        <Suspense>
          <CommandPalette />
        </Suspense>
      ) : null}
    </div>
  );
}

/** A new page starts at its top, also for those who do not see it. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname, main]);
}
