import type { MethodResponse } from 'openapi-react-query';
import type { apiQuery } from '../../api/client.js';
import type { Tone } from '../../patterns/status-badge.js';

export type Device = MethodResponse<typeof apiQuery, 'get', '/api/v1/devices/{deviceId}'>;
export type DeviceStatus = Device['status'];

export const deviceStatusNames: Readonly<Record<DeviceStatus, string>> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  DEACTIVATED: 'Deactivated',
};

export const deviceStatusTones: Readonly<Record<DeviceStatus, Tone>> = { ACTIVE: 'good', SUSPENDED: 'warning', DEACTIVATED: 'idle' };

/** Devices name themselves, some not at all. */
export const deviceName = (device: Device): string => device.profile.displayName || device.id;
