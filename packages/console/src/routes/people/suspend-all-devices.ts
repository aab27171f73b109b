/** The lost phone: every device of a person out of service with one act. It can be undone device by device. */
import { api } from '../../api/client.js';
import type { Question } from '../../patterns/confirm.js';
import { nameOf, type Person } from './person.js';

interface SuspendFacts {
  readonly person: Person;
  readonly confirm: (question: Question) => void;
  readonly onDone: () => Promise<unknown>;
}

export function suspendAllDevices({ person, confirm, onDone }: SuspendFacts): void {
  confirm({
    title: `Suspend all devices of ${nameOf(person)}`,
    text: 'None of them can approve anything from now on, and requests that only they could answer end. Each can be put back into service under Devices.',
    act: 'Suspend all devices',
    dangerous: true,
    run: async () => {
      try {
        for (const deviceId of await activeDevices(person.id)) {
          await api.POST('/api/v1/devices/{deviceId}/lifecycle/suspend', { params: { path: { deviceId } } });
        }
      } finally {
        await onDone();
      }
    },
  });
}

async function activeDevices(userId: string): Promise<readonly string[]> {
  const { data = [] } = await api.GET('/api/v1/users/{userId}/devices', { params: { path: { userId }, query: { limit: 200 } } });
  return data.flatMap(({ device }) => (device.status === 'ACTIVE' ? [device.id] : []));
}
