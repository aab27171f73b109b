/** `/api/v1/devices` and the devices of a user (okta-api 3.11). */
import type { deviceOperations, deviceOutput } from '@countersign/contracts';
import { deleteDevice, type Device, deviceName, deviceSteps, getDevice, listDevices, moveDevice } from '@countersign/engine';
import type { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import type { Handlers, Presented } from './handlers.js';
import { link, time } from './links.js';
import { listPage } from './list-page.js';
import type { CallFacts } from './operation-call.js';
import { presentUser } from './present-user.js';

export function deviceHandlers(server: ServerContext): Handlers<typeof deviceOperations> {
  const move = (call: DeviceCall, verb: keyof typeof deviceSteps) => moveDevice(server, { id: call.path.deviceId, verb }, call.actor);
  return {
    listDevices: (call) =>
      listPage(call, {
        read: (query) => listDevices(server, query, call.actor),
        idOf: (device) => device.id,
        present: (device) => present(device, call.orgUrl),
      }),
    getDevice: async (call) => present(await getDevice(server, call.path.deviceId, call.actor), call.orgUrl),
    async listDeviceUsers(call) {
      const { id } = await getDevice(server, call.path.deviceId, call.actor);
      const users = await server.management.devices.listUsers(call.actor.orgId, id);
      return users.map(({ user, enrolledAt }) => ({
        created: time(enrolledAt),
        managementStatus: 'NOT_MANAGED',
        screenLockType: 'NONE',
        user: presentUser(user, call.orgUrl),
      }));
    },
    deleteDevice: (call) => deleteDevice(server, call.path.deviceId, call.actor),
    activateDevice: (call) => move(call, 'activate'),
    deactivateDevice: (call) => move(call, 'deactivate'),
    suspendDevice: (call) => move(call, 'suspend'),
    unsuspendDevice: (call) => move(call, 'unsuspend'),
    async listUserDevices(call) {
      const user = await addressedUser(server, call);
      return listPage(call, {
        read: (query) => server.management.devices.listOfUser(call.actor.orgId, user.id, query),
        idOf: ({ device }) => device.id,
        present: ({ device, enrolledAt }) => ({ created: time(enrolledAt), deviceUserId: user.id, device: present(device, call.orgUrl) }),
      });
    },
  };
}

type DeviceCall = CallFacts & { readonly path: { readonly deviceId: string } };

function present(device: Device, orgUrl: string): Presented<z.output<typeof deviceOutput>> {
  const path = `/devices/${device.id}`;
  const steps = Object.entries(deviceSteps).filter(([, { from }]) => from.some((status) => status === device.status));
  const { platform } = device.profile;
  return {
    id: device.id,
    status: device.status,
    created: time(device.createdAt),
    lastUpdated: time(device.updatedAt),
    profile: {
      ...device.profile,
      platform: typeof platform === 'string' ? platform : '',
      displayName: deviceName(device),
      registered: true,
    },
    resourceType: 'UDDevice',
    resourceDisplayName: { value: deviceName(device), sensitive: false },
    resourceId: device.id,
    resourceAlternateId: null,
    _links: {
      self: link(orgUrl, path, 'GET', 'DELETE'),
      users: link(orgUrl, `${path}/users`),
      ...Object.fromEntries(steps.map(([verb]) => [verb, link(orgUrl, `${path}/lifecycle/${verb}`, 'POST')])),
    },
  };
}
