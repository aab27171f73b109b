/**
 * Devices as an administrator sees them (okta-api 3.11, S-069). A device out of service cannot approve; what only it could have
 * answered ends with the same commit.
 *
 *   ACTIVE ─suspend─▶ SUSPENDED ─unsuspend─▶ ACTIVE
 *   ACTIVE or SUSPENDED ─deactivate─▶ DEACTIVATED (enrollments gone) ─activate─▶ ACTIVE, ─delete─▶ gone
 */
import type { SearchQuery } from '../../ports/management/paging.js';
import { ApiError, notFound } from '../api-error.js';
import type { Device } from '../enrollment/enrollment.js';
import type { LogEntity } from '../event/system-log-event.js';
import { announce, changeEvent, decided, endedRequestEvent, type Actor, type Administration } from './administration.js';
import { changedFields } from './changed-fields.js';

export function deviceName(device: Device): string {
  const name = device.profile['displayName'];
  return typeof name === 'string' ? name : '';
}

const deviceTarget = (device: Device): LogEntity => ({ id: device.id, type: 'Device', displayName: deviceName(device) });

/** Throws E0000007. */
export async function getDevice(admin: Administration, id: string, actor: Actor): Promise<Device> {
  const device = await admin.management.devices.findById(actor.orgId, id);
  if (device === undefined) throw notFound(id, 'UDDevice');
  return device;
}

export function listDevices(admin: Administration, query: SearchQuery, actor: Actor): Promise<readonly Device[]> {
  return admin.management.devices.list(actor.orgId, query);
}

export const deviceSteps = {
  activate: { from: ['DEACTIVATED'], to: 'ACTIVE', unenroll: false },
  deactivate: { from: ['ACTIVE', 'SUSPENDED'], to: 'DEACTIVATED', unenroll: true },
  suspend: { from: ['ACTIVE'], to: 'SUSPENDED', unenroll: false },
  unsuspend: { from: ['SUSPENDED'], to: 'ACTIVE', unenroll: false },
} as const satisfies Record<string, { from: readonly Device['status'][]; to: Device['status']; unenroll: boolean }>;

/** Throws E0000152 when the device is in no status that allows the step. */
export async function moveDevice(
  admin: Administration,
  change: { readonly id: string; readonly verb: keyof typeof deviceSteps },
  actor: Actor,
): Promise<void> {
  const { id, verb } = change;
  const device = await getDevice(admin, id, actor);
  const step = deviceSteps[verb];
  const event = changeEvent(admin, actor, {
    eventType: `device.lifecycle.${verb}`,
    displayMessage: `Device: ${verb}`,
    targets: [deviceTarget(device)],
    changes: changedFields({ status: device.status }, { status: step.to }),
  });
  const requestEvent = endedRequestEvent(admin, actor, deviceTarget(device));
  const ended = await admin.management.devices.transition({
    orgId: actor.orgId,
    id,
    ...step,
    now: admin.engine.clock.now(),
    event,
    requestEvent,
  });
  if (ended === undefined) throw new ApiError('E0000152');
  await announce(admin, decided(ended));
}

/** Throws E0000152 unless it is deactivated. */
export async function deleteDevice(admin: Administration, id: string, actor: Actor): Promise<void> {
  const device = await getDevice(admin, id, actor);
  const event = changeEvent(admin, actor, {
    eventType: 'device.lifecycle.delete',
    displayMessage: 'Delete device',
    targets: [deviceTarget(device)],
  });
  if (!(await admin.management.devices.delete({ orgId: actor.orgId, id, event }))) throw new ApiError('E0000152');
}
