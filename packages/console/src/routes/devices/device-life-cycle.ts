/** What can be done with a device in its status, each with its effect. */
import { api } from '../../api/client.js';
import type { Act } from '../../patterns/act-menu.js';
import type { Question } from '../../patterns/confirm.js';
import type { DeviceStatus } from './device.js';

interface LifeCycleFacts {
  readonly device: { readonly id: string; readonly status: DeviceStatus; readonly name: string };
  readonly confirm: (question: Question) => void;
  readonly onDone: () => Promise<unknown>;
  readonly onDeleted?: () => void;
}

interface Step {
  readonly label: string;
  readonly from: readonly DeviceStatus[];
  readonly text: string;
  readonly dangerous: boolean;
  readonly run: (deviceId: string) => Promise<unknown>;
}

const inPath = (deviceId: string) => ({ params: { path: { deviceId } } });

const steps: readonly Step[] = [
  {
    label: 'Activate device',
    from: ['DEACTIVATED'],
    text: 'People can enrol on it again. What was enrolled before stays removed.',
    dangerous: false,
    run: (deviceId) => api.POST('/api/v1/devices/{deviceId}/lifecycle/activate', inPath(deviceId)),
  },
  {
    label: 'Unsuspend device',
    from: ['SUSPENDED'],
    text: 'It can approve again at once, with everything that is enrolled on it.',
    dangerous: false,
    run: (deviceId) => api.POST('/api/v1/devices/{deviceId}/lifecycle/unsuspend', inPath(deviceId)),
  },
  {
    label: 'Suspend device',
    from: ['ACTIVE'],
    text: 'It cannot approve anything until it is unsuspended; requests that only it could answer end now. What is enrolled on it stays.',
    dangerous: true,
    run: (deviceId) => api.POST('/api/v1/devices/{deviceId}/lifecycle/suspend', inPath(deviceId)),
  },
  {
    label: 'Deactivate device',
    from: ['ACTIVE', 'SUSPENDED'],
    text: 'Everything enrolled on it is removed for good, for each person who uses it; requests that only it could answer end now.',
    dangerous: true,
    run: (deviceId) => api.POST('/api/v1/devices/{deviceId}/lifecycle/deactivate', inPath(deviceId)),
  },
  {
    label: 'Delete device',
    from: ['DEACTIVATED'],
    text: 'It disappears from the lists. What was decided on it stays in the system log.',
    dangerous: true,
    run: (deviceId) => api.DELETE('/api/v1/devices/{deviceId}', inPath(deviceId)),
  },
];

export function deviceActs({ device, confirm, onDone, onDeleted }: LifeCycleFacts): readonly Act[] {
  return steps
    .filter(({ from }) => from.includes(device.status))
    .map(({ label, text, dangerous, run }) => ({
      label,
      dangerous,
      run: () =>
        confirm({
          title: `${label}: ${device.name}`,
          text,
          act: label,
          dangerous,
          run: async () => {
            await run(device.id);
            if (label === 'Delete device') onDeleted?.();
            await onDone();
          },
        }),
    }));
}
