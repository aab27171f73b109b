import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { readAnew } from '../../api/read-anew.js';
import { StatusMenu } from '../../patterns/act-menu.js';
import { Card } from '../../patterns/card.js';
import { useConfirm } from '../../patterns/confirm.js';
import { EntityId } from '../../patterns/entity-id.js';
import { Facts } from '../../patterns/facts.js';
import { LineList } from '../../patterns/line-list.js';
import { ButtonLink, TextLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { StatusBadge } from '../../patterns/status-badge.js';
import { Stack } from '@mantine/core';
import { Time } from '../../patterns/time.js';
import { ViewAsCode } from '../../patterns/view-as-code.js';
import { useMay } from '../../session/session.js';
import { nameOf } from '../people/person.js';
import { type Device, deviceName, deviceStatusNames, deviceStatusTones } from './device.js';
import { deviceActs } from './device-life-cycle.js';

export function DevicePage(): ReactNode {
  const { deviceId = '' } = useParams({ strict: false });
  const query = apiQuery.useQuery('get', '/api/v1/devices/{deviceId}', { params: { path: { deviceId } } });
  return (
    <Loaded query={query} what="load the device">
      {(device) => <DeviceDetail device={device} />}
    </Loaded>
  );
}

/** What a device may say of itself, in words. */
const saidNames: Readonly<Record<string, string>> = {
  platform: 'Platform',
  osVersion: 'System version',
  manufacturer: 'Manufacturer',
  model: 'Model',
  clientInstanceBundleId: 'App',
  clientInstanceVersion: 'App version',
  clientInstanceDeviceSdkVersion: 'SDK version',
};

function DeviceDetail({ device }: { readonly device: Device }): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const may = useMay('okta.devices.manage');
  const name = deviceName(device);
  const acts = deviceActs({
    device: { id: device.id, status: device.status, name },
    confirm,
    onDone: () => readAnew(queries),
    onDeleted: () => void navigate({ to: '/devices' }),
  });
  const status = deviceStatusNames[device.status];
  const said = Object.entries(saidNames).flatMap(([member, label]) => {
    const value = device.profile[member];
    return typeof value === 'string' && value !== '' ? [{ label, value }] : [];
  });
  return (
    <>
      <PageHeader
        title={name}
        section="Devices"
        parent={{ label: 'Devices', to: '/devices' }}
        badge={may ? <StatusMenu status={status} acts={acts} /> : <StatusBadge tone={deviceStatusTones[device.status]} label={status} />}
        acts={
          <>
            <ButtonLink to="/reports/ciba-requests" search={{ device: device.id }} variant="default">
              Requests
            </ButtonLink>
            <ViewAsCode
              what="device"
              call={{ method: 'GET', path: `/api/v1/devices/${device.id}` }}
              node={`const device = await client.deviceApi.getDevice({ deviceId: '${device.id}' });`}
              resource={device}
            />
          </>
        }
      />
      <Stack gap="lg">
        <Users device={device} />
        <Card title="What the device says of itself" description="Not verified: an app can say what it likes.">
          <Facts facts={[{ label: 'Name', value: device.profile.displayName }, ...said]} />
        </Card>
        <Card title="Record">
          <Facts
            facts={[
              { label: 'Device id', value: <EntityId value={device.id} what="device id" /> },
              { label: 'First enrolled', value: <Time value={device.created} /> },
              { label: 'Last changed', value: <Time value={device.lastUpdated} /> },
            ]}
          />
        </Card>
      </Stack>
    </>
  );
}

function Users({ device }: { readonly device: Device }): ReactNode {
  const query = apiQuery.useQuery('get', '/api/v1/devices/{deviceId}/users', { params: { path: { deviceId: device.id } } });
  return (
    <Card title="People" description="Whoever is enrolled on it. What they approve with it stands on their page.">
      <Loaded query={query} what="load the people">
        {(list) => (
          <LineList
            label="People"
            none="Nobody is enrolled on it."
            lines={list.map(({ user, created }) => ({
              id: user.id,
              content: (
                <TextLink to="/people/$userId" params={{ userId: user.id }} size="sm">
                  {nameOf(user)}
                </TextLink>
              ),
              note: (
                <>
                  {user.profile.login}, enrolled <Time value={created} />
                </>
              ),
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}
