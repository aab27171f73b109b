/** The left navigation: sections that fold, and folded to icons a menu for each. */
import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './navigation.module.css';
import { useRemembered } from './remembered.js';
import { type NavigationEntry, type NavigationSection, sections } from './sections.js';

interface NavigationProps {
  /** Icons only. */
  readonly folded: boolean;
  readonly onNavigate?: () => void;
}

export function Navigation({ folded, onNavigate }: NavigationProps): ReactNode {
  const { pathname } = useLocation();
  const [closed, setClosed] = useRemembered('closed-sections', '');
  const closedSections = new Set(closed.split(','));
  const toggle = (label: string) => {
    const next = new Set(closedSections);
    if (!next.delete(label)) next.add(label);
    setClosed([...next].join(','));
  };
  return (
    <ul className={classes['list']} data-folded={folded || undefined}>
      {sections.map((section) => (
        <li key={section.label}>
          {folded ? (
            <FoldedSection section={section} pathname={pathname} />
          ) : section.entries.length === 0 ? (
            <Entry entry={section} icon={section} {...(onNavigate === undefined ? {} : { onNavigate })} />
          ) : (
            <OpenSection section={section} open={!closedSections.has(section.label)} onToggle={() => toggle(section.label)}>
              {section.entries.map((entry) => (
                <li key={entry.label}>
                  <Entry entry={entry} {...(onNavigate === undefined ? {} : { onNavigate })} />
                </li>
              ))}
            </OpenSection>
          )}
        </li>
      ))}
    </ul>
  );
}

interface OpenSectionProps {
  readonly section: NavigationSection;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function OpenSection({ section, open, onToggle, children }: OpenSectionProps): ReactNode {
  return (
    <>
      <UnstyledButton className={classes['section'] ?? ''} aria-expanded={open} onClick={onToggle}>
        <section.icon size={20} stroke={1.6} aria-hidden />
        <span>{section.label}</span>
        <IconChevronDown size={16} className={classes['chevron']} aria-hidden />
      </UnstyledButton>
      {open ? <ul className={classes['entries']}>{children}</ul> : null}
    </>
  );
}

function Entry({ entry, icon, onNavigate }: { entry: NavigationEntry; icon?: NavigationSection; onNavigate?: () => void }): ReactNode {
  const content = (
    <>
      {icon === undefined ? null : <icon.icon size={20} stroke={1.6} aria-hidden />}
      <span>{entry.label}</span>
    </>
  );
  const style = icon === undefined ? classes['entry'] : `${classes['entry']} ${classes['section']}`;
  if (entry.to === undefined) return <span className={style}>{content}</span>;
  return (
    <Link to={entry.to} className={style ?? ''} onClick={() => onNavigate?.()} activeProps={{ 'aria-current': 'page' }}>
      {content}
    </Link>
  );
}

function FoldedSection({ section, pathname }: { section: NavigationSection; pathname: string }): ReactNode {
  const links = [section, ...section.entries].filter((entry) => entry.to !== undefined);
  const current = links.some(({ to }) => to !== undefined && pathname.startsWith(to));
  return (
    <Menu position="right-start" withArrow>
      <Menu.Target>
        <Tooltip label={section.label} position="right">
          <UnstyledButton className={classes['icon'] ?? ''} aria-label={section.label} data-current={current || undefined}>
            <section.icon size={22} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{section.label}</Menu.Label>
        {links.map(({ label, to = '/' }) => (
          <Menu.Item key={label} component={Link} to={to}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
