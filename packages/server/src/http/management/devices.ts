/** `/api/v1/devices` and the devices of a user (okta-api 3.11). */
import { deleteDevice, type Device, deviceName, deviceSteps, getDevice, listDevices, moveDevice } from '@countersign/engine';
import { z } from 'zod';
import type { ServerContext } from '../../server-context.js';
import { addressedUser } from './addressed-user.js';
import { link, time } from './links.js';
import { noContent, ok } from './management-call.js';
import { page } from './page.js';
import { presentUser } from './present-user.js';
import type { Router } from './router.js';

const listQuery = z.object({ search: z.string().optional(), filter: z.string().optional() });

export function deviceRoutes(routes: Router, server: ServerContext): void {
  routes.get('/devices', (call) =>
    page({
      call,
      path: '/devices',
      query: call.search({ defaultLimit: 200, maxLimit: 200 }),
      keep: call.query(listQuery),
      read: (query) => listDevices(server, query, call.actor),
      idOf: (device) => device.id,
      present: (device) => present(device, call.orgUrl),
    }),
  );
  routes.get('/devices/:id', async (call) => ok(present(await getDevice(server, call.param('id'), call.actor), call.orgUrl)));
  routes.get('/devices/:id/users', async (call) => {
    const { id } = await getDevice(server, call.param('id'), call.actor);
    const users = await server.management.devices.listUsers(call.actor.orgId, id);
    return ok(
      users.map(({ user, enrolledAt }) => ({
        created: time(enrolledAt),
        managementStatus: 'NOT_MANAGED',
        screenLockType: 'NONE',
        user: presentUser(user, call.orgUrl),
      })),
    );
  });
  routes.delete('/devices/:id', async (call) => {
    await deleteDevice(server, call.param('id'), call.actor);
    return noContent;
  });
  for (const verb of ['activate', 'deactivate', 'suspend', 'unsuspend'] as const satisfies readonly (keyof typeof deviceSteps)[]) {
    routes.post(`/devices/:id/lifecycle/${verb}`, async (call) => {
      await moveDevice(server, { id: call.param('id'), verb }, call.actor);
      return noContent;
    });
  }
  routes.get('/users/:id/devices', async (call) => {
    const user = await addressedUser(server, call);
    const query = call.search({ defaultLimit: 200, maxLimit: 200 });
    return page({
      call,
      path: `/users/${encodeURIComponent(call.param('id'))}/devices`,
      query,
      read: (wanted) => server.management.devices.listOfUser(call.actor.orgId, user.id, wanted),
      idOf: ({ device }) => device.id,
      present: ({ device, enrolledAt }) => ({ created: time(enrolledAt), deviceUserId: user.id, device: present(device, call.orgUrl) }),
    });
  });
}

function present(device: Device, orgUrl: string): object {
  const path = `/devices/${device.id}`;
  const steps = Object.entries(deviceSteps).filter(([, { from }]) => from.some((status) => status === device.status));
  return {
    id: device.id,
    status: device.status,
    created: time(device.createdAt),
    lastUpdated: time(device.updatedAt),
    profile: { platform: '', ...device.profile, displayName: deviceName(device), registered: true },
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
