import { z } from 'zod';
import { deviceOutput, deviceUserOutput, userDeviceOutput } from '../devices.js';
import { searchOnlyQuery } from '../query-parameters.js';
import { operations } from './operation.js';

/** `/api/v1/devices` and the devices of a user (okta-api 3.11). */
export const deviceOperations = operations('Device', {
  listDevices: {
    method: 'GET',
    path: '/api/v1/devices',
    summary: 'List devices',
    access: 'okta.devices.read',
    query: searchOnlyQuery,
    list: { defaultLimit: 200, maxLimit: 200 },
    status: 200,
    answer: z.array(deviceOutput),
  },
  getDevice: {
    method: 'GET',
    path: '/api/v1/devices/{deviceId}',
    summary: 'Read a device',
    access: 'okta.devices.read',
    status: 200,
    answer: deviceOutput,
  },
  listDeviceUsers: {
    method: 'GET',
    path: '/api/v1/devices/{deviceId}/users',
    summary: 'List the users of a device',
    access: 'okta.devices.read',
    status: 200,
    answer: z.array(deviceUserOutput),
  },
  deleteDevice: {
    method: 'DELETE',
    path: '/api/v1/devices/{deviceId}',
    summary: 'Delete a device',
    description: 'It has to be deactivated first.',
    access: 'okta.devices.manage',
    status: 204,
  },
  activateDevice: {
    method: 'POST',
    path: '/api/v1/devices/{deviceId}/lifecycle/activate',
    summary: 'Activate a device',
    access: 'okta.devices.manage',
    status: 204,
  },
  deactivateDevice: {
    method: 'POST',
    path: '/api/v1/devices/{deviceId}/lifecycle/deactivate',
    summary: 'Deactivate a device',
    description: 'Its enrollments end for good.',
    access: 'okta.devices.manage',
    status: 204,
  },
  suspendDevice: {
    method: 'POST',
    path: '/api/v1/devices/{deviceId}/lifecycle/suspend',
    summary: 'Suspend a device',
    access: 'okta.devices.manage',
    status: 204,
  },
  unsuspendDevice: {
    method: 'POST',
    path: '/api/v1/devices/{deviceId}/lifecycle/unsuspend',
    summary: 'Unsuspend a device',
    access: 'okta.devices.manage',
    status: 204,
  },
  listUserDevices: {
    method: 'GET',
    path: '/api/v1/users/{userId}/devices',
    summary: 'List the devices of a user',
    access: 'okta.devices.read',
    list: { defaultLimit: 200, maxLimit: 200 },
    status: 200,
    answer: z.array(userDeviceOutput),
  },
});
