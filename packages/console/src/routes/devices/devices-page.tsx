import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import type { Act } from '../../patterns/act-menu.js';
import { useConfirm } from '../../patterns/confirm.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { ListPage } from '../../patterns/list-page.js';
import type { ListColumn } from '../../patterns/list-table.js';
import { PageHeader } from '../../patterns/page-header.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Time } from '../../patterns/time.js';
import { useList } from '../../patterns/use-list.js';
import { useMay } from '../../session/session.js';
import { type Device, deviceName, deviceStatusNames, deviceStatusTones } from './device.js';
import { deviceActs } from './device-life-cycle.js';
import { deviceSearch } from './device-search.js';

const columns: readonly ListColumn<Device>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (device) => (
      <TextLink to="/devices/$deviceId" params={{ deviceId: device.id }} fw={600} size="sm">
        {deviceName(device)}
      </TextLink>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <StatusBadge tone={deviceStatusTones[status]} label={deviceStatusNames[status]} />,
  },
  { id: 'platform', header: 'Platform', cell: (device) => device.profile.platform || '–' },
  { id: 'enrolled', header: 'First enrolled', cell: (device) => <Time value={device.created} /> },
  { id: 'changed', header: 'Last changed', cell: (device) => <Time value={device.lastUpdated} /> },
];

const filters = [
  { name: 'status', label: 'Status', options: Object.entries(deviceStatusNames).map(([value, label]) => ({ value, label })) },
  {
    name: 'platform',
    label: 'Platform',
    options: ['IOS', 'ANDROID', 'WEB', 'SIMULATED'].map((value) => ({ value, label: value })),
  },
];

const pageSize = 50;

export function DevicesPage(): ReactNode {
  const queries = useQueryClient();
  const confirm = useConfirm();
  const may = useMay('okta.devices.manage');
  const list = useList<Device>({
    key: ['/api/v1/devices'],
    filters: ['status', 'platform'],
    read: ({ search, after, signal }) => {
      const filter = deviceSearch(search);
      return api.GET('/api/v1/devices', {
        params: {
          query: { limit: pageSize, ...(filter === undefined ? {} : { search: filter }), ...(after === undefined ? {} : { after }) },
        },
        signal,
      });
    },
  });
  const actsOf = (device: Device): readonly Act[] =>
    deviceActs({
      device: { id: device.id, status: device.status, name: deviceName(device) },
      confirm,
      onDone: () => readAnew(queries),
    });
  return (
    <>
      <PageHeader title="Devices" section="Devices" description="Phones and browsers that people approve with. They appear by enrolling." />
      <ListPage
        list={list}
        what="devices"
        caption="Devices"
        searchLabel="Search devices by name or id"
        filters={filters}
        columns={columns}
        idOf={(device) => device.id}
        nameOf={deviceName}
        hrefOf={(device) => `/devices/${device.id}`}
        {...(may ? { actsOf } : {})}
        empty={{
          title: 'No devices yet',
          text: 'A device appears when somebody enrols on it: with a code from the person’s page, or by signing in on it.',
          act: <ButtonLink to="/people">Go to People</ButtonLink>,
          code: 'curl "$ORG_URL/api/v1/devices" --header "Authorization: SSWS $API_TOKEN"',
        }}
      />
    </>
  );
}
