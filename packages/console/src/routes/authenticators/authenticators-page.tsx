import type { ReactNode } from 'react';
import { DetailTabs } from '../../patterns/detail-tabs.js';
import { PageHeader } from '../../patterns/page-header.js';
import { AuthenticatorsTab } from './authenticators-tab.js';
import { PushProvidersTab } from './push-providers-tab.js';

const tabs = [
  { id: 'setup', label: 'Setup', content: () => <AuthenticatorsTab /> },
  { id: 'push-providers', label: 'Push providers', content: () => <PushProvidersTab /> },
];

export function AuthenticatorsPage(): ReactNode {
  return (
    <>
      <PageHeader
        title="Authenticators"
        section="Security"
        description="What people prove themselves with: branded apps on their devices, and the factors that are built in."
      />
      <DetailTabs tabs={tabs} label="Authenticators" />
    </>
  );
}
