/** The navigation: every section of the console under the name the guide uses. An entry with an address is a page that exists. */
import {
  type Icon,
  IconApps,
  IconDashboard,
  IconDeviceMobile,
  IconFileAnalytics,
  IconPalette,
  IconSettings,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';

export interface NavigationEntry {
  readonly label: string;
  /** Below `/admin`. */
  readonly to?: string;
}

export interface NavigationSection extends NavigationEntry {
  readonly icon: Icon;
  readonly entries: readonly NavigationEntry[];
}

export const sections: readonly NavigationSection[] = [
  { label: 'Dashboard', icon: IconDashboard, to: '/dashboard', entries: [] },
  { label: 'Applications', icon: IconApps, entries: [{ label: 'Applications', to: '/applications' }] },
  {
    label: 'Directory',
    icon: IconUsers,
    entries: [
      { label: 'People', to: '/people' },
      { label: 'Groups', to: '/groups' },
    ],
  },
  {
    label: 'Security',
    icon: IconShieldLock,
    entries: [
      { label: 'Authenticators', to: '/security/authenticators' },
      { label: 'API', to: '/security/api' },
    ],
  },
  { label: 'Customizations', icon: IconPalette, entries: [{ label: 'Brands', to: '/customizations/brands' }] },
  { label: 'Devices', to: '/devices', icon: IconDeviceMobile, entries: [] },
  {
    label: 'Reports',
    icon: IconFileAnalytics,
    entries: [
      { label: 'System Log', to: '/reports/system-log' },
      { label: 'CIBA requests', to: '/reports/ciba-requests' },
    ],
  },
  {
    label: 'Settings',
    icon: IconSettings,
    entries: [
      { label: 'Sign-in and requests', to: '/settings/sign-in' },
      { label: 'Trusted origins', to: '/settings/trusted-origins' },
      { label: 'Features', to: '/settings/features' },
    ],
  },
];
